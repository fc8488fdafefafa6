import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { WorkWatch } from '@paidonce/ledger';
import type { Projecting, Report, Told } from './projecting.js';

export interface ThreadOptions {
  /** First pause before a thread that died is started again, doubled up to 60 times itself; default a second. */
  readonly pauseMs?: number;
  /** How long a thread has to stop in; default ten seconds. */
  readonly graceMs?: number;
}

const LONGEST_PAUSE = 60;
/** A thread that lived so much longer than the longest pause died of something else than the one before it. */
const LONG_LIFE = 2 * LONGEST_PAUSE;

/** A thread that was told to stop failed on the way. */
class NotInOrder extends Error {
  override readonly name = 'NotInOrder';
}

/** A {@link Projecting} in a thread of its own that runs a file. When the thread dies another one is started. */
export function inThread(file: URL, { pauseMs = 1_000, graceMs = 10_000 }: ThreadOptions = {}): Projecting {
  return async (settings, report, signal, work) => {
    const isStopped = (): boolean => signal.aborted;
    for (let deaths = 0; !isStopped(); deaths++) {
      const started = performance.now();
      const thread = new Worker(file, { workerData: settings });
      if (work) work.to = toldTo(thread);
      const error = await oneLife(thread, graceMs, report, signal);
      if (work) work.to = undefined;
      if (isStopped()) {
        if (error !== undefined) throw new NotInOrder(`the thread ended by ${error}`);
        return;
      }
      if (performance.now() - started > LONG_LIFE * pauseMs) deaths = 0;
      const retryInMs = pauseMs * Math.min(2 ** deaths, LONGEST_PAUSE);
      report({ kind: 'ended', error: error ?? 'nothing', retryInMs });
      await delay(retryInMs, undefined, { signal }).catch(() => undefined);
    }
  };
}

/** Hands on to a thread what is worked out beside it. Columns are copied: handing over their memory would slow down all others. */
function toldTo(thread: Worker): WorkWatch {
  const tell = (told: Told): void => {
    thread.postMessage(told);
  };
  return {
    begins: () => {
      tell({ kind: 'begins' });
    },
    ends: (out) => {
      tell({ kind: 'ends', out });
    },
  };
}

/** Resolves when the thread has ended, with the error that it died of. Told to stop, it ends what it is writing. */
function oneLife(
  thread: Worker,
  graceMs: number,
  report: (report: Report) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  let why: string | undefined;
  let cut: NodeJS.Timeout | undefined;
  const stop = (): void => {
    thread.postMessage({ kind: 'stop' } satisfies Told);
    cut = setTimeout(() => {
      report({ kind: 'cut-off' });
      void thread.terminate();
    }, graceMs);
  };
  return new Promise((resolve) => {
    thread.on('message', report).on('error', (error) => {
      why = wordFor(error);
    });
    thread.once('exit', () => {
      clearTimeout(cut);
      signal.removeEventListener('abort', stop);
      resolve(why);
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

/**
 * An error in one word, as all are told: its code, as of a thread that is out of memory, or else its name. What comes out of a thread is made anew, and
 * no instance of an error in every realm.
 */
function wordFor(error: unknown): string {
  const { code, name } = Object(error) as { readonly code?: unknown; readonly name?: unknown };
  return [code, name].find((word): word is string => typeof word === 'string' && /^\w+$/.test(word)) ?? typeof error;
}

/** Projects and seals in a thread, so that requests do not wait for it. It is there where the program is built. */
export const projectInThread: Projecting = (...what) =>
  inThread(new URL('./projector.worker.js', import.meta.url))(...what);
