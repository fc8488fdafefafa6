import type { Contract } from '../contract/contract.js';
import type { Lead } from '../persons/lead.js';
import type { Shift } from '../shifts/shift.js';
import type { FactTable } from '../state/fact-table.js';
import { latest } from './latest.js';

/** What a dispute is about: an outcome of a lead, a call, or a shift. */
export type DisputeTarget =
  | { readonly kind: 'outcome'; readonly lead: Lead; readonly type: number; readonly deemed: boolean }
  | { readonly kind: 'call'; readonly call: number }
  | { readonly kind: 'shift'; readonly shift: Shift }
  /** A fact that no clause bills: the dispute changes nothing. */
  | { readonly kind: 'none' };

export interface Dispute {
  readonly id: string;
  readonly contract: Contract;
  readonly clauseId: string;
  /** Position of `dispute.opened`. */
  readonly fact: number;
  readonly target: DisputeTarget;
  /** Positions of what resolved or withdrew the dispute of this id, shared by all that were opened under it. */
  readonly rulings: readonly number[];
}

/** The ruling that upholds a dispute, or -1: the latest by time counts. */
export function upheldBy(dispute: Dispute, facts: FactTable, upheld: number): number {
  if (facts.retractedBy(dispute.fact) >= 0) return -1;
  const ruling = latest(dispute.rulings, facts);
  return ruling >= 0 && facts.detailOf(ruling) === upheld ? ruling : -1;
}
