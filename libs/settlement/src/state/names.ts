import { Buffer } from 'node:buffer';
import { avalanche, hashText, Token, Utf8, type Fingerprint, type Text } from '@paidonce/kernel';

const FREE = -1;
/** Of a row of slots, which are pairs, at most so much may be taken: 70 of 100 pairs. */
const FULL = 0.35;
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
 * down and ends at 2²⁴ entries. Open addressing over one array of UTF-8 bytes.
 */
export class Names {
  #bytes = Buffer.allocUnsafe(1 << 12);
  #used = 0;
  /** Pairs of where a text ends and of its scope. Ends have 32 bits: no buffer is longer. */
  #rows = new Uint32Array(1 << 9);
  /** Pairs of a number and the hash of its text, so that one look into memory mostly answers. */
  #slots = new Int32Array(1 << 10).fill(FREE);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The number of a pair, or -1. */
  find(scope: number, text: Text): number {
    const token = tokenOf(text);
    return this.#slots[this.#slot(scope, token, slotHash(scope, token))] as number;
  }

  /** The number of a pair, which is new to the set exactly where it equals the size before. */
  add(scope: number, text: Text): number {
    const token = tokenOf(text);
    const hashed = slotHash(scope, token);
    const slot = this.#slot(scope, token, hashed);
    const known = this.#slots[slot] as number;
    if (known !== FREE) return known;
    const number = this.#size++;
    if (number * 2 >= this.#rows.length) this.#rows = grow(this.#rows, new Uint32Array(this.#rows.length * 2));
    this.#append(token);
    this.#rows[number * 2] = this.#used;
    this.#rows[number * 2 + 1] = scope;
    this.#slots[slot] = number;
    this.#slots[slot + 1] = hashed;
    if (this.#size > this.#slots.length * FULL) this.#growSlots();
    return number;
  }

  textOf(number: number): string {
    return this.#bytes.toString('utf8', this.#start(number), this.#end(number));
  }

  scopeOf(number: number): number {
    return this.#rows[number * 2 + 1] ?? FREE;
  }

  /** Orders two texts by code point, which is the order of their UTF-8 bytes. */
  compareTexts(a: number, b: number): number {
    const bytes = this.#bytes;
    return bytes.compare(bytes, this.#start(b), this.#end(b), this.#start(a), this.#end(a));
  }

  #start(number: number): number {
    return number === 0 ? 0 : (this.#rows[number * 2 - 2] as number);
  }

  #end(number: number): number {
    return this.#rows[number * 2] as number;
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
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hashed << 1) & mask;
    for (;;) {
      const number = slots[slot] as number;
      if (number === FREE) return slot;
      if (slots[slot + 1] === hashed && this.#is(number, scope, token)) return slot;
      slot = (slot + 2) & mask;
    }
  }

  #is(number: number, scope: number, { bytes, start, end }: Token): boolean {
    if (this.#rows[number * 2 + 1] !== scope) return false;
    const from = this.#start(number);
    const length = end - start;
    if (this.#end(number) - from !== length) return false;
    const own = this.#bytes;
    for (let i = 0; i < length; i++) if (own[from + i] !== bytes[start + i]) return false;
    return true;
  }

  #growSlots(): void {
    const before = this.#slots;
    const slots = new Int32Array(before.length * 2).fill(FREE);
    const mask = slots.length - 1;
    for (let at = 0; at < before.length; at += 2) {
      const number = before[at] as number;
      if (number === FREE) continue;
      const hashed = before[at + 1] as number;
      let slot = (hashed << 1) & mask;
      while (slots[slot] !== FREE) slot = (slot + 2) & mask;
      slots[slot] = number;
      slots[slot + 1] = hashed;
    }
    this.#slots = slots;
  }
}

function slotHash(scope: number, { hash: ofText }: Token): number {
  return scope === 0 ? ofText : avalanche(ofText + Math.imul(scope, 0x9e37_79b1));
}

/** Moves rows into a longer column. */
export function grow<A extends Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array>(
  column: A,
  longer: A,
): A {
  longer.set(column);
  return longer;
}
