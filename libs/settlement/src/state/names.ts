const FREE = -1;
/** Longer texts are written by the runtime, shorter ones faster by a loop. */
const SHORT = 48;

/**
 * Texts under small numeric scopes, each numbered from 0 in the order in which it came: an exact set of
 * (scope, text) pairs at some 40 bytes a pair plus the text, where a `Map` of strings takes four times that, slows the
 * collector down and ends at 2²⁴ entries. Open addressing over one array of UTF-8 bytes.
 */
export class Names {
  #bytes = Buffer.allocUnsafe(1 << 16);
  #used = 0;
  #starts = new Float64Array(1 << 10);
  #scopes = new Int32Array(1 << 10);
  #hashes = new Int32Array(1 << 10);
  #slots = new Int32Array(1 << 11).fill(FREE);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The number of a pair, or -1. */
  find(scope: number, text: string): number {
    const length = this.#write(text);
    return this.#slots[this.#slot(scope, length, this.#hash(scope, length))] ?? FREE;
  }

  /** The number of a pair, which is new to the set exactly where it equals the size before. */
  add(scope: number, text: string): number {
    const length = this.#write(text);
    const hash = this.#hash(scope, length);
    const slot = this.#slot(scope, length, hash);
    const known = this.#slots[slot] ?? FREE;
    if (known !== FREE) return known;
    const number = this.#size++;
    if (this.#size >= this.#starts.length) this.#growRows();
    this.#used += length;
    this.#starts[number] = this.#used - length;
    this.#starts[number + 1] = this.#used;
    this.#scopes[number] = scope;
    this.#hashes[number] = hash;
    this.#slots[slot] = number;
    if (this.#size * 2 > this.#slots.length) this.#growSlots();
    return number;
  }

  textOf(number: number): string {
    return this.#bytes.toString('utf8', this.#starts[number], this.#starts[number + 1]);
  }

  scopeOf(number: number): number {
    return this.#scopes[number] ?? FREE;
  }

  /** Orders two texts by code point, which is the order of their UTF-8 bytes. */
  compareTexts(a: number, b: number): number {
    const starts = this.#starts;
    return this.#bytes.compare(this.#bytes, starts[b], starts[b + 1], starts[a], starts[a + 1]);
  }

  /** Puts the text behind the last one, where `add` may leave it; answers its length in bytes. */
  #write(text: string): number {
    const most = text.length * 3;
    if (this.#used + most > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#used + most));
      this.#bytes.copy(grown, 0, 0, this.#used);
      this.#bytes = grown;
    }
    const bytes = this.#bytes;
    let at = this.#used;
    if (text.length > SHORT) return bytes.write(text, at, 'utf8');
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) return bytes.write(text, this.#used, 'utf8');
      bytes[at++] = unit;
    }
    return text.length;
  }

  #hash(scope: number, length: number): number {
    const bytes = this.#bytes;
    let hash = Math.imul(scope ^ 0x9e37_79b9, 0x85eb_ca6b);
    for (let i = this.#used, end = i + length; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x0100_0193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
    return hash ^ (hash >>> 13);
  }

  /** Where the pair written last is, or where it belongs. */
  #slot(scope: number, length: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const number = this.#slots[slot] ?? FREE;
      if (number === FREE) return slot;
      if (this.#hashes[number] === hash && this.#scopes[number] === scope && this.#isAt(number, length)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #isAt(number: number, length: number): boolean {
    const start = this.#starts[number] ?? 0;
    if ((this.#starts[number + 1] ?? 0) - start !== length) return false;
    const bytes = this.#bytes;
    const written = this.#used;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== bytes[written + i]) return false;
    return true;
  }

  #growRows(): void {
    const rows = this.#starts.length * 2;
    this.#starts = grow(this.#starts, new Float64Array(rows));
    this.#scopes = grow(this.#scopes, new Int32Array(rows));
    this.#hashes = grow(this.#hashes, new Int32Array(rows));
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 2).fill(FREE);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#size; number++) {
      let slot = (this.#hashes[number] ?? 0) & mask;
      while (slots[slot] !== FREE) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
    this.#slots = slots;
  }
}

/** Moves rows into a longer column. */
export function grow<A extends Float64Array | Int32Array | Uint32Array | Uint8Array>(column: A, longer: A): A {
  longer.set(column);
  return longer;
}
