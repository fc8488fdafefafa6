import { compareCodePoints, present, type Exact } from '@paidonce/kernel';
import { DEEMED_SOURCE } from '@paidonce/facts';
import type { Lead } from '../persons/lead.js';
import type { FactTable } from '../state/fact-table.js';
import { DEEMED, type Entitlement, type Entry, type Outcome } from './entry.js';

/** The results of one person in one once group, in their order. */
export class Chain {
  readonly entries: Entry[] = [];
  /** What changed since the chain was last cut; `undefined` where nothing did. */
  change: Change | undefined;

  constructor(readonly group: string) {}
}

/** The places of a chain that changed, and whose later results may change with them. */
class Change {
  from = Infinity;
  to = -1;
  /** Leads whose first result may be another, so that where their later ones belong may be, too. */
  readonly leads = new Set<Lead>();
  /** Entitlements whose highest price so far is not what it was (top-up). */
  readonly repriced = new Set<Entitlement>();

  inserted(at: number, lead: Lead): void {
    this.to = Math.max(this.to >= at ? this.to + 1 : this.to, at);
    this.#touch(at, lead);
  }

  removed(at: number, { lead, outcome }: Entry): void {
    this.to = Math.max(this.to > at ? this.to - 1 : this.to, at);
    this.#touch(at, lead);
    if (outcome) this.repriced.add(outcome.entitlement);
  }

  #touch(at: number, lead: Lead): void {
    this.from = Math.min(this.from, at);
    this.leads.add(lead);
  }
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
    this.#changeOf(chain).inserted(at, entry.lead);
  }

  /** Takes an entry out, and what it owes with it. */
  remove(entry: Entry): void {
    const chain = this.#chainOf(entry);
    const at = this.#placeOf(chain, entry);
    if (chain.entries[at] !== entry) throw new Error('an entry is not where its chain has it');
    chain.entries.splice(at, 1);
    this.#changeOf(chain).removed(at, entry);
    if (entry.outcome) this.#move(entry, entry.outcome.entitlement, undefined);
    book(entry, -1);
    entry.outcome = undefined;
  }

  /** Cuts every chain that changed anew, as far as that goes. `position` counts the facts on record. */
  cut(position: number): void {
    if (this.#dirty.size === 0) return;
    for (const chain of this.#dirty) {
      if (chain.change) this.#cutChain(chain, chain.change, position);
      chain.change = undefined;
    }
    this.#dirty.clear();
  }

  #chainOf(entry: Entry): Chain {
    return entry.lead.person.chain(present(entry.clause.onceGroup, 'the once group of an entry'));
  }

  #changeOf(chain: Chain): Change {
    if (!chain.change) {
      chain.change = new Change();
      this.#dirty.add(chain);
    }
    return chain.change;
  }

  #placeOf({ entries }: Chain, entry: Entry): number {
    return this.#placeAmong(entries, entry);
  }

  #placeAmong(entries: readonly Entry[], entry: Entry): number {
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

  /**
   * From the first change on, until nothing later can come out otherwise: behind the last change and the results of all
   * leads concerned, with the same entitlement opened last and no entitlement at another price.
   */
  #cutChain(chain: Chain, change: Change, position: number): void {
    const { entries } = chain;
    const { repriced } = change;
    let until = change.to;
    for (const lead of change.leads) until = Math.max(until, this.#lastPlaceOf(chain, lead));
    for (let i = change.from; i < entries.length; i++) {
      const entry = entries[i] as Entry;
      const before = entry.outcome;
      const after = this.#outcomeOf(entry, i, entries);
      if (before?.entitlement !== after.entitlement) this.#move(entry, before?.entitlement, after.entitlement);
      settle(entry, after, position);
      if (before?.entitlement !== after.entitlement) until = Math.max(until, this.#lastPlaceOf(chain, entry.lead));
      if (!before) repriced.add(after.entitlement);
      else if (before.entitlement !== after.entitlement) repriced.add(before.entitlement).add(after.entitlement);
      else if (before.highest?.entry !== after.highest?.entry) repriced.add(after.entitlement);
      else repriced.delete(after.entitlement);
      if (i >= until && before?.lastOpened === after.lastOpened && (repriced.size === 0 || !paysTopUp(entry))) return;
    }
  }

  /** Keeps the entries of entitlements, where they are kept. */
  #move(entry: Entry, from: Entitlement | undefined, to: Entitlement | undefined): void {
    if (!paysTopUp(entry)) return;
    if (from) from.entries.splice(this.#placeAmong(from.entries, entry), 1);
    if (to) to.entries.splice(this.#placeAmong(to.entries, entry), 0, entry);
  }

  #lastPlaceOf(chain: Chain, lead: Lead): number {
    const last = lead.entries.findLast(({ clause }) => clause.onceGroup === chain.group);
    return last && lead.person.chain(chain.group) === chain ? this.#placeOf(chain, last) : -1;
  }

  #outcomeOf(entry: Entry, at: number, entries: readonly Entry[]): Outcome {
    const lastOpened = entries[at - 1]?.outcome?.lastOpened;
    const entitlement = entitlementOf(entry, lastOpened);
    if (!entitlement) {
      const known = entry.outcome?.entitlement;
      const own: Entitlement = known?.opener === entry ? known : { opener: entry, entries: [] };
      const highest = paysTopUp(entry) ? { price: priceOf(entry), entry } : undefined;
      return { entitlement: own, lastOpened: own, coveredBy: undefined, deducted: undefined, highest };
    }
    const joined = { entitlement, lastOpened: present(lastOpened, 'an opened entitlement') };
    if (!paysTopUp(entry)) return { ...joined, coveredBy: entitlement.opener, deducted: undefined, highest: undefined };
    const before = entitlement.entries[this.#placeAmong(entitlement.entries, entry) - 1];
    const highest = present(before?.outcome?.highest, 'the highest price of an entitlement');
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

/** Books what an entry comes to in place of what it came to. */
function settle(entry: Entry, outcome: Outcome, position: number): void {
  if (isSame(entry.outcome, outcome)) {
    // Nothing about the money changed, but it may belong elsewhere.
    entry.outcome = outcome;
    return;
  }
  book(entry, -1);
  entry.outcome = outcome;
  entry.changedAt = position;
  book(entry, 1);
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
