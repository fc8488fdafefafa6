import type { Exact, Instant } from '@paidonce/kernel';
import type { Cell } from '../book/cell.js';
import type { Contract } from '../contract/contract.js';
import type { Lead } from '../persons/lead.js';
import type { UsageClause } from '../terms/terms.js';

/** The stages of a lead: an effective call, confirmed or transferred, arrived. */
export type Stage = 0 | 1 | 2;

/** What a person is paid for once: the first result, and every later one that it covers. */
export interface Entitlement {
  readonly opener: Entry;
  /** Its entries in their order, kept under top-up only, where each needs the one before it. */
  entries: readonly Entry[];
}

/** What an entry comes to. */
export interface Outcome {
  readonly entitlement: Entitlement;
  /** The entitlement opened last, up to this entry. */
  readonly lastOpened: Entitlement;
  /** The fact that covers it, where it is billed 0. */
  readonly coveredBy: Entry | undefined;
  /** What the entitlement had been paid already, of the price of a billed fact (top-up). */
  readonly deducted: Exact | undefined;
  /** The entry that has the highest price of the entitlement so far (top-up). */
  readonly highest: Entry | undefined;
}

/** A result of a lead that a clause of a once group bills or would bill: one link of its person's chain. */
export interface Entry {
  readonly lead: Lead;
  /** Position of the fact, or -1 for a deemed arrival. */
  readonly fact: number;
  readonly contract: Contract;
  readonly clause: UsageClause;
  readonly cell: Cell;
  readonly stage: Stage;
  readonly at: Instant;
  /** The time that it counts as: reports often carry a date only (section 4). */
  rank: Instant;
  outcome: Outcome | undefined;
  /** How many facts were on record when what it comes to last changed. */
  changedAt: number;
}

export const DEEMED = -1;
