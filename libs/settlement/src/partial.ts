import type { Fact } from '@paidonce/facts';
import { formatMinor, present, type Period } from '@paidonce/kernel';
import { resumeBook, resumePage, stateOfBook, stateOfPage, type BookState, type PageState } from './book/book-state.js';
import { compareLines, keyText } from './book/line.js';
import { desiredUpTo, type StatementLine } from './book/statement.js';
import type { Contract } from './contract/contract.js';
import type { Settlement } from './engine.js';
import * as accounts from './recording/accounts.js';

/*
 * A settlement that holds only some facts, where the log and the sums are kept elsewhere. What a fact touches is recalled before
 * it is applied (`Settlement.recall`, `subjectsOf`), and the books of its client are resumed; what changed in them is
 * saved. The setup (clients, contracts, campaigns) is recalled whole, first.
 */

/** Sums of contracts as they are kept elsewhere, JSON. */
export interface Books {
  readonly books: readonly BookState[];
  readonly pages: readonly PageState[];
}

/** What a period owes and what of it statements have billed. Amounts are decimal strings in major units. */
export interface Figures {
  readonly contractId: string;
  readonly period: string;
  readonly currency: string;
  readonly lines: readonly (Omit<StatementLine, 'kind'> & {
    readonly billedQuantity: number;
    readonly billed: string;
  })[];
  readonly total: string;
  readonly billed: string;
}

/** The client in whose account a fact belongs; `undefined` where what it refers to is not recorded. */
export function accountOf({ world }: Settlement, fact: Fact): string | undefined {
  return accounts.accountOf(world, fact);
}

/** The client all of whose facts must be recalled before the fact is applied; `undefined` for nearly every one. */
export function wholeAccountFor({ world }: Settlement, fact: Fact): string | undefined {
  return accounts.wholeAccountFor(world, fact);
}

/** Region of a client's phone numbers without `+`, ISO 3166 alpha-2. */
export function countryOf({ world }: Settlement, clientId: string): string | undefined {
  return world.clients.get(clientId)?.country;
}

/** Takes up the books of contracts, whose signing must be on record. */
export function resume({ world }: Settlement, { books, pages }: Books): void {
  const contract = (id: string): Contract => present(world.contracts.get(id), 'the contract of a book');
  for (const state of books) resumeBook(contract(state.contractId), state);
  for (const state of pages) resumePage(contract(state.contractId), state);
}

/** What changed in the books since it was asked last. */
export function unsaved({ world }: Settlement): Books {
  const { changed } = world.counting;
  const books: BookState[] = [];
  const pages: PageState[] = [];
  for (const { contract } of changed) {
    books.push(stateOfBook(contract));
    for (const page of contract.book.pages()) {
      if (!page.unsaved) continue;
      pages.push(stateOfPage(contract, page));
      page.unsaved = false;
    }
  }
  changed.clear();
  return { books, pages };
}

/** What a contract's periods owe, from its first to the last that has anything. Its books must be resumed. */
export function figures({ world }: Settlement, contractId: string): Figures[] {
  const contract = world.contracts.get(contractId);
  const last = contract?.book.pages().at(-1);
  if (!contract || !last) return [];
  return desiredUpTo(contract, last.period).map(({ page, lines }) => figuresOf(contract, page.period, lines));
}

function figuresOf(
  contract: Contract,
  period: Period,
  desired: ReturnType<typeof desiredUpTo>[number]['lines'],
): Figures {
  const { currency, digits } = contract.shared;
  const { billed } = contract.book.page(period);
  const owed = new Map(desired.map((line) => [keyText(line), line]));
  const gone = [...billed.values()].filter((line) => !owed.has(keyText(line)));
  const money = (minor: bigint): string => formatMinor(minor, digits);
  const sum = (lines: Iterable<{ readonly amount: bigint }>): string =>
    money([...lines].reduce((total, { amount }) => total + amount, 0n));
  const lines = [...desired, ...gone.map((line) => ({ ...line, quantity: 0, amount: 0n }))].sort(compareLines);
  return {
    contractId: contract.id,
    period: period.name,
    currency,
    lines: lines.map(({ amount, ...line }) => {
      const on = billed.get(keyText(line));
      return { ...line, amount: money(amount), billedQuantity: on?.quantity ?? 0, billed: money(on?.amount ?? 0n) };
    }),
    total: sum(desired),
    billed: sum(billed.values()),
  };
}
