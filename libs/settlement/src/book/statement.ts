import { exact, formatMinor, fromMinor, roundToMinor, type Exact, type Period } from '@paidonce/kernel';
import type { Unit } from '@paidonce/payment-models';
import type { Contract } from '../contract/contract.js';
import type { Page } from './page.js';
import { desiredPage, type DesiredPage } from './desired.js';
import { compareLines, keyText, type DesiredLine, type LineKey } from './line.js';

export interface StatementLine extends LineKey {
  readonly kind: 'charge' | 'adjustment';
  readonly quantity: number;
  readonly unit: Unit;
  /** Decimal string in major units. */
  readonly amount: string;
}

/** What is billed for a period: desired − billed, per key (section 6). Amounts are decimal strings in major units. */
export interface Statement {
  readonly contractId: string;
  readonly clientId: string;
  /** `null` for a correction. */
  readonly period: string | null;
  /** Counts the contract's statements from 1, corrections included. */
  readonly number: number;
  readonly currency: string;
  readonly lines: readonly StatementLine[];
  readonly subtotal: string;
  readonly vat: string;
  readonly total: string;
  /** Facts that the statement knew: how many had been recorded, the one that issued it included. */
  readonly position: number;
}

interface Difference extends LineKey {
  readonly quantity: number;
  readonly unit: Unit;
  readonly amount: bigint;
}

/** Which pages to work out: all, or those that changed since they were billed. */
type Which = 'all' | 'changed';

/** What a contract owes for the periods up to one, in their order; nothing of it is billed by asking. */
export function desiredUpTo(contract: Contract, last: Period, which: Which = 'all'): DesiredPage[] {
  const { book, periods, shared } = contract;
  const pilots = contract.campaigns.some(({ pilotBudget }) => pilotBudget !== undefined);
  const pages: DesiredPage[] = [];
  let previous: Page | undefined;
  for (let period = periods.ofDay(shared.effectiveFrom); period.start <= last.start; period = periods.after(period)) {
    const page = book.page(period);
    // What a pilot used in one period changes what is left of its budget in all later ones.
    if (which === 'all' || page.dirty || (pilots && pages.length > 0))
      pages.push(desiredPage(contract, page, previous));
    previous = page;
  }
  return pages;
}

/** Differences of one page, which from then on counts as billed. */
function bill({ page, lines }: DesiredPage): Difference[] {
  const differences: Difference[] = [];
  const owed = new Set<string>();
  const enter = (line: DesiredLine): void => {
    const key = keyText(line);
    owed.add(key);
    const billed = page.billed.get(key) ?? { quantity: 0, amount: 0n };
    const quantity = line.quantity - billed.quantity;
    const amount = line.amount - billed.amount;
    if (quantity === 0 && amount === 0n) return;
    differences.push({ ...line, quantity, amount });
    page.billed.set(key, line);
  };
  lines.forEach(enter);
  for (const [key, billed] of page.billed) {
    if (!owed.has(key)) enter({ ...billed, quantity: 0, amount: 0n });
  }
  return differences;
}

/** VAT of a period's whole desired amount, under the terms at the last moment of the period within the contract. */
export function vatOf(contract: Contract, { page, lines }: DesiredPage): { vat: bigint; added: bigint } {
  const { vat, digits } = contract.versionAtEnd(page.period.end).terms;
  const sum = fromMinor(
    lines.reduce((total, { amount }) => total + amount, 0n),
    digits,
  );
  const rounded = (amount: Exact): bigint => roundToMinor(amount, digits);
  switch (vat.mode) {
    case 'exempt':
      return { vat: 0n, added: 0n };
    case 'exclusive': {
      const added = rounded(sum.mul(vat.rate));
      return { vat: added, added };
    }
    case 'inclusive':
      return { vat: rounded(sum.mul(vat.rate).div(vat.rate.add(exact(1)))), added: 0n };
  }
}

/**
 * Issues a contract's next statement over the periods up to `last`: of that period, or with `period` null a correction
 * of the periods before. Everything in it counts as billed from then on.
 */
export function issue(contract: Contract, period: Period | null, last: Period, position: number): Statement {
  const { book } = contract;
  const { currency, digits } = contract.shared;
  const lines: StatementLine[] = [];
  let subtotal = 0n;
  let vat = 0n;
  let added = 0n;
  for (const desired of desiredUpTo(contract, last, 'changed')) {
    const { page } = desired;
    const kind = desired.page.period === period ? 'charge' : 'adjustment';
    for (const { amount, ...line } of bill(desired).sort(compareLines)) {
      subtotal += amount;
      lines.push(toLine(line, kind, formatMinor(amount, digits)));
    }
    const owed = vatOf(contract, desired);
    vat += owed.vat - page.billedVat;
    added += owed.added - page.billedVatAdded;
    page.billedVat = owed.vat;
    page.billedVatAdded = owed.added;
    page.dirty = false;
    page.save();
  }
  if (period) book.closed.push(period);
  book.statements++;
  book.counting.changed.add(book);
  book.lastStatementAt = position;
  return {
    contractId: contract.id,
    clientId: contract.client.id,
    period: period?.name ?? null,
    number: book.statements,
    currency,
    lines,
    subtotal: formatMinor(subtotal, digits),
    vat: formatMinor(vat, digits),
    total: formatMinor(subtotal + added, digits),
    position,
  };
}

function toLine(line: Omit<Difference, 'amount'>, kind: StatementLine['kind'], amount: string): StatementLine {
  const { forPeriod, campaignId, clauseId, model, detail, termsVersion, quantity, unit } = line;
  return { forPeriod, campaignId, clauseId, model, detail, termsVersion, kind, quantity, unit, amount };
}
