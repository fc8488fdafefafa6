/** Chance that repeats itself: the same seed and name draw the same numbers (mulberry32). */
export class Chance {
  #state;

  constructor(seed, name = '') {
    this.seed = seed;
    this.#state = seed >>> 0;
    for (const character of name) this.#state = Math.imul(this.#state ^ character.codePointAt(0), 0x01000193) >>> 0;
  }

  /** A chance of its own: what it draws does not depend on what others draw meanwhile. */
  apart(name) {
    return new Chance(this.seed, name);
  }

  /** From 0 up to 1. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to `end - 1`. */
  below(end) {
    return Math.floor(this.next() * end);
  }

  /** True in so many of a hundred cases. */
  percent(share) {
    return this.next() * 100 < share;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** A name of a record of names and how often each is drawn. */
  weighted(weights) {
    let left = this.next() * Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    for (const [name, weight] of Object.entries(weights)) if ((left -= weight) < 0) return name;
    return Object.keys(weights).at(-1);
  }
}
