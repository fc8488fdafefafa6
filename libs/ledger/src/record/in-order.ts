/** The result of one input, once it is there. */
interface Slot<O> {
  readonly weight: number;
  result?: { readonly value: O } | { readonly error: unknown };
}

/** How much may be on its way at a time. */
export interface Allowance<I> {
  readonly inputs: number;
  /** In the unit of `weigh`; one input may be heavier. */
  readonly weight: number;
  readonly weigh: (input: I) => number;
}

/**
 * Starts work on each input as it comes, up to so many at a time, and yields the results in the order of the inputs, each as soon as it is there.
 * No further input is pulled while results are not taken, nor once work on one has failed: what is behind it is not begun. Where the inputs fail, what was started
 * is still yielded first.
 */
export async function* inOrder<I, O>(
  inputs: AsyncIterable<I>,
  allowance: Allowance<I>,
  start: (input: I) => Promise<O>,
): AsyncGenerator<O, void> {
  const line = new Line(inputs, allowance, start);
  try {
    for (let slot = await line.next(); slot; slot = await line.next()) {
      const { result } = slot;
      if (!result) continue;
      if ('error' in result) throw result.error;
      yield result.value;
    }
  } finally {
    line.giveUp();
  }
}

/** Results that stand in line. */
class Line<I, O> {
  readonly #slots: Slot<O>[] = [];
  /** Slots before it are taken; they are let go together, since each on its own would move all others. */
  #first = 0;
  #weight = 0;
  #isOver = false;
  #isPulling = false;
  #hasFailed = false;
  #wake: (() => void) | undefined;
  readonly #iterator: AsyncIterator<I>;

  constructor(
    inputs: AsyncIterable<I>,
    readonly allowance: Allowance<I>,
    readonly start: (input: I) => Promise<O>,
  ) {
    this.#iterator = inputs[Symbol.asyncIterator]();
  }

  /** The first in line, with its result; `undefined` after the last. */
  async next(): Promise<Slot<O> | undefined> {
    for (;;) {
      if (!this.#isPulling && !this.#isOver && !this.#hasFailed) void this.#pull();
      const slot = this.#slots[this.#first];
      if (slot?.result) return this.#take(slot);
      if (!slot && this.#isOver) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Whoever takes no more results gives up the inputs as well. */
  giveUp(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    void this.#iterator.return?.();
  }

  #take(slot: Slot<O>): Slot<O> {
    this.#weight -= slot.weight;
    if (++this.#first === this.allowance.inputs) {
      this.#slots.splice(0, this.#first);
      this.#first = 0;
    }
    return slot;
  }

  async #pull(): Promise<void> {
    this.#isPulling = true;
    const { inputs, weight } = this.allowance;
    try {
      while (!this.#isOver && !this.#hasFailed && this.#slots.length - this.#first < inputs && this.#weight < weight) {
        const pulled = await this.#iterator.next();
        if (pulled.done) this.#isOver = true;
        else this.#begin(pulled.value);
      }
    } catch (error) {
      this.#isOver = true;
      this.#slots.push({ weight: 0, result: { error } });
    }
    this.#isPulling = false;
    this.#rouse();
  }

  #begin(input: I): void {
    if (this.#hasFailed) return;
    const slot: Slot<O> = { weight: this.allowance.weigh(input) };
    this.#weight += slot.weight;
    this.#slots.push(slot);
    const settle = (result: NonNullable<Slot<O>['result']>): void => {
      slot.result = result;
      if (this.#slots[this.#first] === slot) this.#rouse();
    };
    this.start(input).then(
      (value) => {
        settle({ value });
      },
      (error: unknown) => {
        this.#hasFailed = true;
        settle({ error });
      },
    );
  }

  #rouse(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
