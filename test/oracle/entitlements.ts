/** Once groups: how not to pay twice (section 4). */
import { DAY, localDate, type Micros } from './calendar.js';
import { pricingOf, type ResultClause } from './clauses.js';
import { clausesBilling, versionAt, type Campaign, type Version } from './contracts.js';
import { ZERO, type Exact } from './exact.js';
import { deemedArrival, governingVersion, handoversOf, upheldDisputes, type Subject } from './outcomes.js';
import { personsOf } from './persons.js';
import { byIdentity, type Identity } from './text.js';
import { found, type Lead, type World } from './world.js';

/** A standing fact that a result clause would bill, were nobody ever paid for already. */
export interface Result extends Identity {
  readonly type: 'call.completed' | 'lead.confirmed' | 'lead.transferred' | 'lead.arrived' | 'deemed';
  readonly time: Micros;
  readonly lead: Lead | null;
  /** The campaign whose contract pays: that of the call, else that of the lead. */
  readonly campaign: Campaign;
  readonly version: Version;
  readonly clause: ResultClause;
  /** Where the clause stands in its terms. */
  readonly place: number;
}

export interface Billed {
  readonly result: Result;
  /** Null where tiers price it: it then counts in the quantity of its line. */
  readonly price: Exact | null;
  /** Null as above; 0 for what is covered. */
  readonly billed: Exact | null;
  /** Section 4: the fact that was paid for, so that this one is not. */
  readonly coveredBy: Result | null;
}

export interface Entitlement {
  readonly clientId: string;
  readonly onceGroup: string;
  readonly person: string;
  readonly opened: Micros;
  readonly facts: readonly Billed[];
}

const isResultClause = (clause: { model: string }): clause is ResultClause =>
  clause.model === 'effective-call' || clause.model === 'confirmed-lead' || clause.model === 'arrived-client';

type Happening = Pick<Result, 'source' | 'id' | 'type' | 'time' | 'lead' | 'campaign'> & {
  readonly version: Version | null;
  readonly subject: Subject;
  /** How an arrival is called. */
  readonly as: string | null;
};

/** Everything that a result clause may bill, with the version that governs it. */
function happenings(world: World): Happening[] {
  const calls = world.known.facts('call.completed').filter(({ data }) => data.presented === true);
  return [
    ...calls.map(({ source, id, type, time, data }): Happening => {
      const { campaignId, callId, leadId } = data;
      const campaign = found(world.campaigns, campaignId);
      const lead = leadId === undefined ? null : found(world.leads, leadId);
      const version = versionAt(campaign.contract, time);
      return { source, id, type, time, lead, campaign, version, subject: { type, campaignId, callId }, as: null };
    }),
    ...[...world.leads.values()].flatMap((lead) => outcomesOf(world, lead)),
  ];
}

/** Confirmed, transferred, arrived and deemed facts of a lead that stand (section 5). */
function outcomesOf(world: World, lead: Lead): Happening[] {
  const { campaign, leadId } = lead;
  const happening = (
    { source, id, time }: Identity & { time: Micros },
    type: Exclude<Result['type'], 'call.completed'>,
    as: string | null,
  ): Happening => {
    const version = governingVersion(world, lead, time);
    return { source, id, type, time, lead, campaign, version, subject: { type, leadId }, as };
  };
  const arrivals = world.known.facts('lead.arrived').filter(({ data }) => data.leadId === leadId);
  const deadline = deemedArrival(world, lead);
  return [
    ...handoversOf(world, lead).map((fact) => happening(fact, fact.type, null)),
    ...arrivals.map((fact) => happening(fact, fact.type, fact.data.as)),
    ...(deadline === null ? [] : [happening({ source: 'deemed', id: leadId, time: deadline }, 'deemed', null)]),
  ];
}

/** The quantity column of section 3 for result clauses. */
function counts(clause: ResultClause, happening: Happening): boolean {
  switch (clause.model) {
    case 'effective-call':
      // In a once group only calls with a lead count (section 4).
      return happening.type === 'call.completed' && (clause.onceGroup === undefined || happening.lead !== null);
    case 'confirmed-lead':
      return happening.type === `lead.${clause.on}`;
    case 'arrived-client':
      return happening.type === 'deemed' || (happening.as !== null && clause.counts.includes(happening.as));
  }
}

/** Every pair of a standing fact and a clause that bills it, upheld disputes taken out. */
export function resultsOf(world: World): Result[] {
  const disputes = upheldDisputes(world);
  return happenings(world).flatMap((happening) => {
    const { source, id, type, time, lead, campaign, version, subject } = happening;
    if (version === null) return [];
    return clausesBilling(campaign, version.terms)
      .filter(isResultClause)
      .filter((clause) => counts(clause, happening))
      .filter((clause) => !disputes(campaign.contract.contractId, clause.id, subject))
      .map((clause): Result => {
        const place = version.terms.clauses.indexOf(clause);
        return { source, id, type, time, lead, campaign, version, clause, place };
      });
  });
}

const STAGES = {
  'call.completed': 1,
  'lead.confirmed': 2,
  'lead.transferred': 2,
  'lead.arrived': 3,
  deemed: 3,
} as const;
const stageOf = ({ type }: Result): number => STAGES[type];

/**
 * Reports often carry a date only: on one local day, in the time zone of its contract, a fact of a lead counts as no
 * earlier than the first fact, among these, of each earlier stage of that lead on that day.
 */
function countsAsOf(result: Result, among: readonly Result[]): Micros {
  const { zone } = result.campaign.contract;
  const day = localDate(result.time, zone);
  const ofThatDay = among.filter(
    (other) =>
      other.lead?.leadId === result.lead?.leadId &&
      stageOf(other) < stageOf(result) &&
      localDate(other.time, zone) === day,
  );
  const firsts = [1, 2].flatMap((stage) => {
    const times = ofThatDay.filter((other) => stageOf(other) === stage).map(({ time }) => time);
    return times.length === 0 ? [] : [times.reduce((a, b) => (b < a ? b : a))];
  });
  return firsts.reduce((latest, time) => (time > latest ? time : latest), result.time);
}

interface Placed {
  readonly result: Result;
  readonly at: Micros;
}

/** Time, stage, `(source, id)` by code point, place of the clause in the terms. */
function inOrder(results: readonly Result[]): Placed[] {
  return results
    .map((result) => ({ result, at: countsAsOf(result, results) }))
    .sort((a, b) => {
      if (a.at !== b.at) return a.at < b.at ? -1 : 1;
      return stageOf(a.result) - stageOf(b.result) || byIdentity(a.result, b.result) || a.result.place - b.result.place;
    });
}

/** Cuts the results of one person and group, in order, into entitlements. */
function cut(results: readonly Result[]): { opened: Micros; results: Result[] }[] {
  const entitlements: { opened: Micros; results: Result[] }[] = [];
  for (const { result, at } of inOrder(results)) {
    const own = entitlements.find((entitlement) =>
      entitlement.results.some(({ lead }) => lead?.leadId === result.lead?.leadId),
    );
    const last = entitlements.at(-1);
    const window = BigInt(result.campaign.contract.reconciliation.windowDays) * DAY;
    if (own !== undefined) own.results.push(result);
    else if (last !== undefined && at - last.opened <= window) last.results.push(result);
    else entitlements.push({ opened: at, results: [result] });
  }
  return entitlements;
}

/** `paid-once`: the first is billed at its price, every later one is covered by it. */
function paidOnce(results: readonly Result[]): Billed[] {
  return results.map((result, i) => {
    const price = pricingOf(result.clause).price ?? null;
    return i === 0
      ? { result, price, billed: price, coveredBy: null }
      : { result, price, billed: ZERO, coveredBy: results[0] ?? null };
  });
}

/** `top-up`: billed by how far the price exceeds the highest one so far; what exceeds nothing is covered. */
function toppedUp(results: readonly Result[]): Billed[] {
  let highest = ZERO;
  let dearest: Result | null = null;
  return results.map((result): Billed => {
    const price = pricingOf(result.clause).price ?? ZERO;
    if (price.compare(highest) <= 0) return { result, price, billed: ZERO, coveredBy: dearest };
    const billed = price.sub(highest);
    highest = price;
    dearest = result;
    return { result, price, billed, coveredBy: null };
  });
}

/** All entitlements of all clients, with what of them is billed; only facts before `until` are billable (section 6). */
export function entitlementsOf(world: World, until: Micros | null): Entitlement[] {
  const persons = personsOf(world);
  const chains = new Map<string, { clientId: string; onceGroup: string; person: string; results: Result[] }>();
  for (const result of resultsOf(world)) {
    if (until !== null && result.time >= until) continue;
    const { lead, clause } = result;
    const person = lead === null ? null : (persons.get(lead.leadId) ?? null);
    // `no-person`: nobody can promise not to bill twice.
    if (lead === null || person === null || clause.onceGroup === undefined) continue;
    const key = JSON.stringify([lead.clientId, clause.onceGroup, person]);
    const chain = chains.get(key) ?? { clientId: lead.clientId, onceGroup: clause.onceGroup, person, results: [] };
    chain.results.push(result);
    chains.set(key, chain);
  }
  return [...chains.values()].flatMap(({ results, ...whose }) =>
    cut(results).map((entitlement) => {
      const mode = results[0]?.campaign.contract.reconciliation.mode;
      const facts = mode === 'top-up' ? toppedUp(entitlement.results) : paidOnce(entitlement.results);
      return { ...whose, opened: entitlement.opened, facts };
    }),
  );
}

/** Results of clauses in no once group: effective calls that are paid each time. */
export function resultsPaidEachTime(world: World, until: Micros | null): Result[] {
  return resultsOf(world).filter(
    ({ clause, time }) => clause.onceGroup === undefined && (until === null || time < until),
  );
}
