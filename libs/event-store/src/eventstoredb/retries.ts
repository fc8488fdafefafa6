import { setTimeout as sleep } from 'node:timers/promises';
import { LogUnavailable } from '../event-store.js';

const FIRST_MILLISECONDS = 50;
const LONGEST_MILLISECONDS = 5_000;

/** Waits between attempts, longer and longer, each by chance a little different, until patience is at its end. */
export class Patience {
  #since = 0;
  #attempts = 0;

  constructor(private readonly milliseconds: number) {}

  /** It worked: the next failure is a first one. */
  restore(): void {
    this.#attempts = 0;
  }

  /** Waits before the next attempt. Throws the error if it is not one that passes, or if it took too long. Stops waiting when told to stop. */
  async endure(error: unknown, signal?: AbortSignal): Promise<void> {
    if (this.#attempts++ === 0) this.#since = Date.now();
    if (!(error instanceof LogUnavailable) || Date.now() - this.#since > this.milliseconds) throw error;
    const pause = Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (this.#attempts - 1));
    await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}

/** How long what fails is tried again: for some time, and no more once the signal aborts. */
export interface Persistence {
  readonly milliseconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** Does what may be done twice until it works. */
export async function persistently<T>(
  { milliseconds, signal }: Persistence,
  work: (attempt: number) => Promise<T>,
): Promise<T> {
  const patience = new Patience(milliseconds);
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (signal?.aborted === true) throw error;
      await patience.endure(error, signal);
    }
  }
}
