import type { Fact, FactType } from '@paidonce/facts';
import { Utf8Text, type FactText } from '../fact-text.js';

/** A fact as it is appended: `text` is the CloudEvent, JSON text. */
export interface WrittenFact extends FactText {
  readonly type: FactType;
  readonly source: string;
  readonly id: string;
}

export function written(fact: Fact): WrittenFact {
  const { type, source, id } = fact;
  return { type, source, id, text: JSON.stringify(fact) };
}

/** One that is appended as it was posted, byte by byte. */
export class PostedAsWritten extends Utf8Text implements WrittenFact {
  constructor(
    readonly type: FactType,
    readonly source: string,
    readonly id: string,
    bytes: Buffer,
    start: number,
    end: number,
  ) {
    super(bytes, start, end);
  }
}
