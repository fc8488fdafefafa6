/** Desired (section 6): what a contract owes by all facts so far, per key, from scratch. */
import { type Micros, type Period } from './calendar.js';
import { pricingOf, type Model, type PeriodClause, type Tiers } from './clauses.js';
import { daysInForce, endOfPeriod, versionAt, versionForPeriod, type Contract, type Version } from './contracts.js';
import { exact, fromMinor, roundToMinor, sum, ZERO, type Exact } from './exact.js';
import { usageOf, resultsCounted, type Usage } from './usage.js';
import { type World } from './world.js';

export type LineModel = Model | 'pilot-budget' | 'minimum' | 'cap';

export interface Key {
  readonly forPeriod: string;
  readonly campaignId: string | null;
  readonly clauseId: string | null;
  readonly model: LineModel;
  readonly detail: string | null;
  readonly termsVersion: number | null;
}

/** One key: its amount is rounded once (whole minor units). */
export interface Owed extends Key {
  readonly quantity: number;
  readonly amount: bigint;
}

export interface Desired {
  readonly owed: readonly Owed[];
  /** Of all periods, each period's rounded once. */
  readonly vat: bigint;
  /** What of it comes on top of the amounts. */
  readonly vatOnTop: bigint;
}

/** Section 3: `upTo` and price are per minute, per hour, or per unit. */
const unitsIn: Partial<Record<LineModel, number>> = { 'operator-minute': 60, 'operator-hour': 3600 };

/** Graduated: each step prices its own part. Volume: the step that the whole quantity falls in prices all. */
function tieredAmount({ mode, steps }: Tiers, units: Exact): Exact {
  if (mode === 'volume') {
    const step = steps.find(({ upTo }) => upTo === undefined || units.compare(upTo) <= 0);
    return units.mul(step?.price ?? ZERO);
  }
  return sum(
    steps.map(({ upTo, price }, i) => {
      const from = steps[i - 1]?.upTo ?? ZERO;
      const to = upTo === undefined || units.compare(upTo) < 0 ? units : upTo;
      return to.compare(from) > 0 ? to.sub(from).mul(price) : ZERO;
    }),
  );
}

function keyOfUsage({ forPeriod, campaign, clause, version, detail }: Usage): Key {
  const isTiered = pricingOf(clause).tiers !== undefined;
  return {
    forPeriod,
    // Section 3: a clause with tiers has one line a period and version for all campaigns.
    campaignId: isTiered ? null : campaign.campaignId,
    clauseId: clause.id,
    model: clause.model,
    detail,
    termsVersion: version.number,
  };
}

export const keyText = (key: Key): string =>
  JSON.stringify([key.forPeriod, key.campaignId, key.clauseId, key.model, key.detail, key.termsVersion]);

/** Usage summed by key; the exact sum of a key is rounded once. */
function owedForUsage(contract: Contract, usage: readonly Usage[]): Owed[] {
  const byKey = new Map<string, Usage[]>();
  for (const each of usage) {
    const key = keyText(keyOfUsage(each));
    byKey.set(key, [...(byKey.get(key) ?? []), each]);
  }
  return [...byKey.values()].flatMap((each) => {
    const [first] = each;
    if (first === undefined) return [];
    const quantity = each.reduce((total, one) => total + one.quantity, 0);
    const { tiers } = pricingOf(first.clause);
    const amount =
      tiers === undefined
        ? sum(each.map((one) => one.amount ?? ZERO))
        : tieredAmount(tiers, exact(quantity).div(unitsIn[first.clause.model] ?? 1));
    return [{ ...keyOfUsage(first), quantity, amount: roundToMinor(amount, contract.digits) }];
  });
}

/** `pilot-budget`: what the usage lines of a campaign since launch exceed its budget by, where they do. */
function pilotBudgets(world: World, contract: Contract, periods: readonly Period[], usage: readonly Owed[]): Owed[] {
  return [...world.campaigns.values()].flatMap(({ campaignId, contract: { contractId }, budget }) => {
    if (budget === null || contractId !== contract.contractId) return [];
    const excess = (name: string): Exact => {
      const lines = usage.filter((line) => line.campaignId === campaignId && line.forPeriod <= name);
      const over = sum(lines.map(({ amount }) => fromMinor(amount, contract.digits))).sub(budget);
      return over.compare(0) > 0 ? over : ZERO;
    };
    return periods.map(({ name }, i): Owed => {
      const before = periods[i - 1];
      const grown = excess(name).sub(before === undefined ? ZERO : excess(before.name));
      const key = { forPeriod: name, campaignId, clauseId: null, model: 'pilot-budget', detail: null } as const;
      return { ...key, termsVersion: null, quantity: 0, amount: -roundToMinor(grown, contract.digits) };
    });
  });
}

const prorated = (contract: Contract, period: Period, amount: Exact): Exact => {
  const { inForce, all } = daysInForce(contract, period);
  return amount.mul(inForce).div(all);
};

type Bonus = Extract<PeriodClause, { model: 'target-bonus' }>;

/** What a period is measured by: usage lines, facts of result clauses, scores. */
interface Measured {
  readonly lines: readonly Owed[];
  readonly counted: readonly { forPeriod: string; clauseId: string }[];
  readonly scores: readonly number[];
}

const RESULT_MODELS: readonly LineModel[] = ['effective-call', 'confirmed-lead', 'arrived-client'];

/** Facts that a result clause bills or covers; of others the quantity of their lines; all campaigns and versions. */
function quantityOf(clauseId: string, period: Period, { lines, counted }: Measured): Exact {
  const seconds = lines.filter(
    (line) => line.forPeriod === period.name && line.clauseId === clauseId && !RESULT_MODELS.includes(line.model),
  );
  const facts = counted.filter((fact) => fact.forPeriod === period.name && fact.clauseId === clauseId);
  return sum([...seconds.map(({ quantity }) => exact(quantity)), exact(facts.length)]);
}

/** The metric of a period; null where there is none. */
function measure({ metric }: Bonus, period: Period, measured: Measured): Exact | null {
  if ('averageScore' in metric) {
    const { scores } = measured;
    return scores.length === 0 ? null : sum(scores.map(exact)).div(scores.length);
  }
  if ('quantityOf' in metric) return quantityOf(metric.quantityOf, period, measured);
  const by = quantityOf(metric.ratio[1], period, measured);
  return by.compare(0) === 0 ? null : quantityOf(metric.ratio[0], period, measured).div(by);
}

/** The last band with `atLeast` ≤ metric gives an amount, or a percentage of rounded amounts. Exact; 0 is no bonus. */
function bonusOf(bonus: Bonus, contract: Contract, period: Period, measured: Measured): Exact {
  const metric = measure(bonus, period, measured);
  const band = metric === null ? undefined : bonus.bands.findLast(({ atLeast }) => atLeast.compare(metric) <= 0);
  if (band === undefined) return ZERO;
  if (band.amount !== undefined) return band.amount;
  const base = measured.lines.filter(
    ({ forPeriod, clauseId }) => forPeriod === period.name && clauseId !== null && bonus.of.includes(clauseId),
  );
  const amounts = base.map(({ amount }) => fromMinor(amount, contract.digits));
  return sum(amounts)
    .mul(band.percent ?? ZERO)
    .div(100);
}

/** Period clauses of a period, once for the contract, under the version in force when it (or the contract) begins. */
function periodClauses(contract: Contract, version: Version, period: Period, measured: Measured): Owed[] {
  return version.terms.clauses.flatMap((clause): Owed[] => {
    const key = { forPeriod: period.name, campaignId: null, clauseId: clause.id, detail: null } as const;
    if (clause.model === 'fixed-fee') {
      const amount = clause.proration === 'daily' ? prorated(contract, period, clause.amount) : clause.amount;
      const owed = roundToMinor(amount, contract.digits);
      return [{ ...key, model: clause.model, termsVersion: version.number, quantity: 1, amount: owed }];
    }
    if (clause.model === 'target-bonus') {
      const amount = roundToMinor(bonusOf(clause, contract, period, measured), contract.digits);
      // A bonus of 0 has no line.
      if (amount === 0n) return [];
      return [{ ...key, model: clause.model, termsVersion: version.number, quantity: 1, amount }];
    }
    return [];
  });
}

/** On the sum of all that: the shortfall to the minimum, or the excess over the cap. */
function minimumOrCap(contract: Contract, { terms }: Version, period: Period, owed: readonly Owed[]): Owed[] {
  const total = totalOf(owed, period.name);
  const bound = (limit: Exact): bigint => roundToMinor(prorated(contract, period, limit), contract.digits);
  const line = (model: 'minimum' | 'cap', amount: bigint): Owed => {
    const key = { forPeriod: period.name, campaignId: null, clauseId: null, model, detail: null, termsVersion: null };
    return { ...key, quantity: 0, amount };
  };
  if (terms.minimum !== undefined && total < bound(terms.minimum))
    return [line('minimum', bound(terms.minimum) - total)];
  if (terms.cap !== undefined && total > bound(terms.cap)) return [line('cap', bound(terms.cap) - total)];
  return [];
}

const totalOf = (owed: readonly Owed[], period: string): bigint =>
  owed.filter(({ forPeriod }) => forPeriod === period).reduce((total, { amount }) => total + amount, 0n);

/** Scores whose `time` is in the period, of the contract's campaigns. */
function scoresIn(world: World, contract: Contract, period: Period): number[] {
  const from = endOfPeriod(contract, { ...period, after: period.first });
  const to = endOfPeriod(contract, period);
  return world.known
    .facts('call.scored')
    .filter(({ data }) => world.campaigns.get(data.campaignId)?.contract.contractId === contract.contractId)
    .filter(({ time }) => time >= from && time < to)
    .map(({ data }) => data.score);
}

/** Section 6: VAT of a period's whole amount, under the terms in force at its last instant within the contract. */
function vatOf(contract: Contract, period: Period, owed: readonly Owed[]): { vat: bigint; onTop: bigint } {
  const endOfAll = endOfPeriod(contract, period);
  const end: Micros = contract.end !== null && contract.end < endOfAll ? contract.end : endOfAll;
  const rule = versionAt(contract, end - 1n)?.terms.vat;
  const amount = fromMinor(totalOf(owed, period.name), contract.digits);
  if (rule?.mode === 'exclusive') {
    const vat = roundToMinor(amount.mul(rule.rate), contract.digits);
    return { vat, onTop: vat };
  }
  if (rule?.mode === 'inclusive') {
    return { vat: roundToMinor(amount.mul(rule.rate).div(rule.rate.add(1)), contract.digits), onTop: 0n };
  }
  return { vat: 0n, onTop: 0n };
}

/** Desired of the periods given, which are the first ones of the contract, in order. */
export function desiredOf(world: World, contract: Contract, periods: readonly Period[]): Desired {
  const last = periods.at(-1);
  if (last === undefined) return { owed: [], vat: 0n, vatOnTop: 0n };
  const until = endOfPeriod(contract, last);
  const usage = owedForUsage(contract, usageOf(world, contract, until));
  const counted = resultsCounted(world, contract, until);
  const owed = [...usage, ...pilotBudgets(world, contract, periods, usage)];
  for (const period of periods) {
    const version = versionForPeriod(contract, period);
    // No period clause, bonus, minimum or cap for a period that begins after `endsOn`.
    if (version === null) continue;
    const measured = { lines: usage, counted, scores: scoresIn(world, contract, period) };
    owed.push(...periodClauses(contract, version, period, measured));
    owed.push(...minimumOrCap(contract, version, period, owed));
  }
  const taxes = periods.map((period) => vatOf(contract, period, owed));
  const total = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);
  return { owed, vat: total(taxes.map(({ vat }) => vat)), vatOnTop: total(taxes.map(({ onTop }) => onTop)) };
}
