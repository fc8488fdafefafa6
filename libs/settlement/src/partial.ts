import type { Fact, FactType, ScannedFact } from '@paidonce/facts';
import { present } from '@paidonce/kernel';
import { resumeBook, resumePage, stateOfBook, stateOfPage, type BookState, type PageState } from './book/book-state.js';
import { desiredPage } from './book/desired.js';
import type { Contract } from './contract/contract.js';
import type { Settlement } from './engine.js';
import { typeOfCode } from './recording/codes.js';
import type { Identity } from './report/item.js';
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

/** The client in whose account a fact belongs; `undefined` where what it refers to is not recorded. */
export function accountOf({ world }: Settlement, fact: Fact): string | undefined {
  return accounts.accountOf(world, fact);
}

/** As {@link accountOf}, of a scanned fact; of none of these {@link wholeAccountFor} asks for the whole account. */
export function accountOfScanned({ world }: Settlement, { fact }: ScannedFact): string | undefined {
  return accounts.accountOfScanned(world, fact)?.id;
}

/** The client all of whose facts must be recalled before the fact is applied; `undefined` for nearly every one. */
export function wholeAccountFor({ world }: Settlement, fact: Fact): string | undefined {
  return accounts.wholeAccountFor(world, fact);
}

/** The type of a fact on record; `undefined` where there is none of this identity. */
export function typeOnRecord({ world }: Settlement, { source, id }: Identity): FactType | undefined {
  const position = world.facts.find(source, id);
  return position < 0 ? undefined : typeOfCode(world.facts.typeOf(position));
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
    pages.push(...changedPages(contract));
  }
  changed.clear();
  return { books, pages };
}

/** Pages that changed, and with pilots all later ones: what a pilot used in one period changes what is left for the next. */
function changedPages(contract: Contract): PageState[] {
  const { book, campaigns } = contract;
  const pages = book.pages();
  const first = pages.findIndex(({ unsaved }) => unsaved);
  if (first < 0) return [];
  const pilots = campaigns.some(({ pilotBudget }) => pilotBudget !== undefined);
  const changed: PageState[] = [];
  for (const [i, page] of pages.entries()) {
    if (!pilots && !page.unsaved) continue;
    const desired = desiredPage(contract, page, pages[i - 1]);
    if (i >= first) changed.push(stateOfPage(contract, desired));
    page.unsaved = false;
  }
  return changed;
}
