import { compareCodePoints, present, type Exact } from '@paidonce/kernel';
import { DEEMED_SOURCE } from '@paidonce/facts';
import type { Lead } from '../persons/lead.js';
import type { FactTable } from '../state/fact-table.js';
import { DEEMED, type Entitlement, type Entry, type Outcome } from './entry.js';

/** The results of one person in one once group, in their order. */
export class Chain {
  entries: readonly Entry[] = [];
  /** Whether it is to be cut anew from front to back, as short ones are. */
  isDoubtful = false;

  constructor(readonly group: string) {}
}

/** What a fact did to a chain. */
interface Change {
  /** Entries to be worked out anew: what changed beside them may have changed what they come to. */
  readonly doubtful: Entry[];
  /** Leads whose first result may be another, so that where their later ones belong may be, too. */
  readonly leads: Lead[];
}

/**
 * Orders results and cuts chains into entitlements (section 4). A short chain is cut anew from front to back. In a long one
 * a change is followed only to the entries that it reaches: the next one where another entitlement was opened last, the
 * later ones of a lead whose first result belongs elsewhere, and under top-up the next one of an entitlement that has
 * another price.
 */
export class ChainCutter {
  readonly #changes = new Map<Chain, Change>();
  readonly #doubtful: Chain[] = [];

  constructor(readonly facts: FactTable) {}

  /** The order of a person's results. */
  readonly compare = (a: Entry, b: Entry): number => {
    // Differences of instants would be made on the heap.
    if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1;
    return a.stage - b.stage || this.#compareIdentity(a, b) || a.clause.place - b.clause.place;
  };

  insert(entry: Entry): void {
    const chain = this.#chainOf(entry);
    const at = this.#placeAmong(chain.entries, entry);
    chain.entries = withInserted(chain.entries, at, entry);
    if (this.#isCutWhole(chain)) return;
    const change = this.#changeOf(chain);
    change.doubtful.push(entry);
    change.leads.push(entry.lead);
  }

  /** Takes an entry out, and what it owes with it. */
  remove(entry: Entry): void {
    const chain = this.#chainOf(entry);
    const at = this.#placeAmong(chain.entries, entry);
    if (chain.entries[at] !== entry) throw new Error('an entry is not where its chain has it');
    chain.entries = withRemoved(chain.entries, at);
    const successor = entry.outcome && this.#leave(entry, entry.outcome.entitlement);
    if (!this.#isCutWhole(chain)) {
      const { doubtful, leads } = this.#changeOf(chain);
      leads.push(entry.lead);
      for (const next of [chain.entries[at], successor]) if (next) doubtful.push(next);
    }
    book(entry, -1);
    entry.outcome = undefined;
  }

  /** Cuts every chain that changed anew, as far as that goes. `position` counts the facts on record. */
  cut(position: number): void {
    for (let chain = this.#doubtful.pop(); chain; chain = this.#doubtful.pop()) {
      this.#cutWhole(chain, position);
      this.#changes.delete(chain);
    }
    if (this.#changes.size === 0) return;
    for (const [chain, change] of this.#changes) this.#cutChain(chain, change, position);
    this.#changes.clear();
  }

  /** Whether a chain that changed is cut anew as a whole: it is short, or was when it changed before. */
  #isCutWhole(chain: Chain): boolean {
    if (chain.isDoubtful) return true;
    if (chain.entries.length > SHORT) return false;
    chain.isDoubtful = true;
    this.#doubtful.push(chain);
    return true;
  }

  #cutWhole(chain: Chain, position: number): void {
    chain.isDoubtful = false;
    let lastOpened: Entitlement | undefined;
    for (const entry of chain.entries) {
      const before = entry.outcome;
      const after = this.#outcomeOf(entry, lastOpened);
      if (before?.entitlement !== after.entitlement) {
        if (before) this.#leave(entry, before.entitlement);
        this.#join(entry, after.entitlement);
      }
      replace(entry, after, position);
      lastOpened = after.lastOpened;
    }
  }

  #changeOf(chain: Chain): Change {
    let change = this.#changes.get(chain);
    if (!change) this.#changes.set(chain, (change = { doubtful: [], leads: [] }));
    return change;
  }

  #cutChain(chain: Chain, { doubtful, leads }: Change, position: number): void {
    for (const lead of leads) doubtful.push(...this.#entriesIn(chain, lead));
    const queue = new Queue(this.compare);
    // What was taken out since it came into doubt is no concern of this chain any more.
    for (const entry of doubtful) if (this.#isIn(chain, entry)) queue.add(entry);
    for (let entry = queue.next(); entry; entry = queue.next()) this.#settle(chain, entry, position, queue);
  }

  /** Works out what an entry comes to, and puts the later entries that this may change into the queue. */
  #settle(chain: Chain, entry: Entry, position: number, queue: Queue): void {
    const { entries } = chain;
    const at = this.#placeAmong(entries, entry);
    const before = entry.outcome;
    const after = this.#outcomeOf(entry, entries[at - 1]?.outcome?.lastOpened);
    if (before?.lastOpened !== after.lastOpened) queue.add(entries[at + 1]);
    if (before?.entitlement !== after.entitlement) {
      if (before) queue.add(this.#leave(entry, before.entitlement));
      queue.add(this.#join(entry, after.entitlement));
      const own = this.#entriesIn(chain, entry.lead);
      if (own[0] === entry) for (const later of own.slice(1)) queue.add(later);
    } else if (before.highest !== after.highest) {
      queue.add(after.entitlement.entries[this.#placeAmong(after.entitlement.entries, entry) + 1]);
    }
    replace(entry, after, position);
  }

  #isIn({ entries }: Chain, entry: Entry): boolean {
    return entries[this.#placeAmong(entries, entry)] === entry;
  }

  #chainOf(entry: Entry): Chain {
    return entry.lead.person.chain(present(entry.clause.onceGroup, 'the once group of an entry'));
  }

  /** Results of a lead in a chain, in their order; none where the lead has gone to another person. */
  #entriesIn(chain: Chain, lead: Lead): Entry[] {
    if (lead.person.chain(chain.group) !== chain) return [];
    return lead.entries.filter(({ clause }) => clause.onceGroup === chain.group);
  }

  /** Takes an entry out of the entries that an entitlement keeps under top-up; answers the one after it. */
  #leave(entry: Entry, entitlement: Entitlement): Entry | undefined {
    if (!paysTopUp(entry)) return undefined;
    const at = this.#placeAmong(entitlement.entries, entry);
    entitlement.entries = withRemoved(entitlement.entries, at);
    return entitlement.entries[at];
  }

  /** Puts an entry among those that an entitlement keeps under top-up; answers the one after it. */
  #join(entry: Entry, entitlement: Entitlement): Entry | undefined {
    if (!paysTopUp(entry)) return undefined;
    const at = this.#placeAmong(entitlement.entries, entry);
    entitlement.entries = withInserted(entitlement.entries, at, entry);
    return entitlement.entries[at + 1];
  }

  /** Where an entry is among others in their order, or belongs. */
  #placeAmong(entries: readonly Entry[], entry: Entry): number {
    const last = entries.at(-1);
    if (last && this.compare(last, entry) < 0) return entries.length;
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
    if (a.fact !== DEEMED && b.fact !== DEEMED)
      return a.fact === b.fact ? 0 : this.facts.compareIdentity(a.fact, b.fact);
    const x = identityOf(a, this.facts);
    const y = identityOf(b, this.facts);
    return compareCodePoints(x.source, y.source) || compareCodePoints(x.id, y.id);
  }

  #outcomeOf(entry: Entry, lastOpened: Entitlement | undefined): Outcome {
    const entitlement = entitlementOf(entry, lastOpened);
    if (!entitlement) {
      const known = entry.outcome?.entitlement;
      const own: Entitlement = known?.opener === entry ? known : { opener: entry, entries: NONE };
      const highest = paysTopUp(entry) ? entry : undefined;
      return { entitlement: own, lastOpened: own, coveredBy: undefined, deducted: undefined, highest };
    }
    const opened = present(lastOpened, 'an opened entitlement');
    // Written out each time: members spread into another object would give each outcome a hidden class of its own.
    if (!paysTopUp(entry)) {
      const coveredBy = entitlement.opener;
      return { entitlement, lastOpened: opened, coveredBy, deducted: undefined, highest: undefined };
    }
    const before = entitlement.entries[this.#placeAmong(entitlement.entries, entry) - 1];
    const highest = present(before?.outcome?.highest, 'the highest price of an entitlement');
    return isDearer(entry, highest)
      ? { entitlement, lastOpened: opened, coveredBy: undefined, deducted: priceOf(highest), highest: entry }
      : { entitlement, lastOpened: opened, coveredBy: highest, deducted: undefined, highest };
  }
}

const NONE: readonly never[] = [];

/** Lists up to this length are copied, since most are short and a list that may grow keeps room for many more. */
const SHORT = 16;

/** The list with an entry put in. A long list is changed in place. */
function withInserted(list: readonly Entry[], at: number, entry: Entry): readonly Entry[] {
  if (list.length >= SHORT) {
    (list as Entry[]).splice(at, 0, entry);
    return list;
  }
  const first = list[0];
  // Nearly all have one or two.
  if (!first) return [entry];
  if (list.length === 1) return at === 0 ? [entry, first] : [first, entry];
  return list.toSpliced(at, 0, entry);
}

/** The list without the entry at a place. A long list is changed in place. */
function withRemoved(list: readonly Entry[], at: number): readonly Entry[] {
  if (list.length === 1) return NONE;
  if (list.length === 2) return [list[1 - at] as Entry];
  if (list.length <= SHORT) return list.toSpliced(at, 1);
  (list as Entry[]).splice(at, 1);
  return list;
}

/** Entries to be worked out, the earliest first, each once. */
class Queue {
  /** The earliest last, so that taking it moves nothing. */
  readonly #entries: Entry[] = [];

  constructor(readonly compare: (a: Entry, b: Entry) => number) {}

  next(): Entry | undefined {
    return this.#entries.pop();
  }

  add(entry: Entry | undefined): void {
    if (!entry) return;
    const entries = this.#entries;
    let low = 0;
    let high = entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(entries[middle] as Entry, entry) > 0) low = middle + 1;
      else high = middle;
    }
    if (entries[low] !== entry) entries.splice(low, 0, entry);
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

/** The prices of one clause are one number, which need not be compared with itself. */
function isDearer(a: Entry, b: Entry): boolean {
  const [price, other] = [priceOf(a), priceOf(b)];
  return price !== other && price.compare(other) > 0;
}

function priceOf(entry: Entry): Exact {
  return present(entry.clause.priceOf(null), 'the price of a result under top-up');
}

/** Books what an entry comes to in place of what it came to. */
function replace(entry: Entry, outcome: Outcome, position: number): void {
  if (isSame(entry.outcome, outcome)) {
    // Nothing about the money changed, but it may belong elsewhere.
    if (!belongsAsBefore(entry.outcome, outcome)) entry.outcome = outcome;
    return;
  }
  book(entry, -1);
  entry.outcome = outcome;
  entry.changedAt = position;
  book(entry, 1);
}

/** Then what is kept already stays, instead of another object that says the same. */
function belongsAsBefore(before: Outcome | undefined, after: Outcome): boolean {
  return (
    before?.entitlement === after.entitlement &&
    before.lastOpened === after.lastOpened &&
    before.highest === after.highest
  );
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
