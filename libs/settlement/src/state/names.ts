import { Buffer } from 'node:buffer';
import { avalanche, hashText, Token, Utf8, type Fingerprint, type Text } from '@paidonce/kernel';

const NONE = -1;
/** No tag of a slot that is taken. */
const FREE = 0;
/** So much of all slots may be taken. */
const FULL = 0.7;
/** A row: where a text ends, its scope, and the hash of the pair. */
const [ROW, SCOPE, HASH] = [3, 1, 2];
const utf8 = new Utf8();
const hash: Fingerprint = { high: 0, low: 0 };
const written = new Token();
let lastWritten: string | undefined;

/** A text as bytes with their hash; those of a string are overwritten by the next one. */
function tokenOf(text: Text): Token {
  if (typeof text !== 'string') return text;
  // What was not found is mostly added next.
  if (text === lastWritten) return written;
  lastWritten = text;
  const length = utf8.write(text);
  hashText(utf8.bytes, 0, length, hash);
  return written.set(utf8.bytes, 0, length, hash.high);
}

/**
 * Texts under small numeric scopes, each numbered from 0 in the order in which it came: an exact set of (scope, text)
 * pairs at some 30 bytes a pair beside the text, where a `Map` of strings takes several times that, slows the collector
 * down and ends at 2²⁴ entries. Open addressing over one array of UTF-8 bytes. Most of what is looked for is not there,
 * which a byte a slot nearly always tells: those of millions stay close to the processor.
 */
export class Names {
  #bytes = Buffer.allocUnsafe(1 << 12);
  #used = 0;
  /** Ends have 32 bits: no buffer is longer. */
  #rows = new Uint32Array(ROW << 8);
  /** By slot, a part of the hash of what is there. */
  #tags = new Uint8Array(1 << 9);
  /** By slot, its number. */
  #numbers = new Int32Array(1 << 9);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The number of a pair, or -1. */
  find(scope: number, text: Text): number {
    const token = tokenOf(text);
    const slot = this.#slot(scope, token, slotHash(scope, token));
    return this.#tags[slot] === FREE ? NONE : (this.#numbers[slot] as number);
  }

  /** The number of a pair, which is new to the set exactly where it equals the size before. */
  add(scope: number, text: Text): number {
    const token = tokenOf(text);
    const hashed = slotHash(scope, token);
    const slot = this.#slot(scope, token, hashed);
    if (this.#tags[slot] !== FREE) return this.#numbers[slot] as number;
    const number = this.#size++;
    const row = number * ROW;
    if (row >= this.#rows.length) this.#rows = grow(this.#rows, new Uint32Array(this.#rows.length * 2));
    this.#append(token);
    this.#rows[row] = this.#used;
    this.#rows[row + SCOPE] = scope;
    this.#rows[row + HASH] = hashed;
    this.#tags[slot] = tagOf(hashed);
    this.#numbers[slot] = number;
    if (this.#size > this.#tags.length * FULL) this.#growSlots();
    return number;
  }

  textOf(number: number): string {
    return this.#bytes.toString('utf8', this.#start(number), this.#end(number));
  }

  scopeOf(number: number): number {
    return this.#rows[number * ROW + SCOPE] ?? NONE;
  }

  /** Orders two texts by code point, which is the order of their UTF-8 bytes. */
  compareTexts(a: number, b: number): number {
    const bytes = this.#bytes;
    return bytes.compare(bytes, this.#start(b), this.#end(b), this.#start(a), this.#end(a));
  }

  #start(number: number): number {
    return number === 0 ? 0 : (this.#rows[number * ROW - ROW] as number);
  }

  #end(number: number): number {
    return this.#rows[number * ROW] as number;
  }

  #append({ bytes, start, end }: Token): void {
    const length = end - start;
    if (this.#used + length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#used + length));
      this.#bytes.copy(grown, 0, 0, this.#used);
      this.#bytes = grown;
    }
    const own = this.#bytes;
    // As an integer, so that the loop counts in integers.
    const to = this.#used >>> 0;
    for (let i = 0; i < length; i++) own[to + i] = bytes[start + i] as number;
    this.#used += length;
  }

  /** Where a text is, or where it belongs. */
  #slot(scope: number, token: Token, hashed: number): number {
    const tags = this.#tags;
    const mask = tags.length - 1;
    const sought = tagOf(hashed);
    let slot = hashed & mask;
    for (let tag = tags[slot]; tag !== FREE; tag = tags[slot]) {
      if (tag === sought && this.#is(this.#numbers[slot] as number, scope, token, hashed)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #is(number: number, scope: number, { bytes, start, end }: Token, hashed: number): boolean {
    const row = number * ROW;
    if (((this.#rows[row + HASH] as number) | 0) !== hashed || this.#rows[row + SCOPE] !== scope) return false;
    const from = this.#start(number);
    const length = end - start;
    if (this.#end(number) - from !== length) return false;
    const own = this.#bytes;
    for (let i = 0; i < length; i++) if (own[from + i] !== bytes[start + i]) return false;
    return true;
  }

  #growSlots(): void {
    const length = this.#tags.length * 2;
    const tags = new Uint8Array(length);
    const numbers = new Int32Array(length);
    const mask = length - 1;
    for (let number = 0; number < this.#size; number++) {
      const hashed = this.#rows[number * ROW + HASH] as number;
      let slot = hashed & mask;
      while (tags[slot] !== FREE) slot = (slot + 1) & mask;
      tags[slot] = tagOf(hashed);
      numbers[slot] = number;
    }
    this.#tags = tags;
    this.#numbers = numbers;
  }
}

/** 32 bits, of which the low ones say where a pair belongs. */
function slotHash(scope: number, { hash: ofText }: Token): number {
  return scope === 0 ? ofText : avalanche(ofText + Math.imul(scope, 0x9e37_79b1));
}

/** The high bits of a hash, and one that is always set. */
function tagOf(hashed: number): number {
  return (hashed >>> 24) | 1;
}

/** Moves rows into a longer column. */
export function grow<A extends Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array>(
  column: A,
  longer: A,
): A {
  longer.set(column);
  return longer;
}
