import type { Exact, Instant, PeriodKind } from '@paidonce/kernel';
import type { PeriodModel, Tiers, UsageModel } from '@paidonce/payment-models';

export type KeyKind = 'phone' | 'email' | 'externalId';

/** How leads become persons, and for how long a person that was paid for stays paid (section 4). */
export interface Reconciliation {
  readonly mode: 'paid-once' | 'top-up';
  readonly scope: 'product' | 'campaign' | 'client';
  readonly windowDays: number;
  readonly keys: ReadonlySet<KeyKind>;
}

export interface UsageClause {
  readonly kind: 'usage';
  readonly id: string;
  readonly model: UsageModel;
  /** Place in the terms, from 0: the last tie-breaker between results. */
  readonly place: number;
  /** The model's own members, parsed. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Price of a priced unit (a minute, an hour, a call…); `undefined` where there is none, or where tiers stand. */
  readonly priceOf: (detail: string | null) => Exact | undefined;
  readonly tiers: Tiers | undefined;
  readonly onceGroup: string | null;
}

export interface PeriodClause {
  readonly kind: 'period';
  readonly id: string;
  readonly model: PeriodModel;
  readonly values: Readonly<Record<string, unknown>>;
}

export type Clause = UsageClause | PeriodClause;

/** Terms as they are used: defaults filled in, numbers exact, models looked up. */
export interface Terms {
  /** Days since 1970-01-01 of the first local day in force. */
  readonly effectiveFrom: number;
  readonly currency: string;
  /** Digits of the currency's minor unit. */
  readonly digits: number;
  readonly timeZone: string;
  readonly period: PeriodKind;
  readonly vat: { readonly mode: 'exclusive' | 'inclusive' | 'exempt'; readonly rate: Exact };
  readonly reconciliation: Reconciliation;
  readonly feedback: { readonly deadlineDays: number; readonly onSilence: 'nothing' | 'deemed-arrived' } | undefined;
  readonly returns:
    { readonly windowDays: number; readonly reasons: ReadonlyMap<string, 'auto' | 'review' | 'refuse'> } | undefined;
  readonly minimum: Exact | undefined;
  readonly cap: Exact | undefined;
  readonly clauses: readonly Clause[];
}

/** Terms with their number in the contract and the moments between which they may be in force. */
export interface Version {
  readonly number: number;
  /** The fact that recorded them. */
  readonly fact: number;
  readonly start: Instant;
  readonly terms: Terms;
}

export function usageClausesOf(terms: Terms): UsageClause[] {
  return terms.clauses.filter((clause) => clause.kind === 'usage');
}

export function sameReconciliation(a: Reconciliation, b: Reconciliation): boolean {
  return (
    a.mode === b.mode &&
    a.scope === b.scope &&
    a.windowDays === b.windowDays &&
    a.keys.size === b.keys.size &&
    [...a.keys].every((key) => b.keys.has(key))
  );
}
