import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { mersenne } from 'pure-rand/generator/mersenne';

const MOST_SEED = 0xffff_ffff;

/** Chance that repeats itself: the same seed draws the same numbers on every machine. Whole numbers only. */
export class Random {
  readonly #generator: ReturnType<typeof mersenne>;

  /** Throws a RangeError where the seed is no whole number of 32 bits. */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed > MOST_SEED) {
      throw new RangeError(`a seed is a whole number from 0 to ${MOST_SEED}, not ${seed}`);
    }
    this.#generator = mersenne(seed);
  }

  /** A whole number, each from `least` to `most` equally often. */
  between(least: number, most: number): number {
    return uniformInt(this.#generator, least, most);
  }

  /** A whole number from `least` to `most`, those in the middle more often: the mean of three. */
  around(least: number, most: number): number {
    const sum = this.between(least, most) + this.between(least, most) + this.between(least, most);
    return Math.round(sum / 3);
  }

  /** True in so many of a hundred cases. */
  chance(percent: number): boolean {
    return this.between(1, 100) <= percent;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.between(0, list.length - 1)] as T;
  }

  shuffle(list: unknown[]): void {
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.between(0, i);
      [list[i], list[j]] = [list[j], list[i]];
    }
  }
}

/**
 * Draws cards without putting them back until none is left, then shuffles anew. So shares hold within every deck, and a
 * story can be told with few leads as with many.
 */
export class Deck<T> {
  readonly #cards: readonly T[];
  #left: T[] = [];

  /** How often each card is in the deck. */
  constructor(
    readonly random: Random,
    counts: readonly (readonly [card: T, count: number])[],
  ) {
    this.#cards = counts.flatMap(([card, count]) => Array.from({ length: count }, () => card));
    if (this.#cards.length === 0) throw new RangeError('a deck needs a card');
  }

  draw(): T {
    if (this.#left.length === 0) {
      this.#left = [...this.#cards];
      this.random.shuffle(this.#left);
    }
    return this.#left.pop() as T;
  }
}
