import type { Fact, FactType } from '@paidonce/facts';

/** A fact as it is appended. */
export interface WrittenFact {
  readonly type: FactType;
  readonly source: string;
  readonly id: string;
  /** The CloudEvent, JSON text. */
  readonly text: string;
}

export function written(fact: Fact): WrittenFact {
  const { type, source, id } = fact;
  return { type, source, id, text: JSON.stringify(fact) };
}
