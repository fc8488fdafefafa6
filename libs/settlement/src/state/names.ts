const FREE = -1;
/** Longer texts are written by the runtime, shorter ones faster by a loop. */
const SHORT = 48;

/**
 * Texts under small numeric scopes, each numbered from 0 in the order in which it came: an exact set of (scope, text)
 * pairs at some 30 bytes a pair beside the text, where a `Map` of strings takes several times that, slows the collector
 * down and ends at 2²⁴ entries. Open addressing over one array of UTF-8 bytes.
 */
export class Names {
  #bytes = Buffer.allocUnsafe(1 << 12);
  /** End of the last text; what is being looked up is written behind it, where adding it may leave it. */
  #used = 0;
  #ends = new Float64Array(1 << 8);
  #scopes = new Int32Array(1 << 8);
  /** Pairs of a number and the hash of its text, so that one look into memory mostly answers. */
  #slots = new Int32Array(1 << 10).fill(FREE);
  #size = 0;
  /** What was looked up last, where it was not found: adding it then costs no second search. */
  #missed = { text: '', scope: FREE, length: 0, hash: 0, slot: 0 };

  get size(): number {
    return this.#size;
  }

  /** The number of a pair, or -1. */
  find(scope: number, text: string): number {
    const length = this.#write(text);
    const hash = this.#hash(scope, length);
    const slot = this.#slot(scope, length, hash);
    const number = this.#slots[slot] as number;
    const missed = this.#missed;
    missed.scope = FREE;
    if (number === FREE) {
      missed.text = text;
      missed.scope = scope;
      missed.length = length;
      missed.hash = hash;
      missed.slot = slot;
    }
    return number;
  }

  /** The number of a pair, which is new to the set exactly where it equals the size before. */
  add(scope: number, text: string): number {
    const missed = this.#missed;
    if (missed.scope !== scope || missed.text !== text) {
      const known = this.find(scope, text);
      if (known !== FREE) return known;
    }
    const number = this.#size++;
    if (number >= this.#scopes.length) this.#growRows();
    this.#used += missed.length;
    this.#ends[number] = this.#used;
    this.#scopes[number] = scope;
    this.#slots[missed.slot] = number;
    this.#slots[missed.slot + 1] = missed.hash;
    missed.scope = FREE;
    if (this.#size * 4 > this.#slots.length) this.#growSlots();
    return number;
  }

  textOf(number: number): string {
    return this.#bytes.toString('utf8', this.#start(number), this.#ends[number]);
  }

  scopeOf(number: number): number {
    return this.#scopes[number] ?? FREE;
  }

  /** Orders two texts by code point, which is the order of their UTF-8 bytes. */
  compareTexts(a: number, b: number): number {
    const bytes = this.#bytes;
    return bytes.compare(bytes, this.#start(b), this.#ends[b], this.#start(a), this.#ends[a]);
  }

  #start(number: number): number {
    return number === 0 ? 0 : (this.#ends[number - 1] as number);
  }

  /** Puts the text behind the last one; answers its length in bytes. */
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
    for (let i = this.#used, end = i + length; i < end; i++) hash = Math.imul(hash ^ (bytes[i] as number), 0x0100_0193);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
    return hash ^ (hash >>> 13);
  }

  /** Where the text that was written last is, or where it belongs. */
  #slot(scope: number, length: number, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash << 1) & mask;
    for (;;) {
      const number = slots[slot] as number;
      if (number === FREE) return slot;
      if (slots[slot + 1] === hash && this.#scopes[number] === scope && this.#isAt(number, length)) return slot;
      slot = (slot + 2) & mask;
    }
  }

  #isAt(number: number, length: number): boolean {
    const start = this.#start(number);
    if ((this.#ends[number] as number) - start !== length) return false;
    const bytes = this.#bytes;
    const written = this.#used;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== bytes[written + i]) return false;
    return true;
  }

  #growRows(): void {
    const rows = this.#scopes.length * 2;
    this.#ends = grow(this.#ends, new Float64Array(rows));
    this.#scopes = grow(this.#scopes, new Int32Array(rows));
  }

  #growSlots(): void {
    const before = this.#slots;
    const slots = new Int32Array(before.length * 2).fill(FREE);
    const mask = slots.length - 1;
    for (let at = 0; at < before.length; at += 2) {
      const number = before[at] as number;
      if (number === FREE) continue;
      const hash = before[at + 1] as number;
      let slot = (hash << 1) & mask;
      while (slots[slot] !== FREE) slot = (slot + 2) & mask;
      slots[slot] = number;
      slots[slot + 1] = hash;
    }
    this.#slots = slots;
  }
}

/** Moves rows into a longer column. */
export function grow<A extends Float64Array | Int32Array | Uint32Array | Uint8Array>(column: A, longer: A): A {
  longer.set(column);
  return longer;
}
