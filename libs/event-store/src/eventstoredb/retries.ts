import { setTimeout as sleep } from 'node:timers/promises';
import { isTransient } from './client.js';

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

  /** Waits before the next attempt. Throws the error if it is not one that passes, or if it took too long. Returns at once when told to stop. */
  async endure(error: unknown, signal?: AbortSignal): Promise<void> {
    if (this.#attempts++ === 0) this.#since = Date.now();
    if (!(error instanceof ConnectionEnded || isTransient(error)) || Date.now() - this.#since > this.milliseconds)
      throw error;
    const pause = Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (this.#attempts - 1));
    await sleep(pause * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}

/** The server ended what should go on. */
export class ConnectionEnded extends Error {
  override readonly name = 'ConnectionEnded';

  constructor() {
    super('EventStoreDB ended the connection');
  }
}

/** Does what may be done twice until it works. */
export async function persistently<T>(patienceMilliseconds: number, work: (attempt: number) => Promise<T>): Promise<T> {
  const patience = new Patience(patienceMilliseconds);
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      await patience.endure(error);
    }
  }
}
