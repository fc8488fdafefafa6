/** Contracts, their versions of terms, and which is in force when (section 2). */
import {
  localDate,
  nextPeriod,
  periodAround,
  startOfDay,
  addDays,
  daysBetween,
  type Micros,
  type Period,
} from './calendar.js';
import { isUsage, type UsageClause } from './clauses.js';
import { minorDigits } from './currencies.js';
import { type Exact } from './exact.js';
import { type Fact } from './facts.js';
import { type Known } from './known.js';
import { readTerms, type Reconciliation, type Terms } from './terms.js';

export interface Version {
  /** Counted in the order in which they were recorded, from 1, retracted ones included. */
  readonly number: number;
  readonly terms: Terms;
  /** Local midnight of `effectiveFrom`. */
  readonly from: Micros;
}

export interface Contract {
  readonly contractId: string;
  readonly clientId: string;
  /** Standing versions; each takes effect later than the one before. */
  readonly versions: readonly Version[];
  readonly signed: Terms;
  readonly reconciliation: Reconciliation;
  readonly zone: string;
  readonly digits: number;
  /** The first day in force, and its midnight. */
  readonly startsOn: string;
  readonly start: Micros;
  /** The last day in force, and the midnight after it; null while nothing ends the contract. */
  readonly endsOn: string | null;
  readonly end: Micros | null;
}

export interface Campaign {
  readonly campaignId: string;
  readonly contract: Contract;
  readonly product: string;
  /** Null: all usage clauses of the version that governs a fact. */
  readonly clauses: readonly string[] | null;
  readonly budget: Exact | null;
}

const read = new WeakMap<object, Terms>();

/** The terms of a recorded version (they were checked when it was recorded; read once a fact). */
export function termsOf(fact: Fact<'contract.signed' | 'contract.amended'>): Terms {
  const terms = read.get(fact) ?? readTerms(fact.data.terms);
  read.set(fact, terms);
  return terms;
}

/** All recorded versions of a contract in order, and whether each stands. */
export function recordedVersions(
  known: Known,
  contractId: string,
): { number: number; terms: Terms; stands: boolean }[] {
  return known
    .everRecorded('contract.signed', 'contract.amended')
    .filter((fact) => fact.data.contractId === contractId)
    .map((fact, i) => ({ number: i + 1, terms: termsOf(fact), stands: known.standing.includes(fact) }));
}

export function contractOf(known: Known, signing: Fact<'contract.signed'>): Contract {
  const { contractId, clientId } = signing.data;
  const signed = termsOf(signing);
  const { timeZone: zone, effectiveFrom: startsOn } = signed;
  const versions = recordedVersions(known, contractId)
    .filter(({ stands }) => stands)
    .map(({ number, terms }) => ({ number, terms, from: startOfDay(terms.effectiveFrom, zone) }));
  const termination = known.facts('contract.terminated').find(({ data }) => data.contractId === contractId);
  const endsOn = termination?.data.endsOn ?? null;
  return {
    contractId,
    clientId,
    versions,
    signed,
    reconciliation: signed.reconciliation,
    zone,
    digits: minorDigits(signed.currency) ?? 2,
    startsOn,
    start: startOfDay(startsOn, zone),
    endsOn,
    end: endsOn === null ? null : startOfDay(addDays(endsOn, 1), zone),
  };
}

/** Section 2: what lies before the first version or after `endsOn` is outside. */
export const isInForce = (contract: Contract, time: Micros): boolean =>
  time >= contract.start && (contract.end === null || time < contract.end);

/** The version in force at an instant: of those begun the last. Null outside the contract. */
export function versionAt(contract: Contract, time: Micros): Version | null {
  if (!isInForce(contract, time)) return null;
  return contract.versions.findLast(({ from }) => from <= time) ?? null;
}

/** The usage clauses of a version that bill a campaign: those that its `clauses` names (section 3), else all. */
export function clausesBilling(campaign: Pick<Campaign, 'clauses'>, terms: Terms): UsageClause[] {
  return terms.clauses.filter(isUsage).filter(({ id }) => campaign.clauses?.includes(id) ?? true);
}

export const periodAt = (contract: Contract, time: Micros): Period =>
  periodAround(localDate(time, contract.zone), contract.signed.period);

export const startOfPeriod = (contract: Contract, period: Period): Micros => startOfDay(period.first, contract.zone);
export const endOfPeriod = (contract: Contract, period: Period): Micros => startOfDay(period.after, contract.zone);

/** Section 6: periods close from the one with the first `effectiveFrom`. All of them up to one with this name. */
export function periodsUpTo(contract: Contract, name: string): Period[] {
  const periods = [periodAround(contract.startsOn, contract.signed.period)];
  for (let last = periods[0]; last !== undefined && last.name < name; last = periods.at(-1)) {
    periods.push(nextPeriod(last));
  }
  return periods;
}

/** The share of a period's days that the contract is in force, as days of days. */
export function daysInForce(contract: Contract, period: Period): { inForce: number; all: number } {
  const from = contract.startsOn > period.first ? contract.startsOn : period.first;
  const dayAfterEnd = contract.endsOn === null ? period.after : addDays(contract.endsOn, 1);
  const to = dayAfterEnd < period.after ? dayAfterEnd : period.after;
  return { inForce: Math.max(0, daysBetween(from, to)), all: daysBetween(period.first, period.after) };
}

/** Section 3: the version in force when the period, or the contract in it, begins. */
export function versionForPeriod(contract: Contract, period: Period): Version | null {
  const begins = startOfPeriod(contract, period);
  return versionAt(contract, begins > contract.start ? begins : contract.start);
}
