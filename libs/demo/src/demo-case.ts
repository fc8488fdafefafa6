import type { Sentence } from '@paidonce/facts';
import type { DemoFact } from './telling/history.js';

export interface DemoOptions {
  /** A whole number of 32 bits: the same seed tells the same history, to the byte. */
  readonly seed: number;
  /** How many leads come in, by default 2000. */
  readonly leads?: number;
}

/** A made-up history of one client, from the practice that the product comes from. */
export interface DemoCase {
  readonly name: string;
  readonly title: Sentence;
  /** What the case shows, in a few sentences. */
  readonly meaning: Sentence;
  /** Facts in the order of recording. Throws a RangeError where an option is no whole number in its range. */
  readonly generate: (options: DemoOptions) => Generator<DemoFact, void, undefined>;
}

export const DEFAULT_LEADS = 2000;

/** The number of leads of a history. */
export function leadsOf({ leads = DEFAULT_LEADS }: DemoOptions): number {
  if (!Number.isInteger(leads) || leads < 1 || leads > 1_000_000) {
    throw new RangeError(`a demo has from 1 to 1000000 leads, not ${leads}`);
  }
  return leads;
}
