import type { Measure } from '@paidonce/payment-models';
import type { Cell } from '../book/cell.js';
import type { Campaign, Contract } from '../contract/contract.js';
import type { LeadIndex } from '../persons/lead-index.js';
import type { Lead } from '../persons/lead.js';
import { ruling } from '../recording/codes.js';
import { upheldBy, type Dispute } from '../recording/dispute.js';
import type { RemovalRule, Unbillable } from '../results/assess-lead.js';
import type { GroupedCall } from '../results/results.js';
import type { CallTable } from '../state/call-table.js';
import type { FactTable } from '../state/fact-table.js';
import type { UsageClause, Version } from '../terms/terms.js';

/** Takes what becomes of a call, clause by clause. */
export interface CallSink {
  /** The clause pays a quantity of the call by itself. */
  pays(clause: UsageClause, version: Version, quantity: number, detail: string | null): void;
  /** The clause pays the call as a result of its lead, through a once group. */
  paysLead(clause: UsageClause, version: Version): void;
  removed(clause: UsageClause, rule: RemovalRule, by: number): void;
  unbillable(clause: UsageClause | undefined, reason: Unbillable, detail?: string | null): void;
}

/** What calls owe under the terms in force when they began. */
export class Calls {
  readonly disputes = new Map<number, Dispute[]>();

  constructor(
    readonly table: CallTable,
    readonly facts: FactTable,
    readonly campaigns: readonly Campaign[],
    readonly leads: LeadIndex,
  ) {}

  /**
   * Adds what a call owes by itself to the book, or with `times` -1 takes it back. Answers whether a clause of a once
   * group pays the call for its lead, which is for the lead to book.
   */
  book(call: number, times: 1 | -1): boolean {
    booker.begin(times);
    this.#begin(call);
    this.assess(call, booker);
    return booker.paidLead;
  }

  campaignOf(call: number): Campaign {
    return this.campaigns[this.table.campaignOf(call)] as Campaign;
  }

  leadOf(call: number): Lead | undefined {
    const number = this.table.leadOf(call);
    return number < 0 ? undefined : this.leads.at(number);
  }

  /** Tells the sink what each clause makes of a call. */
  assess(call: number, sink: CallSink): void {
    const fact = this.table.factOf(call);
    if (fact < 0) return;
    const campaign = this.campaignOf(call);
    const version = campaign.contract.versionAt(this.facts.occurredAt(fact));
    if (typeof version === 'string') {
      sink.unbillable(undefined, version);
      return;
    }
    const clauses = campaign.contract.clausesFor(campaign, version, 'call');
    if (clauses.length === 0) {
      sink.unbillable(undefined, 'no-clause');
      return;
    }
    const measured = this.table.measured(call);
    for (const clause of clauses) {
      measure.begin(clause, version, this.#upheldBy(call, clause), this.table.leadOf(call) >= 0, sink);
      clause.model.measure(measured, clause.values, measure.add);
      if (!measure.isMeasured) sink.unbillable(clause, 'not-counted');
    }
  }

  /** The calls of a lead that clauses of once groups pay. */
  readonly groupedCallsOf = (lead: Lead): GroupedCall[] => {
    const found: GroupedCall[] = [];
    for (const call of lead.calls) {
      grouped.clauses.length = 0;
      this.assess(call, grouped);
      const campaign = this.campaignOf(call);
      const { contract } = campaign;
      const fact = this.table.factOf(call);
      const at = this.facts.occurredAt(fact);
      for (const { clause, version } of grouped.clauses) {
        const cell = contract.book.cell(contract.periods.at(at), campaign, clause, version, null);
        found.push({ fact, at, contract, clause, version, cell });
      }
    }
    return found;
  };

  #begin(call: number): void {
    const fact = this.table.factOf(call);
    if (fact < 0) return;
    booker.campaign = this.campaignOf(call);
    booker.at = this.facts.occurredAt(fact);
  }

  #upheldBy(call: number, clause: UsageClause): number {
    const disputes = this.disputes.size === 0 ? undefined : this.disputes.get(call);
    for (const dispute of disputes ?? []) {
      if (dispute.clauseId !== clause.id) continue;
      const by = upheldBy(dispute, this.facts, ruling.upheld);
      if (by >= 0) return by;
    }
    return -1;
  }
}

/** One measurement under way; kept and reused, since there is one a call and clause. */
class Measurement {
  isMeasured = false;
  #clause!: UsageClause;
  #version!: Version;
  #disputedBy = -1;
  #hasLead = false;
  #sink!: CallSink;

  begin(clause: UsageClause, version: Version, disputedBy: number, hasLead: boolean, sink: CallSink): void {
    this.isMeasured = false;
    this.#clause = clause;
    this.#version = version;
    this.#disputedBy = disputedBy;
    this.#hasLead = hasLead;
    this.#sink = sink;
  }

  readonly add: Measure = (quantity, detail) => {
    this.isMeasured = true;
    const clause = this.#clause;
    if (this.#disputedBy >= 0) this.#sink.removed(clause, 'disputed', this.#disputedBy);
    else if (clause.onceGroup !== null) {
      if (this.#hasLead) this.#sink.paysLead(clause, this.#version);
      else this.#sink.unbillable(clause, 'no-lead');
    } else if (!clause.tiers && clause.priceOf(detail) === undefined) this.#sink.unbillable(clause, 'no-rate', detail);
    else this.#sink.pays(clause, this.#version, quantity, detail);
  };
}

const measure = new Measurement();

/** Writes what a call owes by itself into the book. */
class Booker implements CallSink {
  times: 1 | -1 = 1;
  campaign!: Campaign;
  at = 0;
  paidLead = false;

  begin(times: 1 | -1): void {
    this.times = times;
    this.paidLead = false;
  }

  pays(clause: UsageClause, version: Version, quantity: number, detail: string | null): void {
    const cell = this.cellOf(this.campaign.contract, clause, version, detail);
    cell.add(this.times * quantity);
    cell.countResults(this.times);
  }

  cellOf(contract: Contract, clause: UsageClause, version: Version, detail: string | null): Cell {
    return contract.book.cell(contract.periods.at(this.at), this.campaign, clause, version, detail);
  }

  paysLead(): void {
    this.paidLead = true;
  }

  removed(): void {}
  unbillable(): void {}
}

const booker = new Booker();

/** Collects the clauses of once groups that pay a call. */
class Grouped implements CallSink {
  readonly clauses: { readonly clause: UsageClause; readonly version: Version }[] = [];

  paysLead(clause: UsageClause, version: Version): void {
    this.clauses.push({ clause, version });
  }

  pays(): void {}
  removed(): void {}
  unbillable(): void {}
}

const grouped = new Grouped();
