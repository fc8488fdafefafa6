import type { Fact } from '@paidonce/facts';
import { exact, formatInstant, formatMinor, roundToMinor, ZERO, type Exact, type Instant } from '@paidonce/kernel';
import {
  balanceOfPeriod,
  itemsOfFact,
  subjectsOf,
  type Item,
  type PeriodSum,
  type Statement,
} from '@paidonce/settlement';
import type { AuditedLedger } from '../audited-ledger.js';
import { factInLog, knownAt, steps, type FactInLog, type KnownAccount } from './known-account.js';
import type { Moment } from './moment.js';

type KnownUpTo = KnownAccount['knownUpTo'];

/** A period of a contract as it was known. */
export interface KnownPeriod {
  readonly contractId: string;
  readonly clientId: string;
  readonly period: string;
  readonly from: string;
  readonly to: string;
  readonly state: 'running' | 'over' | 'closed';
  /** What the facts that were known come to, and what statements had billed of it. */
  readonly owed: PeriodSum;
  readonly billed: PeriodSum;
  /** What closing it then would have billed; null where it was closed. */
  readonly accrued: Pick<Statement, 'lines' | 'subtotal' | 'vat' | 'total'> | null;
  readonly knownUpTo: KnownUpTo;
}

/** What a client was charged and has paid, as it was known. */
export interface KnownBalance {
  readonly clientId: string;
  readonly contracts: readonly {
    readonly contractId: string;
    readonly currency: string;
    readonly charged: string;
    readonly paid: string;
    /** What is still to be paid. */
    readonly balance: string;
  }[];
  readonly knownUpTo: KnownUpTo;
}

/** A lead and the leads that were known to be the same person, with what became of their facts. */
export interface KnownLead {
  readonly leadId: string;
  readonly clientId: string;
  readonly samePerson: readonly string[];
  readonly leads: readonly {
    readonly leadId: string;
    readonly campaignId: string;
    readonly contractId: string;
    readonly facts: readonly (FactInLog & { readonly stands: boolean })[];
    readonly items: readonly Item[];
  }[];
  readonly knownUpTo: KnownUpTo;
}

/** `undefined` where the contract or the period was not known. The account is spent afterwards. */
export function knownPeriod(account: KnownAccount, contractId: string, name: string): KnownPeriod | undefined {
  const { settlement, clientId } = account;
  const { world } = settlement;
  const contract = world.contracts.get(contractId);
  if (!contract) return undefined;
  const { periods, shared, book } = contract;
  let period = periods.ofDay(shared.effectiveFrom);
  while (period.name !== name && period.end <= world.recordedUpTo) period = periods.after(period);
  if (period.name !== name) return undefined;
  const isClosed = book.closed.some((closed) => closed.name === name);
  const balance = balanceOfPeriod(settlement, contractId, period);
  if (!balance) return undefined;
  const { knownUpTo } = account;
  return {
    contractId,
    clientId,
    period: name,
    from: formatInstant(period.start),
    to: formatInstant(period.end),
    state: isClosed ? 'closed' : period.end <= world.recordedUpTo ? 'over' : 'running',
    owed: balance.owed,
    billed: balance.billed,
    accrued: isClosed ? null : accrued(account, contractId, name),
    knownUpTo,
  };
}

/** What the statement of a period would be, if all up to it were closed. */
function accrued({ settlement }: KnownAccount, contractId: string, name: string): KnownPeriod['accrued'] {
  const contract = settlement.world.contracts.get(contractId);
  for (let next = contract?.book.nextPeriod; next; next = contract?.book.nextPeriod) {
    const closing = { specversion: '1.0', source: 'preview', id: next.name, type: 'period.closed' };
    const applied = settlement.apply({
      ...closing,
      time: formatInstant(next.end),
      data: { contractId, period: next.name },
    });
    if (applied.kind !== 'recorded' || !applied.statement) return null;
    const { lines, subtotal, vat, total } = applied.statement;
    if (next.name === name) return { lines, subtotal, vat, total };
  }
  return null;
}

export async function knownBalance(
  ledger: AuditedLedger,
  clientId: string,
  until: Moment | undefined,
  now: Instant,
): Promise<KnownBalance> {
  const payments: Extract<Fact, { type: 'payment.received' }>[] = [];
  let account: KnownAccount | undefined;
  for await (const { fact } of steps(ledger, clientId, until, (known) => (account = known)))
    if (fact.type === 'payment.received') payments.push(fact);
  const { settlement, statements, knownUpTo } = account ?? (await knownAt(ledger, clientId, until, now));
  const { contracts, facts } = settlement.world;
  const standing = payments.filter(({ source, id }) => facts.retractedBy(facts.find(source, id)) < 0);
  const sum = (amounts: readonly string[]): Exact => amounts.reduce((all, amount) => all.add(exact(amount)), ZERO);
  return {
    clientId,
    contracts: [...contracts.values()].map(({ id: contractId, shared: { currency, digits } }) => {
      const own = (one: { readonly contractId: string }): boolean => one.contractId === contractId;
      const charged = sum(statements.filter(own).map(({ total }) => total));
      const paid = sum(
        standing
          .map(({ data }) => data)
          .filter(own)
          .map(({ amount }) => amount),
      );
      const shown = (amount: Exact): string => formatMinor(roundToMinor(amount, digits), digits);
      return { contractId, currency, charged: shown(charged), paid: shown(paid), balance: shown(charged.sub(paid)) };
    }),
    knownUpTo,
  };
}

/** `undefined` where no such lead was known. */
export async function knownLead(
  ledger: AuditedLedger,
  account: KnownAccount,
  leadId: string,
  until: Moment | undefined,
): Promise<KnownLead | undefined> {
  const { settlement, clientId, knownUpTo } = account;
  const { world } = settlement;
  const lead = world.leads.get(leadId);
  if (!lead) return undefined;
  const person = [...lead.person.leads].sort((a, b) => (a.id < b.id ? -1 : 1));
  const factsOf = new Map(person.map(({ id }) => [id, [] as (FactInLog & { readonly stands: boolean })[]]));
  for await (const step of steps(ledger, clientId, until)) {
    const stands = world.facts.retractedBy(world.facts.find(step.fact.source, step.fact.id)) < 0;
    for (const subject of subjectsOf(step.fact))
      if (subject.startsWith('lead:')) factsOf.get(subject.slice('lead:'.length))?.push({ ...factInLog(step), stands });
  }
  return {
    leadId,
    clientId,
    samePerson: person.map(({ id }) => id),
    leads: person.map(({ id, campaign }) => {
      const facts = factsOf.get(id) ?? [];
      const items = facts.flatMap((fact) => itemsOfFact(settlement, fact)).filter((item) => item.leadId === id);
      return { leadId: id, campaignId: campaign.id, contractId: campaign.contract.id, facts, items };
    }),
    knownUpTo,
  };
}
