import { compareNullable } from '@paidonce/kernel';
import type { Unit } from '@paidonce/payment-models';

/** What a line is about. Two lines of one period never share a key. */
export interface LineKey {
  readonly forPeriod: string;
  readonly campaignId: string | null;
  readonly clauseId: string | null;
  readonly model: string;
  readonly detail: string | null;
  readonly termsVersion: number | null;
}

/** An amount in minor units with its quantity in the model's unit. */
interface Billed {
  readonly quantity: number;
  readonly amount: bigint;
}

/** What is owed under a key. */
export interface DesiredLine extends LineKey, Billed {
  readonly unit: Unit;
}

export function keyText(key: LineKey): string {
  return JSON.stringify([key.forPeriod, key.campaignId, key.clauseId, key.model, key.detail, key.termsVersion]);
}

/** The order of lines on a statement: by code point, `null` first. */
export function compareLines(a: LineKey, b: LineKey): number {
  return (
    compareNullable(a.forPeriod, b.forPeriod) ||
    compareNullable(a.campaignId, b.campaignId) ||
    compareNullable(a.clauseId, b.clauseId) ||
    compareNullable(a.model, b.model) ||
    compareNullable(a.detail, b.detail) ||
    (a.termsVersion ?? 0) - (b.termsVersion ?? 0)
  );
}
