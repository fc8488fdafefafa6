const FREE = -1;
/** Of the places at most so much is taken. */
const FULL = 0.6;

/**
 * Whole numbers from 0 on that are spread evenly, as hashes are: 13 to 27 bytes each and nothing for the collector to look at, where a `Set` of numbers
 * beyond 2³¹ makes an object of each.
 */
export class HashSet {
  #places: Float64Array = new Float64Array(1 << 8).fill(FREE);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(hash: number): boolean {
    return this.#places[this.#place(hash)] === hash;
  }

  add(hash: number): void {
    const place = this.#place(hash);
    if (this.#places[place] === hash) return;
    this.#places[place] = hash;
    if (++this.#size > this.#places.length * FULL) this.#grow();
  }

  /** Where a number is, or where it belongs. */
  #place(hash: number): number {
    const places = this.#places;
    const mask = places.length - 1;
    let place = (hash | 0) & mask;
    for (let found = places[place] as number; found !== hash && found !== FREE; found = places[place] as number)
      place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const before = this.#places;
    this.#places = new Float64Array(before.length * 2).fill(FREE);
    for (const hash of before) if (hash !== FREE) this.#places[this.#place(hash)] = hash;
  }
}
