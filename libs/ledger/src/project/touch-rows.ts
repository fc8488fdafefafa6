/** What facts touch, on its way into the tables: there are several subjects a fact. */
export class TouchRows {
  #subjects: Float64Array = new Float64Array(64);
  #positions: Float64Array = new Float64Array(64);
  #count = 0;

  /** Those that are given, as they are. */
  static of(subjects: Float64Array, positions: Float64Array): TouchRows {
    const rows = new TouchRows();
    rows.#subjects = subjects;
    rows.#positions = positions;
    rows.#count = subjects.length;
    return rows;
  }

  get count(): number {
    return this.#count;
  }

  get subjects(): Float64Array {
    return this.#subjects.subarray(0, this.#count);
  }

  get positions(): Float64Array {
    return this.#positions.subarray(0, this.#count);
  }

  add(subjects: readonly number[], position: number): void {
    if (this.#count + subjects.length > this.#subjects.length) this.#grow(subjects.length);
    for (const subject of subjects) {
      this.#subjects[this.#count] = subject;
      this.#positions[this.#count++] = position;
    }
  }

  addOne(subject: number, position: number): void {
    if (this.#count === this.#subjects.length) this.#grow(1);
    this.#subjects[this.#count] = subject;
    this.#positions[this.#count++] = position;
  }

  #grow(by: number): void {
    const length = 2 * this.#subjects.length + by;
    this.#subjects = longer(this.#subjects, length);
    this.#positions = longer(this.#positions, length);
  }
}

function longer(column: Float64Array, length: number): Float64Array {
  const grown = new Float64Array(length);
  grown.set(column);
  return grown;
}
