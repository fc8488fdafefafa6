import { Buffer } from 'node:buffer';
import type { Utf8Range } from '@paidonce/event-store';
import { formatInstant, type Instant } from '@paidonce/kernel';

/** Bytes of `,"recordedtime":"…"}`, of any instant. */
const LONGEST_STAMP = 64;

/** The texts of posted facts with the server's stamp as their last member, in memory that those of a batch share. */
export class Stamps {
  readonly #bytes: Buffer;
  #used = 0;
  #instant: Instant = NaN;
  #stamp = '';

  /** @param bytes Those of the texts, together. */
  constructor(bytes: number, facts: number) {
    this.#bytes = Buffer.allocUnsafe(bytes + facts * LONGEST_STAMP);
  }

  /** Takes the text of an object, which ends with its brace. */
  add({ bytes, start, end }: Utf8Range, recordedAt: Instant): Utf8Range {
    const from = this.#used;
    const brace = from + bytes.copy(this.#bytes, from, start, end - 1);
    this.#used = brace + this.#bytes.write(this.#stampOf(recordedAt), brace, 'latin1');
    return { bytes: this.#bytes, start: from, end: this.#used };
  }

  /** Nearly all are stamped alike. */
  #stampOf(instant: Instant): string {
    if (instant !== this.#instant) {
      this.#instant = instant;
      this.#stamp = `,"recordedtime":"${formatInstant(instant)}"}`;
    }
    return this.#stamp;
  }
}
