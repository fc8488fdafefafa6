/** What is used of a `Readable`; the client has other types of Node than we. */
export interface Source {
  read(): unknown;
  readonly readableLength: number;
  on(event: string, listener: (...values: unknown[]) => void): unknown;
}

/** Characters of one batch: events may be large. */
const MOST_CHARACTERS = 1 << 22;

/** Objects that come in from a server, taken in batches. */
export class Inflow<T> {
  #ended = false;
  #error: Error | undefined;
  #wake: () => void = () => undefined;

  /**
   * @param convert What is made of an object; `undefined` leaves it out.
   * @param of.failure What is thrown of an error.
   * @param of.isEnd Errors that only mean that there is nothing.
   */
  constructor(
    private readonly stream: Source,
    private readonly convert: (item: never) => T | undefined,
    private readonly stop: () => Promise<void>,
    of: { readonly failure: (error: unknown) => Error; readonly isEnd?: (error: unknown) => boolean },
  ) {
    stream.on('error', (error) => {
      if (of.isEnd?.(error) !== true) this.#error ??= of.failure(error);
      this.#finish();
    });
    stream.on('end', () => {
      this.#finish();
    });
    stream.on('close', () => {
      this.#finish();
    });
    stream.on('readable', () => {
      this.#wake();
    });
  }

  /** Waits for something and takes what there is of it, `most` at most; `undefined` at the end. Throws what went wrong, after what came before. */
  async take(most: number, weightOf: (item: T) => number = () => 0): Promise<T[] | undefined> {
    const taken: T[] = [];
    let weight = 0;
    for (;;) {
      let item: unknown;
      while (taken.length < most && weight < MOST_CHARACTERS && (item = this.stream.read()) !== null) {
        const converted = this.convert(item as never);
        if (converted === undefined) continue;
        taken.push(converted);
        weight += weightOf(converted);
      }
      if (taken.length === most || weight >= MOST_CHARACTERS) return taken;
      if (taken.length > 0) {
        // What is on its way through the buffers belongs to this batch as well.
        await new Promise((resolve) => setImmediate(resolve));
        if (this.stream.readableLength > 0) continue;
        return taken;
      }
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Whether nothing more has come in. */
  get isDrained(): boolean {
    return this.stream.readableLength === 0;
  }

  /** Ends it: `take` gives what is left, then `undefined`. */
  async cancel(): Promise<void> {
    this.#finish();
    // A stream that never came to be has nothing to stop.
    await this.stop().catch(() => undefined);
  }

  #finish(): void {
    this.#ended = true;
    this.#wake();
  }
}
