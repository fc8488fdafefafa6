import { formatMinor, type Period } from '@paidonce/kernel';
import { compareLines, type DesiredLine } from '../book/line.js';
import { desiredUpTo, vatOf, type StatementLine } from '../book/statement.js';
import type { Contract } from '../contract/contract.js';
import type { Settlement } from '../engine.js';

/** Lines of a period and what they come to; amounts are decimal strings in major units. */
export interface PeriodSum {
  readonly lines: readonly Omit<StatementLine, 'kind'>[];
  readonly subtotal: string;
  readonly vat: string;
  readonly total: string;
}

/** A period of a contract as the history stands: what its facts come to, and what statements have billed of it. */
export interface PeriodBalance {
  readonly contractId: string;
  readonly period: string;
  readonly currency: string;
  readonly owed: PeriodSum;
  readonly billed: PeriodSum;
}

/** `undefined` where there is no such contract. */
export function balanceOfPeriod(
  { world }: Pick<Settlement, 'world'>,
  contractId: string,
  period: Period,
): PeriodBalance | undefined {
  const contract = world.contracts.get(contractId);
  const desired = contract && desiredUpTo(contract, period).at(-1);
  if (!contract || desired?.page.period.name !== period.name) return undefined;
  const { vat, added } = vatOf(contract, desired);
  const { billed, billedVat, billedVatAdded } = desired.page;
  // A key that was billed and taken back stays in the book, with nothing.
  const standing = [...billed.values()].filter(({ quantity, amount }) => quantity !== 0 || amount !== 0n);
  return {
    contractId,
    period: period.name,
    currency: contract.shared.currency,
    owed: sumOf(contract, desired.lines, vat, added),
    billed: sumOf(contract, standing, billedVat, billedVatAdded),
  };
}

function sumOf({ shared: { digits } }: Contract, lines: readonly DesiredLine[], vat: bigint, added: bigint): PeriodSum {
  const subtotal = lines.reduce((sum, { amount }) => sum + amount, 0n);
  return {
    lines: lines
      .toSorted(compareLines)
      .map(({ amount, ...line }) => ({ ...line, amount: formatMinor(amount, digits) })),
    subtotal: formatMinor(subtotal, digits),
    vat: formatMinor(vat, digits),
    total: formatMinor(subtotal + added, digits),
  };
}
