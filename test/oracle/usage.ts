/** What usage clauses bill (section 3): quantities, each with its key and, where no tiers price it, its price. */
import { SECOND, type Micros } from './calendar.js';
import { pricingOf, type Increment, type TimeClause, type UsageClause } from './clauses.js';
import { clausesBilling, periodAt, versionAt, type Campaign, type Contract, type Version } from './contracts.js';
import { entitlementsOf, resultsPaidEachTime, type Result } from './entitlements.js';
import { type Exact } from './exact.js';
import { type Fact } from './facts.js';
import { upheldDisputes } from './outcomes.js';
import { piecesOf } from './shifts.js';
import { found, type World } from './world.js';

export interface Usage {
  readonly forPeriod: string;
  readonly campaign: Campaign;
  readonly clause: UsageClause;
  readonly version: Version;
  readonly detail: string | null;
  readonly quantity: number;
  /** Exact; null where tiers price the sum of quantities. */
  readonly amount: Exact | null;
}

/** The first stretch, plus as many whole ones as are needed to reach the seconds. */
function incremented(seconds: number, { first, next }: Increment): number {
  if (seconds === 0) return 0;
  let billed = first;
  if (billed < seconds) billed += Math.ceil((seconds - billed) / next) * next;
  return billed;
}

type CallData = Fact<'call.completed'>['data'];

const spoken = ({ seconds }: CallData, counts: readonly string[]): number =>
  Object.entries(seconds).reduce((total, [name, each]) => total + (counts.includes(name) ? (each ?? 0) : 0), 0);

/** Seconds by status: of the dialogue; without it script, hold and talk in the status of the call; else nothing. */
function secondsByStatus(call: CallData): Map<string, number> {
  const byStatus = new Map<string, number>();
  const stretches = call.dialogue ?? [];
  for (const { status, seconds } of stretches) byStatus.set(status, (byStatus.get(status) ?? 0) + seconds);
  if (stretches.length === 0 && call.status !== undefined) {
    byStatus.set(call.status, spoken(call, ['script', 'hold', 'talk']));
  }
  return byStatus;
}

const MINUTE = 60;
const HOUR = 3600;

/** What a minute clause bills a call: seconds by detail and the rate of each, a minute. */
function minutesOf(
  clause: TimeClause,
  call: CallData,
): { detail: string | null; seconds: number; rate: Exact | null }[] {
  switch (clause.model) {
    case 'operator-minute': {
      const seconds = incremented(spoken(call, clause.counts), clause.increment);
      return [{ detail: null, seconds, rate: clause.pricing.price ?? null }];
    }
    case 'differentiated-minute':
      return [...secondsByStatus(call)].flatMap(([status, seconds]) => {
        const rate = [...clause.rates].find(([name]) => name === status)?.[1];
        // A status without a rate is not paid.
        if (rate === undefined) return [];
        return [{ detail: status, seconds: incremented(seconds, clause.increment), rate }];
      });
    case 'operator-hour':
      return [];
  }
}

const billsMinutes = (clause: UsageClause): clause is TimeClause => clause.model.endsWith('-minute');

function minutesUsage(world: World): (Usage & { time: Micros })[] {
  const disputes = upheldDisputes(world);
  return world.known.facts('call.completed').flatMap(({ type, time, data }) => {
    const { campaignId, callId } = data;
    const campaign = found(world.campaigns, campaignId);
    const { contract } = campaign;
    const version = versionAt(contract, time);
    if (version === null) return [];
    return clausesBilling(campaign, version.terms)
      .filter(billsMinutes)
      .filter(({ id }) => !disputes(contract.contractId, id, { type, campaignId, callId }))
      .flatMap((clause) =>
        minutesOf(clause, data).map(({ detail, seconds, rate }) => {
          const amount = rate === null ? null : rate.mul(seconds).div(MINUTE);
          const forPeriod = periodAt(contract, time).name;
          return { forPeriod, campaign, clause, version, detail, quantity: seconds, amount, time };
        }),
      );
  });
}

function hoursUsage(world: World): (Usage & { time: Micros })[] {
  return piecesOf(world).flatMap(({ campaign, from, to, priced }) => {
    if (priced === null) return [];
    const { clause, version } = priced;
    const quantity = Number((to - from) / SECOND);
    const rate = clause.pricing.price;
    const amount = rate === undefined ? null : rate.mul(quantity).div(HOUR);
    const forPeriod = periodAt(campaign.contract, from).name;
    return [{ forPeriod, campaign, clause, version, detail: null, quantity, amount, time: from }];
  });
}

const usageOfResult = ({ campaign, clause, version, time }: Result, amount: Exact | null): Usage => {
  const forPeriod = periodAt(campaign.contract, time).name;
  return { forPeriod, campaign, clause, version, detail: null, quantity: 1, amount };
};

/** Section 4: only a billed fact counts in the quantity of its line. */
function resultsUsage(world: World, until: Micros): Usage[] {
  const paidOnce = entitlementsOf(world, until).flatMap(({ facts }) => facts);
  const billed = paidOnce.filter(({ coveredBy }) => coveredBy === null);
  return [
    ...billed.map((fact) => usageOfResult(fact.result, fact.billed)),
    ...resultsPaidEachTime(world, until).map((result) => usageOfResult(result, pricingOf(result.clause).price ?? null)),
  ];
}

/** All usage of a contract by facts whose time lies before `until` (section 6). */
export function usageOf(world: World, contract: Contract, until: Micros): Usage[] {
  const byTheClock = [...minutesUsage(world), ...hoursUsage(world)].filter(({ time }) => time < until);
  return [...byTheClock, ...resultsUsage(world, until)].filter(
    ({ campaign }) => campaign.contract.contractId === contract.contractId,
  );
}

/** Section 3, target-bonus: facts that a result clause bills or covers in a period, deemed ones not counted. */
export function resultsCounted(
  world: World,
  contract: Contract,
  until: Micros,
): { forPeriod: string; clauseId: string }[] {
  const once = entitlementsOf(world, until).flatMap(({ facts }) => facts.map(({ result }) => result));
  return [...once, ...resultsPaidEachTime(world, until)]
    .filter(({ type, campaign }) => type !== 'deemed' && campaign.contract.contractId === contract.contractId)
    .map((result) => ({ forPeriod: periodAt(contract, result.time).name, clauseId: result.clause.id }));
}
