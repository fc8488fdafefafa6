import { exact, present } from '@paidonce/kernel';
import type { Contract } from '../contract/contract.js';
import { usageClausesOf } from '../terms/terms.js';
import type { Cell } from './cell.js';
import type { DesiredPage } from './desired.js';
import { compareLines, keyText, type DesiredLine } from './line.js';
import { vatOf } from './statement.js';

/** The sums of one cell: campaign, clause, version, detail; quantity, results and what top-up deducts (a fraction). */
type CellState = readonly [
  campaignId: string | null,
  clauseId: string,
  version: number,
  detail: string | null,
  quantity: number,
  results: number,
  deducted: string | null,
];

/** A line with its amount in minor units, as JSON has it. */
export type LineState = Omit<DesiredLine, 'amount'> & { readonly amount: string };

/** A page as JSON. Amounts are strings of minor units. */
export interface PageState {
  readonly contractId: string;
  readonly period: string;
  /** First local day of the period, in days since 1970-01-01. */
  readonly firstDay: number;
  readonly cells: readonly CellState[];
  readonly billed: readonly LineState[];
  readonly billedVat: string;
  readonly billedVatAdded: string;
  readonly used: readonly (readonly [campaignId: string, minor: string])[];
  readonly scores: { readonly sum: number; readonly count: number };
  readonly dirty: boolean;
  /** What the period owes: for those who only look. `vatAdded` is the part that is added to totals. */
  readonly desired: {
    readonly lines: readonly LineState[];
    readonly vat: string;
    readonly vatAdded: string;
    readonly currency: string;
    /** Digits of the minor unit. */
    readonly digits: number;
  };
}

/** What a book has beside its pages, as JSON. */
export interface BookState {
  readonly contractId: string;
  /** How many periods are closed: the contract's first ones. */
  readonly closed: number;
  readonly statements: number;
  readonly lastStatementAt: number;
  /** No fact of the contract happened later: microseconds since 1970, or null where there is none. */
  readonly latest: number | null;
  readonly reratings: readonly { readonly from: number | null; readonly position: number }[];
}

const stateOfCell = (cell: Cell): CellState => [
  cell.campaignId,
  cell.clause.id,
  cell.version.number,
  cell.detail,
  cell.quantity,
  cell.results,
  cell.deducted?.toFraction() ?? null,
];

/** In one order, whichever was first: a page built anew is the same to the byte. */
const compareCells = (a: Cell, b: Cell): number => compareLines(a.key, b.key);

const stateOfLine = (line: DesiredLine): LineState => ({ ...line, amount: String(line.amount) });

export function stateOfPage(contract: Contract, desired: DesiredPage): PageState {
  const { page, lines } = desired;
  const { currency, digits } = contract.shared;
  const { vat, added } = vatOf(contract, desired);
  return {
    contractId: contract.id,
    period: page.period.name,
    firstDay: page.period.firstDay,
    cells: [...page.cells.values()]
      .filter((cell) => !cell.isEmpty)
      .sort(compareCells)
      .map(stateOfCell),
    billed: [...page.billed.values()].sort(compareLines).map(stateOfLine),
    billedVat: String(page.billedVat),
    billedVatAdded: String(page.billedVatAdded),
    // A page that was worked out before a pilot was launched does not know of it.
    used: [...page.used].filter(([, minor]) => minor !== 0n).map(([campaignId, minor]) => [campaignId, String(minor)]),
    scores: page.scores,
    dirty: page.dirty,
    desired: {
      lines: lines.toSorted(compareLines).map(stateOfLine),
      vat: String(vat),
      vatAdded: String(added),
      currency,
      digits,
    },
  };
}

const finite = (instant: number): number | null => (Number.isFinite(instant) ? instant : null);

export function stateOfBook({ id: contractId, book, latest }: Contract): BookState {
  const { closed, statements, lastStatementAt } = book;
  const reratings = book.reratings.map(({ from, position }) => ({ from: finite(from), position }));
  return { contractId, closed: closed.length, statements, lastStatementAt, latest: finite(latest), reratings };
}

/** Puts a book to where its state says. Its pages are resumed one by one. */
export function resumeBook(contract: Contract, state: BookState): void {
  const { book } = contract;
  while (book.closed.length < state.closed) book.closed.push(book.nextPeriod);
  book.statements = state.statements;
  book.lastStatementAt = state.lastStatementAt;
  book.reratings.splice(
    0,
    Infinity,
    ...state.reratings.map(({ from, position }) => ({ from: from ?? -Infinity, position })),
  );
  contract.latest = state.latest ?? -Infinity;
}

export function resumePage(contract: Contract, state: PageState): void {
  const { book, periods, campaigns } = contract;
  const page = book.page(periods.ofDay(state.firstDay));
  for (const [campaignId, clauseId, versionNumber, detail, quantity, results, deducted] of state.cells) {
    const version = present(contract.recorded[versionNumber - 1], 'the version of a cell');
    const clause = present(
      usageClausesOf(version.terms).find(({ id }) => id === clauseId),
      'the clause of a cell',
    );
    // Of a cell of all campaigns any campaign will do.
    const campaign = present(
      campaigns.find(({ id }) => campaignId === null || id === campaignId),
      'the campaign of a cell',
    );
    const cell = book.cell(page.period, campaign, clause, version, detail);
    cell.resume(quantity, results, deducted === null ? undefined : exact(deducted));
  }
  for (const { amount, ...line } of state.billed) page.billed.set(keyText(line), { ...line, amount: BigInt(amount) });
  page.billedVat = BigInt(state.billedVat);
  page.billedVatAdded = BigInt(state.billedVatAdded);
  page.used = new Map(state.used.map(([campaignId, minor]) => [campaignId, BigInt(minor)]));
  page.resume(state.scores);
  page.dirty = state.dirty;
  page.unsaved = false;
}
