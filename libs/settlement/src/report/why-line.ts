import type { Sentence } from '@paidonce/facts';
import { exact, formatExact, formatMinor, roundToMinor, type Exact, type Period } from '@paidonce/kernel';
import { daysInForce, figuresOf, rulingVersion } from '../book/desired.js';
import type { Cell } from '../book/cell.js';
import type { DesiredLine } from '../book/line.js';
import type { Page } from '../book/page.js';
import type { Contract } from '../contract/contract.js';
import type { PeriodClause, Terms, Version } from '../terms/terms.js';
import type { Fate } from './item.js';
import type { LineReference } from './reports.js';

/** The arithmetic of a line, from sums to the rounded amount. `all` are the lines of its period. */
export function whyLine(
  contract: Contract,
  period: Period,
  reference: LineReference,
  lines: readonly DesiredLine[],
  all: readonly DesiredLine[],
  counts: Readonly<Record<Fate, number>>,
): Sentence[] {
  const page = contract.book.page(period);
  const ruling = rulingVersion(contract, period);
  if (reference.clauseId === 'pilot-budget') return whyPilot(contract, page, reference, lines);
  if (ruling && (reference.clauseId === 'minimum' || reference.clauseId === 'cap')) {
    return whyBound(contract, period, ruling, reference.clauseId, all);
  }
  const clause = ruling?.terms.clauses.find(({ id }) => id === reference.clauseId);
  if (ruling && clause?.kind === 'period') return whyPeriodClause(contract, page, clause, ruling, lines, all);
  const { covered } = counts;
  const also = { en: `${covered} covered, billed 0.`, ru: `${covered} зачтено, к оплате 0.` };
  const cells = [...page.cells.values()].filter(
    (cell) =>
      cell.clause.id === reference.clauseId &&
      (cell.campaignId === null || reference.campaignId === null || cell.campaignId === reference.campaignId) &&
      (reference.detail === null || cell.detail === reference.detail),
  );
  return [...cells.flatMap((cell) => whyCell(cell)), ...(covered > 0 ? [also] : [])];
}

function rounding(amount: Exact, terms: Terms): Sentence {
  const rounded = formatMinor(roundToMinor(amount, terms.digits), terms.digits);
  return {
    en: `${formatExact(amount)}, rounded once: ${rounded} ${terms.currency}.`,
    ru: `${formatExact(amount)}, округлено один раз: ${rounded} ${terms.currency}.`,
  };
}

function whyCell(cell: Cell): Sentence[] {
  const { clause, quantity, version } = cell;
  const of = `${clause.id}${cell.detail === null ? '' : ` ${cell.detail}`} (v${version.number})`;
  if (quantity === 0) return [{ en: `${of}: nothing is owed.`, ru: `${of}: ничего не причитается.` }];
  const arithmetic = arithmeticOf(cell);
  return [{ en: `${of}: ${arithmetic}.`, ru: `${of}: ${arithmetic}.` }, rounding(cell.exactAmount, version.terms)];
}

/** `61 second × 12 / 60`, with what entitlements had been paid already. */
function arithmeticOf(cell: Cell): string {
  const { clause, quantity } = cell;
  const { per } = clause.model.price;
  const units = per === 1 ? String(quantity) : `${quantity} / ${per}`;
  if (!clause.tiers) {
    const price = formatExact(clause.priceOf(cell.detail) ?? exact(0));
    const paid = exact(quantity).div(exact(per)).mul(exact(price)).sub(cell.exactAmount);
    return `${units} × ${price}${paid.equals(0) ? '' : ` − ${formatExact(paid)}`}`;
  }
  const steps = clause.tiers.steps.map(
    ({ upTo, price }) => `≤ ${upTo ? formatExact(upTo) : '∞'}: ${formatExact(price)}`,
  );
  return `${units} × ${clause.tiers.mode} [${steps.join('; ')}]`;
}

function whyPeriodClause(
  contract: Contract,
  page: Page,
  clause: PeriodClause,
  ruling: Version,
  lines: readonly DesiredLine[],
  all: readonly DesiredLine[],
): Sentence[] {
  const figures = figuresOf(contract, page, all);
  const amount = clause.model.amount(clause.values, figures);
  const sentences = [...clause.model.explain(clause.values, figures)];
  if (amount && lines.length > 0) sentences.push(rounding(amount, ruling.terms));
  return sentences;
}

function whyPilot(contract: Contract, page: Page, reference: LineReference, lines: readonly DesiredLine[]): Sentence[] {
  const { digits } = contract.shared;
  return contract.campaigns
    .filter(({ id, pilotBudget }) => pilotBudget !== undefined && (reference.campaignId ?? id) === id)
    .map(({ id, pilotBudget }) => {
      const used = formatMinor(page.used.get(id) ?? 0n, digits);
      const cut = formatMinor(lines.find(({ campaignId }) => campaignId === id)?.amount ?? 0n, digits);
      return {
        en: `Campaign ${id} has used ${used} of its budget of ${pilotBudget ?? ''}: ${cut} in this period.`,
        ru: `Кампания ${id} использовала ${used} при бюджете ${pilotBudget ?? ''}: ${cut} за период.`,
      };
    });
}

function whyBound(
  contract: Contract,
  period: Period,
  { terms }: Version,
  bound: 'minimum' | 'cap',
  all: readonly DesiredLine[],
): Sentence[] {
  const limit = terms[bound];
  if (!limit) return [];
  const days = `${daysInForce(contract, period)} / ${period.lastDay - period.firstDay + 1}`;
  const sum = all
    .filter(({ model }) => model !== 'minimum' && model !== 'cap')
    .reduce((total, { amount }) => total + amount, 0n);
  const shown = `${formatExact(limit)} × ${days}`;
  const lines = formatMinor(sum, terms.digits);
  const name = bound === 'minimum' ? { en: 'minimum', ru: 'минимум' } : { en: 'cap', ru: 'максимум' };
  return [
    {
      en: `The ${name.en} is ${shown}, and the lines of the period sum up to ${lines}.`,
      ru: `Условия: ${name.ru} ${shown}; строки периода в сумме дают ${lines}.`,
    },
  ];
}
