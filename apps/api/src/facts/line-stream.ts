import { Readable } from 'node:stream';

/** Characters that are gathered before they are sent, where lines come faster than they go. */
const BLOCK = 1 << 16;

/**
 * Lines as a stream of blocks: those that come in one go travel together, a single one at once. No line is asked for while the
 * reader is behind. Where the lines throw, or the reader goes away, the lines are ended.
 */
export class LineStream extends Readable {
  #text = '';
  #started = false;
  #isFull = false;
  #scheduled = false;
  #wake: (() => void) | undefined;

  constructor(readonly lines: AsyncIterable<string>) {
    super({ highWaterMark: BLOCK, encoding: 'utf8' });
  }

  override _read(): void {
    this.#isFull = false;
    this.#wake?.();
    if (this.#started) return;
    this.#started = true;
    void this.#pump();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#wake?.();
    done(error);
  }

  async #pump(): Promise<void> {
    try {
      for await (const line of this.lines) {
        this.#text += line;
        if (this.#text.length >= BLOCK) this.#flush();
        else this.#flushSoon();
        if (this.#isFull) await this.#room();
        if (this.destroyed) return;
      }
      this.#flush();
      this.push(null);
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  #flushSoon(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#text === '' || this.destroyed) return;
    const text = this.#text;
    this.#text = '';
    if (!this.push(text)) this.#isFull = true;
  }

  async #room(): Promise<void> {
    while (this.#isFull && !this.destroyed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }
}
