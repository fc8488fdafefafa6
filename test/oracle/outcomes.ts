/** Which outcomes of a lead stand, and under which terms (section 5): returns, governing version, silence, disputes. */
import { DAY, type Micros } from './calendar.js';
import { isInForce, versionAt, type Version } from './contracts.js';
import { type Fact } from './facts.js';
import { byTime, identityOf } from './text.js';
import { type Lead, type World } from './world.js';

export type Handover = Fact<'lead.confirmed' | 'lead.transferred'>;

const later = (a: Micros, b: Micros): Micros => (a > b ? a : b);

const days = (count: number): Micros => BigInt(count) * DAY;

/** Standing confirmed and transferred facts of a lead, first by time first; an accepted return not yet looked at. */
function handoversBeforeReturns(world: World, { leadId }: Lead): Handover[] {
  return world.known
    .facts('lead.confirmed', 'lead.transferred')
    .filter(({ data }) => data.leadId === leadId)
    .sort(byTime);
}

/** By itself a return is accepted for an `auto` reason of the terms then in force, recorded inside the window. */
function acceptedByTerms(lead: Lead, first: Handover, returned: Fact<'lead.returned'>): boolean {
  const returns = versionAt(lead.campaign.contract, first.time)?.terms.returns;
  if (returns === undefined) return false;
  const clock = later(first.time, first.recorded);
  return returns.reasons.get(returned.data.reason) === 'auto' && returned.recorded <= clock + days(returns.windowDays);
}

/** An accepted return: the latest decision, while a return stands, decides instead of the terms. */
export function isReturned(world: World, lead: Lead): boolean {
  const returns = world.known.facts('lead.returned').filter(({ data }) => data.leadId === lead.leadId);
  const [first] = handoversBeforeReturns(world, lead);
  if (returns.length === 0 || first === undefined) return false;
  const decisions = world.known.facts('return.decided').filter(({ data }) => data.leadId === lead.leadId);
  const latest = decisions.sort(byTime).at(-1);
  if (latest !== undefined) return latest.data.decision === 'accepted';
  return returns.some((returned) => acceptedByTerms(lead, first, returned));
}

/** Confirmed and transferred facts that an accepted return has not removed. */
export function handoversOf(world: World, lead: Lead): Handover[] {
  return isReturned(world, lead) ? [] : handoversBeforeReturns(world, lead);
}

/**
 * The version that governs a confirmed, transferred, arrived or deemed fact of a lead at this time: a lead handed over
 * keeps its terms, up to the window after the end of the contract; else the version in force at the time itself.
 */
export function governingVersion(world: World, lead: Lead, time: Micros): Version | null {
  const { contract } = lead.campaign;
  const [first] = handoversOf(world, lead);
  const window = days(contract.reconciliation.windowDays);
  if (
    first !== undefined &&
    first.time < time &&
    isInForce(contract, first.time) &&
    (contract.end === null || time <= contract.end + window)
  ) {
    return versionAt(contract, first.time);
  }
  return versionAt(contract, time);
}

/** Silence: the deadline at which the lead counts as arrived, or null where it does not. */
export function deemedArrival(world: World, lead: Lead): Micros | null {
  const transferred = handoversOf(world, lead).find(({ type }) => type === 'lead.transferred');
  if (transferred === undefined) return null;
  const feedback = governingVersion(world, lead, transferred.time)?.terms.feedback;
  if (feedback?.onSilence !== 'deemed-arrived') return null;
  const deadline = later(transferred.time, transferred.recorded) + days(feedback.deadlineDays);
  const answers = world.known
    .facts('lead.arrived', 'lead.not-arrived')
    .filter(({ data }) => data.leadId === lead.leadId);
  return answers.some(({ recorded }) => recorded <= deadline) ? null : deadline;
}

/** What an upheld dispute removes from billing: facts of one type about one thing, by one clause (a shift: by all). */
export type Subject =
  | { type: 'call.completed'; campaignId: string; callId: string }
  | { type: 'shift.worked'; campaignId: string; shiftId: string }
  | { type: 'lead.confirmed' | 'lead.transferred' | 'lead.arrived' | 'deemed'; leadId: string };

function subjectOf(world: World, reference: { source: string; id: string }): Subject | null {
  if (reference.source === 'deemed') return { type: 'deemed', leadId: reference.id };
  const fact = world.known.recorded.find((candidate) => identityOf(candidate) === identityOf(reference));
  if (fact?.type === 'call.completed') {
    return { type: fact.type, campaignId: fact.data.campaignId, callId: fact.data.callId };
  }
  if (fact?.type === 'shift.worked') {
    return { type: fact.type, campaignId: fact.data.campaignId, shiftId: fact.data.shiftId };
  }
  if (fact?.type === 'lead.confirmed' || fact?.type === 'lead.transferred' || fact?.type === 'lead.arrived') {
    return { type: fact.type, leadId: fact.data.leadId };
  }
  return null;
}

/** The latest decision or withdrawal by time counts. */
function isUpheld(world: World, disputeId: string): boolean {
  const ends = world.known
    .facts('dispute.resolved', 'dispute.withdrawn')
    .filter(({ data }) => data.disputeId === disputeId);
  const latest = ends.sort(byTime).at(-1);
  return latest?.type === 'dispute.resolved' && latest.data.decision === 'upheld';
}

const same = (a: Subject, b: Subject): boolean =>
  Object.entries(a).every(([name, value]) => (b as Record<string, unknown>)[name] === value);

export interface Removal {
  readonly contractId: string;
  readonly clauseId: string;
  readonly subject: Subject;
}

/** Everything that upheld disputes remove from billing. */
export function removalsOf(world: World): Removal[] {
  const upheld = world.known.facts('dispute.opened').filter(({ data }) => isUpheld(world, data.disputeId));
  return upheld.flatMap(({ data: { contractId, clauseId, fact } }) => {
    const subject = subjectOf(world, fact);
    return subject === null ? [] : [{ contractId, clauseId, subject }];
  });
}

/** Whether an upheld dispute removes the thing from billing by the clause of a contract. */
export type Disputes = (contractId: string, clauseId: string | null, subject: Subject) => boolean;

export function upheldDisputes(world: World): Disputes {
  const removals = removalsOf(world);
  return (contractId, clauseId, subject) =>
    removals.some(
      (removal) =>
        same(removal.subject, subject) &&
        (subject.type === 'shift.worked' || (removal.contractId === contractId && removal.clauseId === clauseId)),
    );
}
