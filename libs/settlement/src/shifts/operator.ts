import { SECOND, DAY } from '@paidonce/kernel';
import type { Contract } from '../contract/contract.js';
import { ruling } from '../recording/codes.js';
import { upheldBy } from '../recording/dispute.js';
import type { FactTable } from '../state/fact-table.js';
import type { UsageClause } from '../terms/terms.js';
import type { Shift, Slice } from './shift.js';
import { subtract, type Span } from './span.js';

/** Longest that a shift may be. */
const LONGEST = DAY;

/** One operator of one client: their shifts that pay, by when they begin. A second is paid once. */
export class Operator {
  /** Shifts that take part, in the order in which they have the seconds. */
  readonly #shifts: Shift[] = [];

  constructor(readonly facts: FactTable) {}

  /** Puts a shift where it belongs, or takes it out where it no longer counts, and re-cuts those that it touches. */
  place(shift: Shift, position: number): void {
    const at = this.#shifts.indexOf(shift);
    if (at >= 0) this.#shifts.splice(at, 1);
    if (this.#takesPart(shift)) this.#shifts.splice(this.#placeOf(shift), 0, shift);
    else settle(shift, [], 0, position);
    for (const other of this.#shifts.slice(this.#firstFrom(shift.from))) {
      if (other.from >= shift.to) break;
      this.#recut(other, position);
    }
  }

  /** Shifts of campaigns that are paid by the hour when the shift begins, but for those that a dispute removed. */
  #takesPart(shift: Shift): boolean {
    return shift.fact >= 0 && hourClause(shift, shift.from) !== undefined && disputedBy(shift, this.facts) < 0;
  }

  #compare(a: Shift, b: Shift): number {
    return a.from - b.from || (a === b ? 0 : this.facts.compareIdentity(a.fact, b.fact));
  }

  #placeOf(shift: Shift): number {
    const at = this.#shifts.findIndex((other) => this.#compare(other, shift) > 0);
    return at < 0 ? this.#shifts.length : at;
  }

  #firstFrom(instant: number): number {
    let low = 0;
    let high = this.#shifts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#shifts[middle] as Shift).from < instant) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #recut(shift: Shift, position: number): void {
    let own: readonly Span[] = shift.worked;
    for (let i = this.#firstFrom(shift.from - LONGEST); this.#shifts[i] !== shift; i++) {
      for (const taken of (this.#shifts[i] as Shift).worked) own = subtract(own, taken);
    }
    settle(shift, slicesOf(shift, own), seconds(shift.worked) - seconds(own), position);
  }
}

/** The ruling that took a shift out of billing, or -1: an upheld dispute frees its seconds for all clauses. */
export function disputedBy(shift: Shift, facts: FactTable): number {
  for (const dispute of shift.disputes) {
    const by = upheldBy(dispute, facts, ruling.upheld);
    if (by >= 0) return by;
  }
  return -1;
}

/** The clause that pays a shift's campaign by the hour at a moment. */
export function hourClause(shift: Shift, instant: number): UsageClause | undefined {
  const { contract } = shift.campaign;
  const version = contract.versionAt(instant);
  return typeof version === 'string' ? undefined : contract.clausesFor(shift.campaign, version, 'shift')[0];
}

function seconds(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + (to - from), 0) / SECOND;
}

/** The next moment at which another period, version or the end of the contract begins. */
function nextCut(contract: Contract, instant: number): number {
  let next = Math.min(contract.periods.at(instant).end, contract.end > instant ? contract.end : Infinity);
  for (const { start } of contract.standing) if (start > instant) next = Math.min(next, start);
  return next;
}

function slicesOf(shift: Shift, own: readonly Span[]): Slice[] {
  const { contract } = shift.campaign;
  const slices: Slice[] = [];
  for (const span of own) {
    for (let from = span.from, to; from < span.to; from = to) {
      to = Math.min(span.to, nextCut(contract, from));
      slices.push(sliceOf(shift, from, (to - from) / SECOND));
    }
  }
  return slices;
}

function sliceOf(shift: Shift, from: number, length: number): Slice {
  const { campaign } = shift;
  const { contract } = campaign;
  const version = contract.versionAt(from);
  if (typeof version === 'string') return { seconds: length, clause: undefined, cell: undefined, reason: version };
  const clause = contract.clausesFor(campaign, version, 'shift')[0];
  if (!clause) return { seconds: length, clause: undefined, cell: undefined, reason: 'no-clause' };
  let paid = 0;
  clause.model.measure({ seconds: length }, clause.values, (quantity) => (paid += quantity));
  const cell = contract.book.cell(contract.periods.at(from), campaign, clause, version, null);
  return { seconds: paid, clause, cell, reason: undefined };
}

/** Books what a shift owes in place of what it owed. */
function settle(shift: Shift, slices: readonly Slice[], overlapSeconds: number, position: number): void {
  const isSame =
    slices.length === shift.slices.length &&
    slices.every(
      ({ cell, seconds: length }, i) => cell === shift.slices[i]?.cell && length === shift.slices[i]?.seconds,
    );
  shift.overlapSeconds = overlapSeconds;
  if (isSame) return;
  for (const { cell, seconds: length } of shift.slices) cell?.add(-length);
  for (const { cell, seconds: length } of slices) cell?.add(length);
  shift.slices = slices;
  shift.changedAt = position;
}
