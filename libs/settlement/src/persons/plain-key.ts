import { Buffer } from 'node:buffer';
import { hashText, Token, type Fingerprint } from '@paidonce/kernel';
import type { KeyKind } from '../terms/terms.js';

/** Longer values are left to others. */
const LONGEST = 256;
const [SPACE, TILDE] = [0x20, 0x7e];
const [OPEN, CLOSE, PLUS, DASH] = [0x28, 0x29, 0x2b, 0x2d];
const [DIGIT_0, DIGIT_3, DIGIT_4, DIGIT_7, DIGIT_8, DIGIT_9] = [0x30, 0x33, 0x34, 0x37, 0x38, 0x39];
const [UPPER_A, UPPER_Z, TO_LOWER] = [0x41, 0x5a, 0x20];

/**
 * Keys of one kind out of the texts of a history without strings: those that nearly all are, numbers of zone 7 and values
 * of plain ASCII. They are the same as `keyValue` makes, which a test compares.
 */
export class PlainKey {
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #token = new Token();
  readonly #hash: Fingerprint = { high: 0, low: 0 };

  constructor(readonly kind: KeyKind) {
    this.#start = kind.length + 1;
    this.#bytes = Buffer.alloc(this.#start + LONGEST);
    this.#bytes.write(`${kind}:`);
  }

  /** `kind:value` of a text, which the next one overwrites; `undefined` where `keyValue` has to be asked. */
  read(text: Token, country: string): Token | undefined {
    if (text.end - text.start > LONGEST) return undefined;
    const end = this.kind === 'phone' ? this.#phone(text, country) : this.#ascii(text);
    if (end <= this.#start) return undefined;
    hashText(this.#bytes, 0, end, this.#hash);
    return this.#token.set(this.#bytes, 0, end, this.#hash.high);
  }

  /** Writes the number as `+7` and ten digits; answers where it ends, or 0. */
  #phone({ bytes: from, start, end }: Token, country: string): number {
    const bytes = this.#bytes;
    const first = this.#start;
    let to = first;
    for (let i = start; i < end; i++) {
      const byte = from[i] as number;
      if (byte === SPACE || byte === OPEN || byte === CLOSE || byte === DASH) continue;
      if (to > first && (byte < DIGIT_0 || byte > DIGIT_9)) return 0;
      bytes[to++] = byte;
    }
    const second = bytes[first + 1] as number;
    if (to - first === 12 && bytes[first] === PLUS && second === DIGIT_7) return to;
    const isNational = second === DIGIT_3 || second === DIGIT_4 || second === DIGIT_9;
    if (to - first !== 11 || bytes[first] !== DIGIT_8 || !isNational || country !== 'RU') return 0;
    bytes.copyWithin(first + 2, first + 1, to);
    bytes[first] = PLUS;
    bytes[first + 1] = DIGIT_7;
    return to + 1;
  }

  /** Writes what has nothing to be trimmed, an e-mail address in lower case; answers where it ends, or 0. */
  #ascii({ bytes: from, start, end }: Token): number {
    const bytes = this.#bytes;
    const isEmail = this.kind === 'email';
    let to = this.#start;
    for (let i = start; i < end; i++) {
      const byte = from[i] as number;
      if (byte <= SPACE || byte > TILDE) return 0;
      bytes[to++] = isEmail && byte >= UPPER_A && byte <= UPPER_Z ? byte | TO_LOWER : byte;
    }
    return to;
  }
}
