import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Scanned, ScanRoom } from './scanned.js';

/** A history of so many bytes is settled sooner than a thread for its scanning would be there. */
export const BYTES_ALONE = 4 << 20;

/** Rooms that go round. */
const MOST_ROOMS = 8;

/** Lines to be scanned. A room is sent with the first of them, since what is sent counts as memory anew each time. */
export interface ScanRequest {
  /** By which the room is known from then on; -1 where it is not to be. */
  readonly number: number;
  readonly room: ScanRoom | undefined;
  /** Which of the bytes of the room are lines. */
  readonly start: number;
  readonly end: number;
}

/** `cells` are sent where there are others than before. */
export type ScanAnswer = Scanned & Pick<ScanRoom, 'cells'>;

/** A thread that scans lines while this one settles those before. Answers come in the order of the requests. */
export class ScanThread {
  readonly #worker = new Worker(new URL('./scan.worker.js', import.meta.url));
  readonly #waiting: ((answer: ScanAnswer) => void)[] = [];
  /** Rooms that the thread knows, by their numbers. */
  readonly #rooms: ScanRoom[] = [];
  /** Rejects when the thread fails, which is for everybody who waits for it. */
  readonly #failed = new Promise<never>((_resolve, reject) => this.#worker.on('error', reject));

  constructor() {
    this.#worker.on('message', (answer: ScanAnswer) => this.#waiting.shift()?.(answer));
    // It ends with the process, where nobody waits for it. Listening to it would keep the process again.
    this.#worker.unref();
    // It is told to who asks for a result, if anybody does.
    this.#failed.catch(() => undefined);
  }

  /** Answers what asks for the result, so that a failure is told where it is waited for. */
  scan(room: ScanRoom, start: number, end: number): () => Promise<Scanned> {
    const result = new Promise<Scanned>((resolve) => {
      this.#waiting.push(({ cells, ...found }) => {
        if (cells) room.cells = cells;
        resolve(found);
      });
    });
    const isKnown = this.#rooms.includes(room);
    if (!isKnown && this.#rooms.length < MOST_ROOMS) this.#rooms.push(room);
    const number = this.#rooms.indexOf(room);
    this.#worker.ref();
    this.#worker.postMessage({ number, room: isKnown ? undefined : room, start, end } satisfies ScanRequest);
    return () => Promise.race([result, this.#failed]);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

/**
 * A thread for the scanning of long files, `undefined` for short ones. It takes a while to be there, which is why it is
 * started before anything else that settling needs is loaded.
 */
export function threadFor(files: readonly string[]): ScanThread | undefined {
  const bytes = files.reduce((sum, file) => sum + bytesOf(file), 0);
  return bytes > BYTES_ALONE ? new ScanThread() : undefined;
}

/** 0 where it cannot be known: what is wrong with the file is told when it is read. */
function bytesOf(file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return 0;
  }
}
