import { Buffer } from 'node:buffer';
import { hashNumber, hashText, type Fingerprint } from '@paidonce/kernel';

const NEWLINE = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const NINE = 0x39;
const ASCII_END = 0x80;
/** Digits of which every number is exact. */
const MOST_DIGITS = 15;

/**
 * A place in the bytes of JSON, one object a line, and what was read there last. It reads what nearly every fact is made
 * of: texts without escapes, whole numbers from 0 on. All else it declines, which says nothing about its being JSON. The
 * bytes are UTF-8 and end with a newline, so that nothing is read beyond them.
 */
export class Cursor {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  /** Of the text that was read last, without its quotes. */
  start = 0;
  end = 0;
  /** The number that was read last. */
  number = 0;
  /** Of the value that was read last. */
  readonly hash: Fingerprint = { high: 0, low: 0 };

  /** The next byte that is no white space. A newline is none here: a line ends there. */
  peek(): number {
    const { bytes } = this;
    let byte = bytes[this.at] as number;
    while (byte <= SPACE && byte !== NEWLINE && isSpace(byte)) byte = bytes[++this.at] as number;
    return byte;
  }

  /** Goes past a sign where it comes next. */
  takes(sign: number): boolean {
    if (this.peek() !== sign) return false;
    this.at++;
    return true;
  }

  /** Reads a text, without its hash. */
  readText(): boolean {
    if (!this.takes(QUOTE)) return false;
    const { bytes } = this;
    let at = this.at;
    for (let byte = bytes[at] as number; byte !== QUOTE; byte = bytes[++at] as number) {
      if (byte < SPACE || byte === BACKSLASH) return false;
    }
    this.start = this.at;
    this.end = at;
    this.at = at + 1;
    return true;
  }

  hashText(): void {
    hashText(this.bytes, this.start, this.end, this.hash);
  }

  readNumber(): boolean {
    const { bytes } = this;
    const first = this.peek();
    if (first < ZERO || first > NINE) return false;
    let at = this.at;
    let number = 0;
    for (let byte = first; byte >= ZERO && byte <= NINE; byte = bytes[++at] as number)
      number = number * 10 + byte - ZERO;
    const digits = at - this.at;
    if (digits > MOST_DIGITS || (first === ZERO && digits > 1)) return false;
    this.at = at;
    this.number = number;
    hashNumber(number, this.hash);
    return true;
  }

  /** Goes past `true`, `false` or `null` where it comes next. */
  takesWord(word: Buffer): boolean {
    this.peek();
    if (!isAt(word, this.bytes, this.at)) return false;
    this.at += word.length;
    return true;
  }

  /** Whether the text that was read last is this one. */
  isText(text: Buffer): boolean {
    return this.end - this.start === text.length && isAt(text, this.bytes, this.start);
  }

  /** Whether there is more to the text that was read last than this beginning. */
  startsWith(beginning: Buffer): boolean {
    return this.end - this.start > beginning.length && isAt(beginning, this.bytes, this.start);
  }

  isAscii(): boolean {
    for (let i = this.start; i < this.end; i++) if ((this.bytes[i] as number) >= ASCII_END) return false;
    return true;
  }
}

function isSpace(byte: number): boolean {
  return byte === SPACE || byte === 0x09 || byte === 0x0d;
}

function isAt(word: Buffer, bytes: Buffer, at: number): boolean {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return false;
  return true;
}
