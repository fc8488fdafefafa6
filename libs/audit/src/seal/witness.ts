import { setTimeout as delay } from 'node:timers/promises';

export interface WitnessWatch {
  /** A checkpoint could not be posted; `retryInMs` is absent where it is given up. */
  failed?(error: unknown, retryInMs?: number): void;
}

const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 1_000;
const PATIENCE_MS = 10_000;
/** Where the witness is away for long the oldest go: every later one says all that they said. */
const MOST_WAITING = 1_000;

/** Posts checkpoints to somebody who keeps them, one after the other, each again until it is taken or given up. Nobody waits for it. */
export class Witness {
  readonly #waiting: string[] = [];
  readonly #stop = new AbortController();
  #posting: Promise<void> | undefined;

  constructor(
    readonly url: string,
    readonly watch: WitnessWatch = {},
    readonly pauseMs = FIRST_PAUSE_MS,
  ) {}

  tell(note: string): void {
    this.#waiting.push(note);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    this.#posting ??= this.#postAll().finally(() => (this.#posting = undefined));
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#posting;
  }

  async #postAll(): Promise<void> {
    for (let note = this.#waiting.shift(); note !== undefined && !this.#isStopped; note = this.#waiting.shift()) {
      await this.#post(note);
    }
  }

  async #post(body: string): Promise<void> {
    const isStopped = (): boolean => this.#stop.signal.aborted;
    for (let attempt = 1; attempt <= ATTEMPTS && !isStopped(); attempt++) {
      try {
        const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(PATIENCE_MS)]);
        const headers = { 'content-type': 'text/plain; charset=utf-8' };
        const answer = await fetch(this.url, { method: 'POST', body, headers, signal });
        await answer.body?.cancel();
        if (answer.ok) return;
        throw new Error(`the witness answers ${answer.status}`);
      } catch (error) {
        if (isStopped()) return;
        const pause = attempt < ATTEMPTS ? this.pauseMs * 2 ** (attempt - 1) : undefined;
        this.watch.failed?.(error, pause);
        if (pause !== undefined) await delay(pause, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      }
    }
  }

  get #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }
}
