import { compareCodePoints, present, type Exact } from '@paidonce/kernel';
import { DEEMED_SOURCE } from '@paidonce/facts';
import type { FactTable } from '../state/fact-table.js';
import { DEEMED, type Entitlement, type Entry, type Outcome } from './entry.js';

/** The results of one person in one once group, in their order. */
export class Chain {
  readonly entries: Entry[] = [];
  /** From here on what entries come to has to be worked out anew. */
  dirtyFrom = Infinity;

  constructor(readonly group: string) {}
}

/** Orders results and cuts chains into entitlements (section 4). */
export class ChainCutter {
  readonly #dirty = new Set<Chain>();

  constructor(readonly facts: FactTable) {}

  /** The order of a person's results. */
  readonly compare = (a: Entry, b: Entry): number =>
    a.rank - b.rank || a.stage - b.stage || this.#compareIdentity(a, b) || a.clause.place - b.clause.place;

  insert(entry: Entry): void {
    const chain = this.#chainOf(entry);
    const at = this.#placeOf(chain, entry);
    if (at === chain.entries.length) chain.entries.push(entry);
    else chain.entries.splice(at, 0, entry);
    this.#touch(chain, at);
  }

  /** Takes an entry out, and what it owes with it. */
  remove(entry: Entry): void {
    const chain = this.#chainOf(entry);
    const at = this.#placeOf(chain, entry);
    if (chain.entries[at] !== entry) throw new Error('an entry is not where its chain has it');
    chain.entries.splice(at, 1);
    book(entry, -1);
    entry.outcome = undefined;
    this.#touch(chain, at);
  }

  /** Cuts every chain that changed anew, from where it changed. `position` counts the facts on record. */
  cut(position: number): void {
    if (this.#dirty.size === 0) return;
    for (const chain of this.#dirty) {
      this.#cutChain(chain, position);
      chain.dirtyFrom = Infinity;
    }
    this.#dirty.clear();
  }

  #chainOf(entry: Entry): Chain {
    return entry.lead.person.chain(present(entry.clause.onceGroup, 'the once group of an entry'));
  }

  #touch(chain: Chain, at: number): void {
    chain.dirtyFrom = Math.min(chain.dirtyFrom, at);
    this.#dirty.add(chain);
  }

  #placeOf({ entries }: Chain, entry: Entry): number {
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(entries[middle] as Entry, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #compareIdentity(a: Entry, b: Entry): number {
    if (a.fact !== DEEMED && b.fact !== DEEMED) return a.fact === b.fact ? 0 : this.facts.compareIdentity(a.fact, b.fact);
    const x = identityOf(a, this.facts);
    const y = identityOf(b, this.facts);
    return compareCodePoints(x.source, y.source) || compareCodePoints(x.id, y.id);
  }

  #cutChain(chain: Chain, position: number): void {
    const { entries } = chain;
    for (let i = chain.dirtyFrom; i < entries.length; i++) {
      const entry = entries[i] as Entry;
      const outcome = this.#outcomeOf(entry, i, entries);
      if (isSame(entry.outcome, outcome)) {
        // References may point to new entitlements although nothing about the money changed.
        entry.outcome = outcome;
        continue;
      }
      book(entry, -1);
      entry.outcome = outcome;
      entry.changedAt = position;
      book(entry, 1);
    }
  }

  #outcomeOf(entry: Entry, at: number, entries: readonly Entry[]): Outcome {
    const lastOpened = entries[at - 1]?.outcome?.lastOpened;
    const entitlement = entitlementOf(entry, lastOpened);
    if (!entitlement) {
      const own: Entitlement = { opener: entry };
      const highest = paysTopUp(entry) ? { price: priceOf(entry), entry } : undefined;
      return { entitlement: own, lastOpened: own, coveredBy: undefined, deducted: undefined, highest };
    }
    const joined = { entitlement, lastOpened: present(lastOpened, 'an opened entitlement') };
    if (!paysTopUp(entry)) return { ...joined, coveredBy: entitlement.opener, deducted: undefined, highest: undefined };
    const highest = highestOf(entitlement, at, entries);
    const price = priceOf(entry);
    return price.compare(highest.price) > 0
      ? { ...joined, coveredBy: undefined, deducted: highest.price, highest: { price, entry } }
      : { ...joined, coveredBy: highest.entry, deducted: undefined, highest };
  }
}

/** The entitlement that an entry belongs to; `undefined` where it opens one. */
function entitlementOf(entry: Entry, lastOpened: Entitlement | undefined): Entitlement | undefined {
  const group = entry.clause.onceGroup;
  const first = entry.lead.entries.find(({ clause }) => clause.onceGroup === group);
  // All facts of one lead belong where its first one does, however late.
  if (first && first !== entry) return present(first.outcome, 'what the first result of a lead comes to').entitlement;
  if (lastOpened && entry.rank - lastOpened.opener.rank <= entry.contract.window) return lastOpened;
  return undefined;
}

function paysTopUp(entry: Entry): boolean {
  return entry.contract.shared.reconciliation.mode === 'top-up';
}

function priceOf(entry: Entry): Exact {
  return present(entry.clause.priceOf(null), 'the price of a result under top-up');
}

/** The highest price that an entitlement had before the entry at `at`. */
function highestOf(entitlement: Entitlement, at: number, entries: readonly Entry[]): NonNullable<Outcome['highest']> {
  for (let i = at - 1; i >= 0; i--) {
    const { outcome } = entries[i] as Entry;
    if (outcome?.entitlement === entitlement && outcome.highest) return outcome.highest;
  }
  throw new Error('an entitlement without its first result');
}

function isSame(before: Outcome | undefined, after: Outcome): boolean {
  return (
    before !== undefined &&
    before.coveredBy === after.coveredBy &&
    (before.deducted === after.deducted ||
      (before.deducted !== undefined && after.deducted !== undefined && before.deducted.equals(after.deducted)))
  );
}

/** Adds what an entry owes to its cell, or with `times` -1 takes it back. */
function book(entry: Entry, times: 1 | -1): void {
  const { cell, outcome } = entry;
  if (!outcome) return;
  if (entry.fact !== DEEMED) cell.countResults(times);
  if (outcome.coveredBy) return;
  cell.add(times);
  if (outcome.deducted) cell.deduct(times === 1 ? outcome.deducted : outcome.deducted.neg());
}

/** `(source, id)` of an entry's fact; a deemed arrival is `("deemed", leadId)`. */
export function identityOf(entry: Entry, facts: FactTable): { readonly source: string; readonly id: string } {
  return entry.fact === DEEMED ? { source: DEEMED_SOURCE, id: entry.lead.id } : facts.identityOf(entry.fact);
}
