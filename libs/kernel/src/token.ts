import { Buffer } from 'node:buffer';

const NOTHING = Buffer.alloc(0);

/**
 * A text where it stands in the bytes of a history, with its hash: what a fact names is looked up without a string being
 * made of it. Tokens are used again for the next fact; what is kept of one is copied.
 */
export class Token {
  bytes: Buffer = NOTHING;
  start = 0;
  end = 0;
  /** The high lane of `hashText`. */
  hash = 0;

  set(bytes: Buffer, start: number, end: number, hash: number): this {
    // Nearly always the same, and the collector takes note of every object that is set anew.
    if (this.bytes !== bytes) this.bytes = bytes;
    // They may come from a column of floats; loops over the bytes are to count in integers.
    this.start = start | 0;
    this.end = end | 0;
    this.hash = hash | 0;
    return this;
  }

  toString(): string {
    return this.bytes.toString('utf8', this.start, this.end);
  }
}

/** A text that a fact states, of either origin. */
export type Text = string | Token;
