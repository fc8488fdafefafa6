/** Where a word stands in some bytes, asked for range by range, in their order: nearly always nowhere, which is found out once for all of them. */
export class Mention {
  #next = -1;

  constructor(
    readonly word: Buffer,
    readonly bytes: Buffer,
  ) {}

  /** Whether it begins within a range. */
  isIn(start: number, end: number): boolean {
    if (this.#next < start) {
      const found = this.bytes.indexOf(this.word, start);
      this.#next = found < 0 ? Infinity : found;
    }
    return this.#next < end;
  }
}
