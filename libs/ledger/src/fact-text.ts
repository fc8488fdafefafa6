import { Buffer } from 'node:buffer';
import type { Utf8Range } from '@paidonce/event-store';

/** The text of a fact, which may be at hand as bytes: then whoever wants bytes takes those, and no string is made of them. */
export interface FactText {
  readonly text: string;
  readonly utf8?: Utf8Range | undefined;
}

/** A text as the bytes that it came as. They must not be changed. Of most nobody ever asks for the string, so that none is kept. */
export class Utf8Text implements FactText, Utf8Range {
  constructor(
    readonly bytes: Buffer,
    readonly start: number,
    readonly end: number,
  ) {}

  get utf8(): Utf8Range {
    return this;
  }

  get text(): string {
    return this.bytes.toString('utf8', this.start, this.end);
  }
}

/** How long a text is: in bytes where they are at hand, of which there are no fewer, else in characters. */
export function lengthOf(fact: FactText): number {
  const { utf8 } = fact;
  return utf8 ? utf8.end - utf8.start : fact.text.length;
}

export function bytesOf(fact: FactText): Buffer {
  const { utf8 } = fact;
  return utf8 ? utf8.bytes.subarray(utf8.start, utf8.end) : Buffer.from(fact.text);
}
