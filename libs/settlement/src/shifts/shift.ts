import { parseInstant } from '@paidonce/kernel';
import type { FactOf } from '@paidonce/facts';
import type { Cell } from '../book/cell.js';
import type { Campaign } from '../contract/contract.js';
import type { Dispute } from '../recording/dispute.js';
import type { Unbillable } from '../results/assess-lead.js';
import type { UsageClause } from '../terms/terms.js';
import type { Operator } from './operator.js';
import { subtract, type Span } from './span.js';

/** A part of a shift in one period and version: what it owes, or why it owes nothing. */
export interface Slice {
  readonly seconds: number;
  readonly clause: UsageClause | undefined;
  readonly cell: Cell | undefined;
  readonly reason: Unbillable | undefined;
}

/** A `shiftId` of a campaign, and what the fact that stands under it says. */
export class Shift {
  /** Position of the standing `shift.worked`, or -1. */
  fact = -1;
  operator!: Operator;
  from = 0;
  to = 0;
  /** The shift without its breaks. */
  worked: readonly Span[] = [];
  readonly disputes: Dispute[] = [];
  /** Seconds of the worked time that an earlier shift of the operator has. */
  overlapSeconds = 0;
  slices: readonly Slice[] = [];
  changedAt = 0;

  constructor(
    readonly number: number,
    readonly id: string,
    readonly campaign: Campaign,
  ) {}

  work(fact: number, operator: Operator, data: FactOf<'shift.worked'>['data']): void {
    this.fact = fact;
    this.operator = operator;
    this.from = parseInstant(data.from);
    this.to = parseInstant(data.to);
    let worked: Span[] = [{ from: this.from, to: this.to }];
    for (const pause of data.breaks ?? []) {
      worked = subtract(worked, { from: parseInstant(pause.from), to: parseInstant(pause.to) });
    }
    this.worked = worked;
  }
}
