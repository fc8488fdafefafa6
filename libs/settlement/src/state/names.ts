const FREE = -1;
/** Longer texts are written by the runtime, shorter ones faster by a loop. */
const SHORT = 48;
const ASCII_END = 0x80;

/**
 * Texts under small numeric scopes, each numbered from 0 in the order in which it came: an exact set of (scope, text)
 * pairs at some 30 bytes a pair beside the text, where a `Map` of strings takes several times that, slows the collector
 * down and ends at 2²⁴ entries. Open addressing over one array of UTF-8 bytes.
 */
export class Names {
  #bytes = Buffer.allocUnsafe(1 << 12);
  #used = 0;
  /** 32 bits: no buffer is longer. */
  #ends = new Uint32Array(1 << 8);
  #scopes = new Int32Array(1 << 8);
  /** Pairs of a number and the hash of its text, so that one look into memory mostly answers. */
  #slots = new Int32Array(1 << 10).fill(FREE);
  #size = 0;
  /** What was looked up last, where it was not found: adding it then costs no second search. */
  readonly #missed: { text: string; scope: number; hash: number; slot: number } = {
    text: '',
    scope: FREE,
    hash: 0,
    slot: 0,
  };

  get size(): number {
    return this.#size;
  }

  /** The number of a pair, or -1. */
  find(scope: number, text: string): number {
    const hash = hashOf(scope, text);
    const slot = this.#slot(scope, text, hash);
    const number = this.#slots[slot] as number;
    const missed = this.#missed;
    missed.scope = FREE;
    if (number === FREE) {
      missed.text = text;
      missed.scope = scope;
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
    this.#append(text);
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

  #append(text: string): void {
    const most = text.length * 3;
    if (this.#used + most > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#used + most));
      this.#bytes.copy(grown, 0, 0, this.#used);
      this.#bytes = grown;
    }
    this.#used += text.length > SHORT ? this.#bytes.write(text, this.#used, 'utf8') : this.#writeShort(text);
  }

  #writeShort(text: string): number {
    const bytes = this.#bytes;
    let at = this.#used;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= ASCII_END) return bytes.write(text, this.#used, 'utf8');
      bytes[at++] = unit;
    }
    return text.length;
  }

  /** Where a text is, or where it belongs. */
  #slot(scope: number, text: string, hash: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash << 1) & mask;
    for (;;) {
      const number = slots[slot] as number;
      if (number === FREE) return slot;
      if (slots[slot + 1] === hash && this.#scopes[number] === scope && this.#isText(number, text)) return slot;
      slot = (slot + 2) & mask;
    }
  }

  #isText(number: number, text: string): boolean {
    const bytes = this.#bytes;
    const start = this.#start(number);
    const length = (this.#ends[number] as number) - start;
    if (length !== text.length) return length > text.length && this.textOf(number) === text;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  #growRows(): void {
    const rows = this.#scopes.length * 2;
    this.#ends = grow(this.#ends, new Uint32Array(rows));
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

/** Of the UTF-16 units, two at a step. */
function hashOf(scope: number, text: string): number {
  let hash = Math.imul(scope ^ 0x9e37_79b9, 0x85eb_ca6b);
  const even = text.length & ~1;
  for (let i = 0; i < even; i += 2) {
    hash = Math.imul(hash ^ (text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16)), 0x85eb_ca6b);
    hash ^= hash >>> 15;
  }
  if (even < text.length) hash = Math.imul(hash ^ text.charCodeAt(even), 0xc2b2_ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
  return hash ^ (hash >>> 13);
}

/** Moves rows into a longer column. */
export function grow<A extends Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array>(
  column: A,
  longer: A,
): A {
  longer.set(column);
  return longer;
}
