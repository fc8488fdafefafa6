import { DAY, END_OF_TIME, type Instant } from '@paidonce/kernel';
import type { MeasuredOutcome } from '@paidonce/payment-models';
import type { OutsideTerms } from '../contract/contract.js';
import type { Lead } from '../persons/lead.js';
import { arrivals, ruling, typeCode } from '../recording/codes.js';
import { upheldBy } from '../recording/dispute.js';
import { earliest, isLater, latest } from '../recording/latest.js';
import type { FactTable } from '../state/fact-table.js';
import type { UsageClause, Version } from '../terms/terms.js';
import { DEEMED } from './entry.js';

/** Why a fact is not billable under its contract. */
export type Unbillable = OutsideTerms | 'no-clause' | 'no-rate' | 'not-counted' | 'no-person' | 'no-lead';

/** What takes a fact away from billing. */
export type RemovalRule = 'retracted' | 'returned' | 'disputed';

/** An outcome of a lead: a recorded fact, or (`fact` -1) the arrival that silence makes. */
export interface LeadOutcome {
  readonly fact: number;
  readonly at: Instant;
  readonly measured: MeasuredOutcome;
}

/** Takes what becomes of the outcomes of a lead, one by one. */
export interface OutcomeSink {
  pays(outcome: LeadOutcome, clause: UsageClause, version: Version, quantity: number): void;
  removed(outcome: LeadOutcome, clause: UsageClause | undefined, rule: RemovalRule, by: number): void;
  unbillable(outcome: LeadOutcome, clause: UsageClause | undefined, reason: Unbillable): void;
}

const CONFIRMED = typeCode['lead.confirmed'];
const TRANSFERRED = typeCode['lead.transferred'];
const ARRIVED = typeCode['lead.arrived'];
const RETURNED = typeCode['lead.returned'];

/** What the rules of section 5 make of a lead's facts. */
export interface LeadStanding {
  /** The first standing confirmed or transferred fact, or -1; with an accepted return there is none. */
  readonly handover: number;
  /** The fact by which an accepted return removed the confirmed and transferred ones, or -1. */
  readonly returnedBy: number;
  /** When silence counts as arrival, whether or not the client answered in time. */
  readonly deadline: Instant | undefined;
  /** Whether the lead counts as arrived at the deadline. */
  readonly isDeemed: boolean;
}

export class LeadRules {
  /** `reasons` names what `lead.returned` facts keep as a number. */
  constructor(
    readonly facts: FactTable,
    readonly reasonOf: (detail: number) => string,
  ) {}

  standingOf(lead: Lead): LeadStanding {
    const { facts } = this;
    const transfer = firstOf(lead.facts, TRANSFERRED, facts);
    const confirmation = firstOf(lead.facts, CONFIRMED, facts);
    const first =
      transfer < 0 || (confirmation >= 0 && isLater(transfer, confirmation, facts)) ? confirmation : transfer;
    const returnedBy = first < 0 ? -1 : this.#acceptedReturn(lead, first);
    if (first < 0 || returnedBy >= 0) return { handover: -1, returnedBy, deadline: undefined, isDeemed: false };
    const deadline = transfer < 0 ? undefined : this.#deadline(lead, transfer, first);
    const isDeemed = deadline !== undefined && !this.#isAnswered(lead, deadline);
    return { handover: first, returnedBy, deadline, isDeemed };
  }

  /** Tells the sink of every outcome of the lead, what each clause makes of it. */
  assess(lead: Lead, sink: OutcomeSink): void {
    const { facts } = this;
    const standing = this.standingOf(lead);
    for (const fact of lead.facts) {
      const measured = measuredOf(facts.typeOf(fact), facts.detailOf(fact));
      if (!measured) continue;
      const outcome = { fact, at: facts.occurredAt(fact), measured };
      const retraction = facts.retractedBy(fact);
      if (retraction >= 0) sink.removed(outcome, undefined, 'retracted', retraction);
      else if (standing.returnedBy >= 0 && measured.type !== 'lead.arrived') {
        sink.removed(outcome, undefined, 'returned', standing.returnedBy);
      } else this.#assessOutcome(lead, outcome, standing.handover, sink);
    }
    if (standing.isDeemed && standing.deadline !== undefined) {
      const outcome = { fact: DEEMED, at: standing.deadline, measured: deemedArrival };
      this.#assessOutcome(lead, outcome, standing.handover, sink);
    }
  }

  #assessOutcome(lead: Lead, outcome: LeadOutcome, handover: number, sink: OutcomeSink): void {
    const version = this.#governing(lead, outcome.at, handover);
    if (typeof version === 'string') {
      sink.unbillable(outcome, undefined, version);
      return;
    }
    measurement.begin(lead, outcome, version, sink);
    for (const clause of lead.campaign.contract.clausesFor(lead.campaign, version, 'outcome')) {
      measurement.of(clause, lead.disputes.length === 0 ? -1 : this.#upheldBy(lead, outcome, clause));
    }
    if (!measurement.isMeasured) sink.unbillable(outcome, undefined, 'no-clause');
  }

  /** The version that governs an outcome at `at`: a lead handed over keeps its terms (section 5). */
  #governing(lead: Lead, at: Instant, handover: number): Version | OutsideTerms {
    const { contract } = lead.campaign;
    if (handover >= 0) {
      const handedOverAt = this.facts.occurredAt(handover);
      if (handedOverAt < at && at <= contract.end + contract.window) {
        const version = contract.versionAt(handedOverAt);
        if (typeof version !== 'string') return version;
      }
    }
    return contract.versionAt(at);
  }

  /** The fact that makes a return accepted, or -1: the latest decision, else a return for an automatic reason in time. */
  #acceptedReturn(lead: Lead, first: number): number {
    const { facts } = this;
    if (firstOf(lead.facts, RETURNED, facts) < 0) return -1;
    const of = (type: number): number[] =>
      lead.facts.filter((fact) => facts.typeOf(fact) === type && facts.retractedBy(fact) < 0);
    const returns = of(RETURNED);
    const decision = latest(of(typeCode['return.decided']), facts);
    if (decision >= 0) return facts.detailOf(decision) === ruling.accepted ? decision : -1;
    return earliest(
      returns.filter((fact) => this.#fateOf(fact, lead, first) === 'auto'),
      facts,
    );
  }

  /** What the terms in force at the first outcome say of a return that was recorded in time; `undefined`: it is refused. */
  #fateOf(fact: number, lead: Lead, first: number): 'auto' | 'review' | 'refuse' | undefined {
    const { facts } = this;
    const version = lead.campaign.contract.versionAt(facts.occurredAt(first));
    const terms = typeof version === 'string' ? undefined : version.terms.returns;
    if (!terms || facts.recordedAt(fact) > this.#clockStart(first) + terms.windowDays * DAY) return undefined;
    return terms.reasons.get(this.reasonOf(facts.detailOf(fact)));
  }

  /** Whether a return of a lead waits for somebody to decide: under review, recorded in time, and refused as long as nobody does. */
  awaitsDecision(lead: Lead, fact: number): boolean {
    const { facts } = this;
    const { handover } = this.standingOf(lead);
    if (handover < 0 || facts.retractedBy(fact) >= 0) return false;
    if (firstOf(lead.facts, typeCode['return.decided'], facts) >= 0) return false;
    return this.#fateOf(fact, lead, handover) === 'review';
  }

  /** When silence about a transferred lead counts as arrival; `undefined` where it means nothing. */
  #deadline(lead: Lead, transfer: number, handover: number): Instant | undefined {
    const version = this.#governing(lead, this.facts.occurredAt(transfer), handover);
    const feedback = typeof version === 'string' ? undefined : version.terms.feedback;
    if (feedback?.onSilence !== 'deemed-arrived') return undefined;
    const deadline = this.#clockStart(transfer) + feedback.deadlineDays * DAY;
    return deadline <= END_OF_TIME ? deadline : undefined;
  }

  #isAnswered(lead: Lead, deadline: Instant): boolean {
    const { facts } = this;
    for (const fact of lead.facts) {
      if (isAnswer(facts.typeOf(fact)) && facts.recordedAt(fact) <= deadline && facts.retractedBy(fact) < 0)
        return true;
    }
    return false;
  }

  /** Clocks that run against somebody start when the fact happened or was recorded, whichever is later. */
  #clockStart(fact: number): Instant {
    return Math.max(this.facts.occurredAt(fact), this.facts.recordedAt(fact));
  }

  #upheldBy(lead: Lead, outcome: LeadOutcome, clause: UsageClause): number {
    let by = -1;
    for (const dispute of lead.disputes) {
      const { target } = dispute;
      if (target.kind !== 'outcome' || dispute.clauseId !== clause.id) continue;
      if (target.deemed !== outcome.measured.deemed) continue;
      if (!target.deemed && target.type !== typeCode[outcome.measured.type]) continue;
      const found = upheldBy(dispute, this.facts, ruling.upheld);
      if (found >= 0 && (by < 0 || isLater(by, found, this.facts))) by = found;
    }
    return by;
  }
}

/** The outcome that is being measured; kept and reused, since a closure for each would be most of what is made. */
class Measurement {
  isMeasured = false;
  #lead!: Lead;
  #outcome!: LeadOutcome;
  #version!: Version;
  #sink!: OutcomeSink;
  #clause!: UsageClause;
  #disputedBy = -1;

  begin(lead: Lead, outcome: LeadOutcome, version: Version, sink: OutcomeSink): void {
    this.isMeasured = false;
    this.#lead = lead;
    this.#outcome = outcome;
    this.#version = version;
    this.#sink = sink;
  }

  /** `disputedBy` is the ruling that took the outcome away from the clause, or -1. */
  of(clause: UsageClause, disputedBy: number): void {
    this.#clause = clause;
    this.#disputedBy = disputedBy;
    clause.model.measure(this.#outcome.measured, clause.values, this.#add);
  }

  readonly #add = (quantity: number): void => {
    this.isMeasured = true;
    const clause = this.#clause;
    const outcome = this.#outcome;
    if (this.#disputedBy >= 0) this.#sink.removed(outcome, clause, 'disputed', this.#disputedBy);
    else if (clause.onceGroup !== null && !this.#lead.isIdentified) this.#sink.unbillable(outcome, clause, 'no-person');
    else this.#sink.pays(outcome, clause, this.#version, quantity);
  };
}

const measurement = new Measurement();

/** The first standing fact of a type among a lead's, or -1. */
function firstOf(positions: readonly number[], type: number, facts: FactTable): number {
  let found = -1;
  for (const position of positions) {
    if (facts.typeOf(position) !== type || facts.retractedBy(position) >= 0) continue;
    if (found < 0 || isLater(found, position, facts)) found = position;
  }
  return found;
}

const deemedArrival: MeasuredOutcome = { type: 'lead.arrived', as: undefined, deemed: true };
const confirmation: MeasuredOutcome = { type: 'lead.confirmed', as: undefined, deemed: false };
const transfer: MeasuredOutcome = { type: 'lead.transferred', as: undefined, deemed: false };
const arrivalsMeasured = arrivals.map((as): MeasuredOutcome => ({ type: 'lead.arrived', as, deemed: false }));

/** An outcome of every kind. */
export const outcomeKinds: readonly MeasuredOutcome[] = [confirmation, transfer, ...arrivalsMeasured, deemedArrival];

function measuredOf(type: number, detail: number): MeasuredOutcome | undefined {
  if (type === CONFIRMED) return confirmation;
  if (type === TRANSFERRED) return transfer;
  return type === ARRIVED ? arrivalsMeasured[detail] : undefined;
}

function isAnswer(type: number): boolean {
  return type === ARRIVED || type === typeCode['lead.not-arrived'];
}
