import { exact, fromMinor, roundToMinor, ZERO, type Exact, type Period } from '@paidonce/kernel';
import type { PeriodFigures, Unit } from '@paidonce/payment-models';
import type { Contract } from '../contract/contract.js';
import type { PeriodClause, Version } from '../terms/terms.js';
import type { Page } from './page.js';
import type { DesiredLine } from './line.js';

/** What a period owes. */
export interface DesiredPage {
  readonly page: Page;
  readonly lines: readonly DesiredLine[];
}

/** Days of the period in which the contract is in force. */
export function daysInForce(contract: Contract, period: Period): number {
  const first = Math.max(period.firstDay, contract.firstVersion.terms.effectiveFrom);
  const last = Math.min(period.lastDay, contract.lastDay);
  return Math.max(0, last - first + 1);
}

/** The version that rules a period's fees, bonuses, minimum and cap; `undefined` past the contract's end. */
export function rulingVersion(contract: Contract, period: Period): Version | undefined {
  if (period.start >= contract.end) return undefined;
  const begin = Math.max(period.start, contract.firstVersion.start);
  const version = contract.versionAt(begin);
  return typeof version === 'string' ? undefined : version;
}

function usageLines(page: Page): DesiredLine[] {
  const lines: DesiredLine[] = [];
  for (const cell of page.cells.values()) {
    const { quantity, amount } = cell;
    if (quantity === 0 && amount === 0n) continue;
    lines.push({ ...cell.key, quantity, unit: cell.clause.model.unit, amount });
  }
  return lines;
}

const total = (lines: readonly DesiredLine[]): bigint => lines.reduce((sum, { amount }) => sum + amount, 0n);

/** A line of the contract that no clause has: pilot-budget, minimum, cap. */
function contractLine(period: Period, model: string, campaignId: string | null, amount: bigint): DesiredLine {
  const unit: Unit = 'period';
  const key = { forPeriod: period.name, campaignId, clauseId: null, model, detail: null, termsVersion: null };
  return { ...key, quantity: 0, unit, amount };
}

/**
 * Works out what a page owes. `previous` is the page of the period before, worked out already: the budgets of pilots run
 * across periods.
 */
export function desiredPage(contract: Contract, page: Page, previous: Page | undefined): DesiredPage {
  const ruling = rulingVersion(contract, page.period);
  const usage = usageLines(page);
  const lines = [...usage];
  const figures = figuresOf(contract, page, lines);
  const addClauses = (order: 'fee' | 'bonus'): void => {
    for (const clause of ruling?.terms.clauses ?? []) {
      if (!ruling || clause.kind !== 'period' || clause.model.order !== order) continue;
      const line = periodLine(page, clause, ruling, figures);
      if (line) lines.push(line);
    }
  };
  addClauses('fee');
  lines.push(...overBudget(contract, page, usage, previous));
  addClauses('bonus');
  if (ruling) lines.push(...bounds(contract, page.period, ruling, total(lines)));
  return { page, lines };
}

/** What a pilot's usage exceeds its budget by, in the period in which it does. */
function overBudget(
  contract: Contract,
  page: Page,
  usage: readonly DesiredLine[],
  previous: Page | undefined,
): DesiredLine[] {
  const { digits } = contract.shared;
  const lines: DesiredLine[] = [];
  const used = new Map<string, bigint>();
  for (const { id, pilotBudget } of contract.campaigns) {
    if (pilotBudget === undefined) continue;
    const before = previous?.used.get(id) ?? 0n;
    const after = before + total(usage.filter(({ campaignId }) => campaignId === id));
    used.set(id, after);
    const excess = (amount: bigint): Exact => {
      const over = fromMinor(amount, digits).sub(exact(pilotBudget));
      return over.compare(ZERO) > 0 ? over : ZERO;
    };
    const amount = roundToMinor(excess(before).sub(excess(after)), digits);
    if (amount !== 0n) lines.push(contractLine(page.period, 'pilot-budget', id, amount));
  }
  page.used = used;
  return lines;
}

function periodLine(
  page: Page,
  clause: PeriodClause,
  version: Version,
  figures: PeriodFigures,
): DesiredLine | undefined {
  const owed = clause.model.amount(clause.values, figures);
  if (!owed) return undefined;
  const amount = roundToMinor(owed, version.terms.digits);
  if (amount === 0n && clause.model.order === 'bonus') return undefined;
  return {
    forPeriod: page.period.name,
    campaignId: null,
    clauseId: clause.id,
    model: clause.model.code,
    detail: null,
    termsVersion: version.number,
    quantity: 1,
    unit: 'period',
    amount,
  };
}

/** What the period clauses of a page may look at, over the lines worked out so far. */
export function figuresOf(contract: Contract, page: Page, lines: readonly DesiredLine[]): PeriodFigures {
  const { digits } = contract.shared;
  return {
    daysInForce: daysInForce(contract, page.period),
    daysOfPeriod: page.period.lastDay - page.period.firstDay + 1,
    quantityOf: (clauseId) => {
      let quantity = 0;
      for (const cell of page.cells.values()) {
        if (cell.clause.id === clauseId) quantity += cell.clause.model.once ? cell.results : cell.quantity;
      }
      return quantity;
    },
    amountOf: (clauseId) => fromMinor(total(lines.filter((line) => line.clauseId === clauseId)), digits),
    averageScore: () => {
      const { sum, count } = page.scores;
      return count === 0 ? undefined : exact(sum).div(exact(count));
    },
  };
}

/** The shortfall from the minimum, or the excess over the cap, each in proportion to the days in force. */
function bounds(contract: Contract, period: Period, { terms }: Version, sum: bigint): DesiredLine[] {
  const share = exact(daysInForce(contract, period)).div(exact(period.lastDay - period.firstDay + 1));
  const bound = (amount: Exact): bigint => roundToMinor(amount.mul(share), terms.digits);
  if (terms.minimum) {
    const shortfall = bound(terms.minimum) - sum;
    if (shortfall > 0n) return [contractLine(period, 'minimum', null, shortfall)];
  }
  if (terms.cap) {
    const excess = sum - bound(terms.cap);
    if (excess > 0n) return [contractLine(period, 'cap', null, -excess)];
  }
  return [];
}
