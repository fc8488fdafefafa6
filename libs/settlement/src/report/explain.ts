import { DEEMED_SOURCE, type Sentence } from '@paidonce/facts';
import { formatExact, formatInstant, formatMinor, present, type Period } from '@paidonce/kernel';
import { desiredUpTo } from '../book/statement.js';
import type { DesiredLine } from '../book/line.js';
import type { Contract } from '../contract/contract.js';
import { outcomeKinds } from '../results/assess-lead.js';
import { usageClausesOf, type UsageClause } from '../terms/terms.js';
import type { Settlement } from '../engine.js';
import type { Lead } from '../persons/lead.js';
import { typeOfCode } from '../recording/codes.js';
import type { World } from '../recording/world.js';
import { identityOf } from '../results/chain.js';
import { DEEMED, type Entitlement, type Entry } from '../results/entry.js';
import { fates, type Fate, type Identity, type Item } from './item.js';
import { deemedItems, items, itemsOf } from './items.js';
import type { EntitlementRow, FactReport, LineReference, LineReport } from './reports.js';
import { whyLine } from './why-line.js';
import { leadConcerned, whyItem } from './why-item.js';

/** What became of a fact and why; `undefined` where no such fact is on record. */
export function explainFact({ world }: Pick<Settlement, 'world'>, fact: Identity): FactReport | undefined {
  if (fact.source === DEEMED_SOURCE) return explainDeemed(world, fact);
  const position = world.facts.find(fact.source, fact.id);
  if (position < 0) return undefined;
  const found = itemsOf(world, position);
  const lead = leadConcerned(world, position);
  const occurred = world.facts.occurredAt(position);
  const type = typeOfCode(world.facts.typeOf(position));
  const other = type === 'lead.returned' || type === 'return.decided' ? whyReturn(world, position) : undefined;
  return {
    fact,
    type,
    time: formatInstant(occurred),
    recordedTime: formatInstant(world.facts.recordedAt(position)),
    position: position + 1,
    items: found,
    person: personOf(lead),
    entitlements: entitlementsOf(world, lead, position),
    why: found.length > 0 ? found.flatMap((item) => whyItem(world, item)) : [other ?? notBillable(world, position)],
  };
}

function explainDeemed(world: World, fact: Identity): FactReport | undefined {
  const lead = world.leads.get(fact.id);
  const found = lead ? deemedItems(world, lead) : [];
  if (!lead || found.length === 0) return undefined;
  const time = found[0]?.time ?? '';
  return {
    fact,
    type: 'deemed-arrival',
    time,
    recordedTime: time,
    position: null,
    items: found,
    person: personOf(lead),
    entitlements: entitlementsOf(world, lead, DEEMED),
    why: found.flatMap((item) => whyItem(world, item)),
  };
}

function notBillable(world: World, position: number): Sentence {
  const by = world.facts.retractedBy(position);
  if (by < 0) return { en: 'No clause bills facts of this type.', ru: 'Факты этого типа ни один пункт не оплачивает.' };
  const { source, id } = world.facts.identityOf(by);
  return { en: `Taken back by ${source}/${id}.`, ru: `Отозван фактом ${source}/${id}.` };
}

/** What became of a return, or of a decision about one. */
function whyReturn(world: World, position: number): Sentence | undefined {
  if (world.facts.retractedBy(position) >= 0) return undefined;
  const lead = leadConcerned(world, position);
  const by = lead ? world.rules.standingOf(lead).returnedBy : -1;
  if (by < 0) {
    return {
      en: 'The return of the lead is not accepted: its confirmations and transfers stand.',
      ru: 'Возврат лида не принят: подтверждения и передачи остаются в силе.',
    };
  }
  const { source, id } = world.facts.identityOf(by);
  return {
    en: `The return of the lead is accepted, by ${source}/${id}: its confirmations and transfers are not billed.`,
    ru: `Возврат лида принят по факту ${source}/${id}: подтверждения и передачи не оплачиваются.`,
  };
}

function personOf(lead: Lead | undefined): string[] {
  return lead ? [...lead.person.leads].map(({ id }) => id).sort() : [];
}

/** Entitlements in which a fact of a lead takes part, whole. */
function entitlementsOf(world: World, lead: Lead | undefined, position: number): EntitlementRow[][] {
  const found = new Map<Entitlement, Entry[]>();
  for (const entry of lead?.entries ?? []) {
    if (entry.fact !== position || !entry.outcome) continue;
    const { entitlement } = entry.outcome;
    const chain = entry.lead.person.chain(present(entry.clause.onceGroup, 'the once group of an entry'));
    found.set(
      entitlement,
      chain.entries.filter((other) => other.outcome?.entitlement === entitlement),
    );
  }
  return [...found.values()].map((entries) => entries.map((entry) => rowOf(world, entry)));
}

function rowOf(world: World, entry: Entry): EntitlementRow {
  const price = entry.clause.priceOf(null);
  const { outcome } = entry;
  const billed = price && outcome?.deducted ? price.sub(outcome.deducted) : price;
  return {
    fact: identityOf(entry, world.facts),
    type: entry.fact === DEEMED ? 'deemed-arrival' : typeOfCode(world.facts.typeOf(entry.fact)),
    leadId: entry.lead.id,
    time: formatInstant(entry.at),
    contractId: entry.contract.id,
    clauseId: entry.clause.id,
    price: price ? formatExact(price) : null,
    billed: outcome?.coveredBy ? '0' : billed ? formatExact(billed) : null,
  };
}

/** Types of facts that the clauses of an id measure, over all versions of a contract. */
function measuredBy(contract: Contract, clauseId: string): ReadonlySet<string> {
  const types = new Set<Item['type']>();
  for (const { terms } of contract.recorded) {
    for (const clause of usageClausesOf(terms)) {
      if (clause.id !== clauseId) continue;
      if (clause.model.measures === 'call') types.add('call.completed');
      else if (clause.model.measures === 'shift') types.add('shift.worked');
      else for (const type of outcomesMeasuredBy(clause)) types.add(type);
    }
  }
  return types;
}

/** What a clause would measure, asked with an outcome of every kind. */
function outcomesMeasuredBy({ model, values }: UsageClause): Item['type'][] {
  const types: Item['type'][] = [];
  for (const { type, as, deemed } of outcomeKinds) {
    model.measure({ type, as, deemed }, values, () => types.push(deemed ? 'deemed-arrival' : type));
  }
  return types;
}

/** Whether an item belongs to a line, or would if no rule stood against it before it came to a clause. */
function matches(item: Item, reference: LineReference, measured: ReadonlySet<string>): boolean {
  return (
    item.contractId === reference.contractId &&
    item.forPeriod === reference.forPeriod &&
    (item.clauseId === null ? measured.has(item.type) : item.clauseId === reference.clauseId) &&
    (reference.campaignId === null || item.campaignId === reference.campaignId) &&
    (reference.detail === null || item.detail === null || item.detail === reference.detail)
  );
}

/** The period of a name, from the contract's first one to the last that its facts or statements have reached. */
function periodNamed(contract: Contract, name: string): Period | undefined {
  const { book, periods, shared } = contract;
  const last = Math.max(book.nextPeriod.start, ...book.pages().map(({ period }) => period.start));
  let period = periods.ofDay(shared.effectiveFrom);
  while (period.name !== name && period.start < last) period = periods.after(period);
  return period.name === name ? period : undefined;
}

/** How a line comes about; `undefined` where the contract has no such period or nothing to say of such a clause. */
export function explainLine(settlement: Pick<Settlement, 'world'>, reference: LineReference): LineReport | undefined {
  const contract = settlement.world.contracts.get(reference.contractId);
  const period = contract && periodNamed(contract, reference.forPeriod);
  if (!period) return undefined;
  const page = desiredUpTo(contract, period).find(({ page: { period: own } }) => own === period);
  const lines = (page?.lines ?? []).filter((line) => isLine(line, reference));
  const measured = measuredBy(contract, reference.clauseId);
  const find = function* (): Generator<Item> {
    for (const item of items(settlement)) if (matches(item, reference, measured)) yield item;
  };
  const counts = Object.fromEntries(fates.map((fate) => [fate, 0])) as Record<Fate, number>;
  for (const item of find()) counts[item.fate]++;
  if (lines.length === 0 && Object.values(counts).every((count) => count === 0)) return undefined;
  const { currency, digits } = contract.shared;
  return {
    reference,
    owed: lines.map(({ termsVersion, quantity, unit, amount }) => ({
      termsVersion,
      quantity,
      unit,
      amount: formatMinor(amount, digits),
    })),
    currency,
    why: whyLine(contract, period, reference, lines, page?.lines ?? [], counts),
    counts,
    items: find,
  };
}

function isLine(line: DesiredLine, reference: LineReference): boolean {
  return (
    (line.clauseId ?? line.model) === reference.clauseId &&
    (line.campaignId === null || reference.campaignId === null || line.campaignId === reference.campaignId) &&
    (reference.detail === null || line.detail === reference.detail)
  );
}
