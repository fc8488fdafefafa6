import type { FactType, Sentence } from '@paidonce/facts';
import type { Fate, Identity, Item } from './item.js';

/** How many facts of one type came to what; the counts of a row sum up to the facts of that type that were read. */
export interface AccountRow extends Readonly<Record<Fate, number>> {
  /** `unreadable` for lines that are no fact of a known type. */
  readonly type: FactType | 'unreadable';
  readonly refused: number;
}

/** No fact left behind: what became of every fact that was read. */
export interface Account {
  readonly rows: readonly AccountRow[];
  readonly total: Omit<AccountRow, 'type'>;
  /** Facts read, refused ones included: the sum of all counts. */
  readonly facts: number;
  /** Facts that came again with the same content, which are not counted in any row. */
  readonly repeated: number;
}

/** One result of a person, in the order in which its entitlement was cut. */
export interface EntitlementRow {
  readonly fact: Identity;
  readonly type: string;
  readonly leadId: string;
  readonly time: string;
  readonly contractId: string;
  readonly clauseId: string;
  /** Price of the clause, a decimal string; `null` where tiers price it. */
  readonly price: string | null;
  /** What is billed of it; 0 where it is covered. */
  readonly billed: string | null;
}

/** What became of one fact, and why. */
export interface FactReport {
  readonly fact: Identity;
  readonly type: string;
  readonly time: string;
  readonly recordedTime: string;
  /** Its number in the history, from 1; `null` for a deemed arrival. */
  readonly position: number | null;
  readonly items: readonly Item[];
  /** Leads that are the same person as the fact's lead, itself included. */
  readonly person: readonly string[];
  /** The entitlements that the fact takes part in. */
  readonly entitlements: readonly (readonly EntitlementRow[])[];
  /** Why, in sentences, from the rule to the amount. */
  readonly why: readonly Sentence[];
}

/** Which line to explain. */
export interface LineReference {
  readonly contractId: string;
  readonly forPeriod: string;
  readonly campaignId: string | null;
  /** A clause, or `pilot-budget`, `minimum`, `cap`. */
  readonly clauseId: string;
  readonly detail: string | null;
}

/** How a line comes about: from its facts to its amount. */
export interface LineReport {
  readonly reference: LineReference;
  /** What the line owes as the history stands, a version of the terms each. */
  readonly owed: readonly {
    readonly termsVersion: number | null;
    readonly quantity: number;
    readonly unit: string;
    readonly amount: string;
  }[];
  readonly currency: string;
  /** The arithmetic, in sentences. */
  readonly why: readonly Sentence[];
  /** How many facts of the line came to what. */
  readonly counts: Readonly<Record<Fate, number>>;
  /** The facts of the line, covered, removed and unbillable ones included: read once, as they are found. */
  items(): Iterable<Item>;
}
