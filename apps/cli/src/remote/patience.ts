import { setTimeout as after } from 'node:timers/promises';
import type { Context } from '../context.js';
import { Failure, exitCodes } from '../failure.js';
import type { Interrupted } from './answer.js';
import type { RemoteServer } from './remote-server.js';

/** Half a minute in all: as long as a server may take that is started anew. */
const DELAYS_MS: readonly number[] = [100, 300, 1000, 2000, 4000, 8000, 8000, 8000];

/** How often and how soon a server is tried again. One that was never there is not waited for. */
export class Patience {
  #tries = 0;
  #wasReached = false;

  constructor(
    readonly context: Context,
    readonly server: RemoteServer,
    readonly delaysMilliseconds = DELAYS_MS,
  ) {}

  /** It goes on: patience is as great as before. */
  restore(): void {
    this.#tries = 0;
    this.#wasReached = true;
  }

  /** Waits before the next try, and says so before the first. Throws a Failure where there have been enough. */
  async wait(interrupted: Interrupted): Promise<void> {
    const { err, texts } = this.context;
    this.#wasReached ||= interrupted.isReached;
    const delay = this.delaysMilliseconds[this.#tries];
    if (!this.#wasReached || delay === undefined)
      throw unavailable(this.context, this.server, interrupted, this.#wasReached);
    if (this.#tries === 0) {
      err.line(texts.remote.again(interrupted.message));
      await err.flush();
    }
    this.#tries++;
    await after(delay);
  }
}

/** A Failure that says why there is no answer. */
export function unavailable(
  { texts }: Context,
  { address }: RemoteServer,
  { message, isReached }: Interrupted,
  wasReached = isReached,
): Failure {
  const say = wasReached ? texts.remote.gone : texts.remote.unreachable;
  return new Failure(exitCodes.unavailable, say(address, message));
}
