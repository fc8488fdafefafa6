import type { FactType } from '@paidonce/facts';
import type { Unit } from '@paidonce/payment-models';
import type { RemovalRule, Unbillable } from '../results/assess-lead.js';

export interface Identity {
  readonly source: string;
  readonly id: string;
}

/**
 * What became of a fact: `billed` on a statement, `covered` by a fact that was paid already, `removed` by a fact, `pending`
 * (owed, but not on a statement yet; or waiting for silence), or `unbillable` under the contract.
 */
export type Fate = 'billed' | 'covered' | 'removed' | 'pending' | 'unbillable';

export const fates: readonly Fate[] = ['billed', 'covered', 'removed', 'pending', 'unbillable'];

/** One fact and one clause: what the clause makes of the fact. */
export interface Item {
  readonly fact: Identity;
  /** `deemed-arrival` for the arrival that silence makes. */
  readonly type: FactType | 'deemed-arrival';
  /** RFC 3339; of a part of a shift, when the shift begins. */
  readonly time: string;
  readonly contractId: string | null;
  readonly campaignId: string | null;
  readonly leadId: string | null;
  readonly callId: string | null;
  readonly shiftId: string | null;
  /** `null` where no clause is concerned. */
  readonly clauseId: string | null;
  readonly model: string | null;
  readonly detail: string | null;
  readonly termsVersion: number | null;
  readonly forPeriod: string | null;
  readonly fate: Fate;
  /** In `unit`; 0 where nothing is owed. */
  readonly quantity: number;
  readonly unit: Unit | null;
  /**
   * Exact, before the rounding of the line: a decimal, or a fraction such as `7/6` where it does not end. `null` where
   * tiers price the whole line.
   */
  readonly amount: string | null;
  readonly coveredBy: Identity | null;
  readonly removedBy: { readonly rule: RemovalRule; readonly fact: Identity } | null;
  readonly reason: Unbillable | 'not-billable' | 'overlap' | null;
  /** RFC 3339: when a pending fact will be decided. */
  readonly deadline: string | null;
}
