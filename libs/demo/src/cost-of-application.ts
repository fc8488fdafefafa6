import type { Fact, FactOf } from '@paidonce/facts';
import {
  Calendar,
  exact,
  formatMinor,
  minorDigits,
  parseInstant,
  parseLocalDate,
  Periods,
  roundToMinor,
  ZERO,
  type Exact,
  type Instant,
  type PeriodKind,
} from '@paidonce/kernel';
import type { Statement } from '@paidonce/settlement';

/** What the applications of some time cost. Amounts are decimal strings in major units, without VAT. */
interface ApplicationCost {
  /** Leads with a `lead.confirmed` that stands; a lead confirmed twice counts when it was first. */
  readonly applications: number;
  /** All that is billed for the time, later adjustments included. */
  readonly billed: string;
  /** Rounded to the minor unit; `null` without an application. */
  readonly cost: string | null;
}

interface PeriodCost extends ApplicationCost {
  readonly period: string;
  /** Version of the terms in force when the period begins. */
  readonly termsVersion: number;
}

interface VersionCost extends ApplicationCost {
  readonly termsVersion: number;
  readonly firstPeriod: string;
  readonly lastPeriod: string;
  /** How the cost changed from the version before, in percent with one decimal (`-23.0`); `null` where either has none. */
  readonly changePercent: string | null;
}

/**
 * What a confirmed application costs the client of a contract, in the periods for which a statement is issued. A contract
 * without any application has none.
 */
export interface CostOfApplication {
  readonly contractId: string;
  readonly currency: string;
  readonly periods: readonly PeriodCost[];
  /** The same, by the version of the terms: whether a change of the payment model paid off. */
  readonly versions: readonly VersionCost[];
}

/**
 * Works out what an application costs, from the facts and from the statements that were issued on them. The facts are
 * read to their end before the statements, so that a caller may settle while they are read.
 */
export function costOfApplication(
  facts: Iterable<Fact>,
  statements: Iterable<Pick<Statement, 'contractId' | 'period' | 'lines'>>,
): CostOfApplication[] {
  const tally = new Tally();
  for (const fact of facts) tally.add(fact);
  return tally.costs(statements);
}

interface TermsRead {
  readonly effectiveFrom: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly period: PeriodKind;
}

interface ContractRead {
  readonly terms: TermsRead;
  readonly periods: Periods;
  /** Standing versions, in the order in which they were recorded; `number` counts the retracted ones too. */
  readonly versions: { readonly number: number; readonly firstDay: number; readonly fact: string }[];
  recorded: number;
}

interface Sum {
  applications: number;
  billed: Exact;
}

const identityOf = ({ source, id }: { readonly source: string; readonly id: string }): string =>
  JSON.stringify([source, id]);

/** What has to be kept of a history: contracts, whose a lead is, and which applications stand. */
class Tally {
  readonly #contracts = new Map<string, ContractRead>();
  readonly #campaigns = new Map<string, string>();
  readonly #leads = new Map<string, string>();
  readonly #confirmed = new Map<string, { readonly leadId: string; readonly at: Instant }>();
  readonly #seen = new Set<string>();

  add(fact: Fact): void {
    switch (fact.type) {
      case 'contract.signed':
      case 'contract.amended':
        this.#addTerms(fact);
        break;
      case 'campaign.launched':
        this.#campaigns.set(fact.data.campaignId, fact.data.contractId);
        break;
      case 'lead.registered':
        this.#leads.set(fact.data.leadId, this.#campaigns.get(fact.data.campaignId) ?? '');
        break;
      case 'lead.confirmed':
        this.#confirmed.set(identityOf(fact), { leadId: fact.data.leadId, at: parseInstant(fact.time) });
        break;
      case 'fact.retracted':
        this.#retract(identityOf(fact.data.fact));
        break;
      default:
      // Nothing else makes an application, or takes one back.
    }
  }

  #addTerms(fact: FactOf<'contract.signed' | 'contract.amended'>): void {
    const identity = identityOf(fact);
    if (this.#seen.has(identity)) return;
    this.#seen.add(identity);
    const { contractId } = fact.data;
    const terms = fact.data.terms as unknown as TermsRead;
    let contract = this.#contracts.get(contractId);
    if (!contract) {
      const periods = new Periods(terms.period, Calendar.of(terms.timeZone));
      this.#contracts.set(contractId, (contract = { terms, periods, versions: [], recorded: 0 }));
    }
    const number = ++contract.recorded;
    contract.versions.push({ number, firstDay: parseLocalDate(terms.effectiveFrom), fact: identity });
  }

  #retract(identity: string): void {
    this.#confirmed.delete(identity);
    for (const { versions } of this.#contracts.values()) {
      const at = versions.findIndex(({ fact }) => fact === identity);
      if (at >= 0) versions.splice(at, 1);
    }
  }

  costs(statements: Iterable<Pick<Statement, 'contractId' | 'period' | 'lines'>>): CostOfApplication[] {
    const sums = new Map<string, Map<string, Sum>>();
    const lines: { readonly of: Map<string, Sum>; readonly forPeriod: string; readonly amount: string }[] = [];
    for (const { contractId, period, lines: issued } of statements) {
      const of = sums.get(contractId) ?? new Map<string, Sum>();
      sums.set(contractId, of);
      if (period !== null) of.set(period, { applications: 0, billed: ZERO });
      lines.push(...issued.map(({ forPeriod, amount }) => ({ of, forPeriod, amount })));
    }
    for (const { of, forPeriod, amount } of lines) {
      const sum = of.get(forPeriod);
      if (sum) sum.billed = sum.billed.add(exact(amount));
    }
    for (const [contractId, name] of this.#applications()) {
      const sum = sums.get(contractId)?.get(name);
      if (sum) sum.applications++;
    }
    return [...sums].flatMap(([contractId, of]) => {
      const contract = this.#contracts.get(contractId);
      const isAppliedFor = [...of.values()].some(({ applications }) => applications > 0);
      return contract && isAppliedFor ? [costOf(contractId, contract, of)] : [];
    });
  }

  /** The contract and the period of every application that stands. */
  *#applications(): Generator<readonly [contractId: string, period: string]> {
    const first = new Map<string, Instant>();
    for (const { leadId, at } of this.#confirmed.values()) first.set(leadId, Math.min(at, first.get(leadId) ?? at));
    for (const [leadId, at] of first) {
      const contractId = this.#leads.get(leadId) ?? '';
      const contract = this.#contracts.get(contractId);
      if (contract) yield [contractId, contract.periods.at(at).name];
    }
  }
}

function costOf(contractId: string, contract: ContractRead, sums: ReadonlyMap<string, Sum>): CostOfApplication {
  const { currency } = contract.terms;
  const digits = minorDigits(currency) ?? 0;
  const versionOf = versionsByPeriod(contract);
  const periods = [...sums].map(([period, sum]) => ({ period, termsVersion: versionOf(period), sum }));
  const versions: VersionCost[] = [];
  let before: Exact | undefined;
  for (const termsVersion of new Set(periods.map((row) => row.termsVersion))) {
    const own = periods.filter((row) => row.termsVersion === termsVersion);
    const sum = own.reduce((total, row) => add(total, row.sum), { applications: 0, billed: ZERO });
    const cost = exactCost(sum);
    const firstPeriod = own[0]?.period ?? '';
    const lastPeriod = own.at(-1)?.period ?? '';
    const changePercent = change(before, cost);
    versions.push({ termsVersion, firstPeriod, lastPeriod, ...written(sum, digits), changePercent });
    before = cost;
  }
  return {
    contractId,
    currency,
    periods: periods.map(({ period, termsVersion, sum }) => ({ period, termsVersion, ...written(sum, digits) })),
    versions,
  };
}

/** Tells the version in force when a period begins, from the periods after one another. */
function versionsByPeriod({ terms, periods, versions }: ContractRead): (name: string) => number {
  const numbers = new Map<string, number>();
  let period = periods.ofDay(parseLocalDate(terms.effectiveFrom));
  return (name) => {
    for (; period.name <= name; period = periods.after(period)) {
      const { firstDay } = period;
      const inForce = versions.filter((version) => version.firstDay <= firstDay).at(-1) ?? versions[0];
      numbers.set(period.name, inForce?.number ?? 1);
    }
    return numbers.get(name) ?? 1;
  };
}

function add(a: Sum, b: Sum): Sum {
  return { applications: a.applications + b.applications, billed: a.billed.add(b.billed) };
}

function exactCost({ applications, billed }: Sum): Exact | undefined {
  return applications === 0 ? undefined : billed.div(exact(applications));
}

function change(before: Exact | undefined, after: Exact | undefined): string | null {
  if (!before || !after || before.equals(ZERO)) return null;
  const percent = after.sub(before).div(before).mul(exact(100));
  return formatMinor(roundToMinor(percent, 1), 1);
}

function written(sum: Sum, digits: number): ApplicationCost {
  const cost = exactCost(sum);
  const { applications, billed } = sum;
  return {
    applications,
    billed: formatMinor(roundToMinor(billed, digits), digits),
    cost: cost ? formatMinor(roundToMinor(cost, digits), digits) : null,
  };
}
