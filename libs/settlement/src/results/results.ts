import type { Calendar, Instant } from '@paidonce/kernel';
import type { DirectlyOwed, Lead } from '../persons/lead.js';
import type { UsageClause, Version } from '../terms/terms.js';
import type { Contract } from '../contract/contract.js';
import type { Cell } from '../book/cell.js';
import type { LeadOutcome, LeadRules, OutcomeSink } from './assess-lead.js';
import type { ChainCutter } from './chain.js';
import type { Entry, Stage } from './entry.js';

/** A call of a lead that a clause of a once group pays. */
export interface GroupedCall {
  readonly fact: number;
  readonly at: Instant;
  readonly contract: Contract;
  readonly clause: UsageClause;
  readonly version: Version;
  readonly cell: Cell;
}

/** Keeps what the results of leads owe: assesses a lead anew and puts the difference into its person's chains. */
export class Results {
  constructor(
    readonly rules: LeadRules,
    readonly cutter: ChainCutter,
    /** The calls of a lead that clauses of once groups pay. */
    readonly callsOf: (lead: Lead) => readonly GroupedCall[],
  ) {}

  /**
   * Brings what a lead owes up to date; `position` counts the facts on record. Results from `horizon` on do not postpone
   * earlier ones: a statement knows those before the end of its period only.
   */
  reassess(lead: Lead, position: number, horizon: Instant = Infinity): void {
    const found = new Findings(lead, position);
    this.rules.assess(lead, found);
    for (const call of lead.isIdentified && lead.calls.length > 0 ? this.callsOf(lead) : []) found.addCall(call);
    for (const { cell, quantity } of lead.direct) {
      cell.add(-quantity);
      cell.countResults(-1);
    }
    lead.direct = found.direct;
    for (const { cell, quantity } of lead.direct) {
      cell.add(quantity);
      cell.countResults(1);
    }
    this.#replace(lead, this.#inOrder(found.entries, horizon));
  }

  /** Puts entries in their order. Only where a later stage came before an earlier one does any count as later. */
  #inOrder(entries: Entry[], horizon: Instant): Entry[] {
    sort(entries, this.cutter.compare);
    if (entries.some(({ stage }, i) => stage < (entries[i - 1]?.stage ?? 0))) {
      rank(entries, horizon);
      sort(entries, this.cutter.compare);
    }
    return entries;
  }

  /** Entries that stay keep what they come to; only the others move in the chains. Both lists are in their order. */
  #replace(lead: Lead, after: Entry[]): void {
    const { compare } = this.cutter;
    const before = lead.entries;
    const inserted: Entry[] = [];
    let next = 0;
    for (let i = 0; i < after.length; i++) {
      const entry = after[i] as Entry;
      let known = before[next];
      while (known && compare(known, entry) < 0) {
        this.cutter.remove(known);
        known = before[++next];
      }
      if (known && isSameEntry(known, entry)) {
        after[i] = known;
        next++;
      } else inserted.push(entry);
    }
    for (let i = next; i < before.length; i++) this.cutter.remove(before[i] as Entry);
    if (after.some(({ rank: counted, at }) => counted > at)) lead.client.postponed.add(lead);
    else if (lead.client.postponed.size > 0) lead.client.postponed.delete(lead);
    // A copy has no room to grow, which a list that was pushed to keeps for many more than a lead has.
    lead.entries = after.slice();
    for (const entry of inserted) this.cutter.insert(entry);
  }
}

/** Most leads have few results, which came in their order. */
function sort(entries: Entry[], compare: (a: Entry, b: Entry) => number): void {
  for (let i = 1; i < entries.length; i++) {
    if (compare(entries[i - 1] as Entry, entries[i] as Entry) > 0) {
      entries.sort(compare);
      return;
    }
  }
}

function isSameEntry(a: Entry, b: Entry): boolean {
  return a.fact === b.fact && a.clause === b.clause && a.at === b.at && a.rank === b.rank && a.cell === b.cell;
}

/**
 * On one local day, in the time zone of its contract, a fact counts as no earlier than the first fact of each earlier
 * stage of its lead on that day: reports often carry a date only.
 */
function rank(entries: readonly Entry[], horizon: Instant): void {
  for (const calendar of new Set(entries.map(({ contract }) => contract.calendar))) {
    const own = entries.filter(({ contract, stage }) => contract.calendar === calendar && stage > 0);
    if (own.length > 0) rankIn(calendar, own, entries, horizon);
  }
}

/** Ranks the entries whose contracts keep a calendar, among all entries of their lead. */
function rankIn(calendar: Calendar, own: readonly Entry[], all: readonly Entry[], horizon: Instant): void {
  const place = ({ at, clause }: Entry, stage: number): string => `${calendar.dayOf(at)} ${stage} ${clause.onceGroup}`;
  /** The first moments of a stage on a day: of all reports, and of those before the horizon. */
  const firsts = new Map<string, { any: Instant; early: Instant }>();
  for (const entry of all) {
    const key = place(entry, entry.stage);
    const first = firsts.get(key) ?? { any: Infinity, early: Infinity };
    first.any = Math.min(first.any, entry.at);
    if (entry.at < horizon) first.early = first.any;
    firsts.set(key, first);
  }
  for (const entry of own) {
    for (let stage = 0; stage < entry.stage; stage++) {
      const first = firsts.get(place(entry, stage));
      const at = first && (entry.at < horizon ? first.early : first.any);
      if (at !== undefined && at !== Infinity) entry.rank = Math.max(entry.rank, at);
    }
  }
}

/** Collects what pays. */
class Findings implements OutcomeSink {
  readonly entries: Entry[] = [];
  readonly direct: DirectlyOwed[] = [];

  constructor(
    readonly lead: Lead,
    readonly position: number,
  ) {}

  pays({ fact, at, measured }: LeadOutcome, clause: UsageClause, version: Version, quantity: number): void {
    const { campaign } = this.lead;
    const { contract } = campaign;
    contract.reach(at);
    const cell = contract.book.cell(contract.periods.at(at), campaign, clause, version, null);
    if (clause.onceGroup === null) this.direct.push({ cell, quantity });
    else this.#add(fact, contract, clause, cell, measured.type === 'lead.arrived' ? 2 : 1, at);
  }

  addCall({ fact, at, contract, clause, cell }: GroupedCall): void {
    this.#add(fact, contract, clause, cell, 0, at);
  }

  /** What does not pay is for explanations, which ask for it themselves. */
  removed(): void {}

  unbillable({ at }: LeadOutcome): void {
    this.lead.campaign.contract.reach(at);
  }

  #add(fact: number, contract: Contract, clause: UsageClause, cell: Cell, stage: Stage, at: Instant): void {
    const { lead, position } = this;
    const outcome = undefined;
    this.entries.push({ lead, fact, contract, clause, cell, stage, at, rank: at, outcome, changedAt: position });
  }
}
