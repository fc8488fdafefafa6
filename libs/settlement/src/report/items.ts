import { formatExact, formatInstant, type Exact, type Period } from '@paidonce/kernel';
import { DEEMED_SOURCE, type FactType } from '@paidonce/facts';
import type { Cell } from '../book/cell.js';
import { owed } from '../book/cell.js';
import type { CallSink } from '../calls/calls.js';
import type { Campaign, Contract } from '../contract/contract.js';
import type { Settlement } from '../engine.js';
import type { Lead } from '../persons/lead.js';
import { typeCode, typeOfCode } from '../recording/codes.js';
import type { World } from '../recording/world.js';
import type { LeadOutcome, OutcomeSink, RemovalRule, Unbillable } from '../results/assess-lead.js';
import { identityOf } from '../results/chain.js';
import { DEEMED, type Entry } from '../results/entry.js';
import { disputedBy, hourClause } from '../shifts/operator.js';
import type { Shift } from '../shifts/shift.js';
import type { UsageClause, Version } from '../terms/terms.js';
import type { Identity, Item } from './item.js';

type Subject = Pick<Item, 'fact' | 'type' | 'time' | 'contractId' | 'campaignId' | 'leadId' | 'callId' | 'shiftId'>;
type Owed = Pick<Item, 'quantity' | 'amount' | 'coveredBy' | 'removedBy' | 'reason' | 'deadline'>;

const nothingOwed: Owed = {
  quantity: 0,
  amount: '0',
  coveredBy: null,
  removedBy: null,
  reason: null,
  deadline: null,
};

const NO_LEAD = -1;

const noClause = { clauseId: null, model: null, detail: null, termsVersion: null, unit: null };

/** Every fact × clause of all that is recorded: what the clause makes of the fact, and why. */
export function* items({ world }: Pick<Settlement, 'world'>): Generator<Item> {
  for (let position = 0; position < world.facts.size; position++) yield* itemsOf(world, position);
  for (const lead of world.leads.allKnown()) yield* deemedItems(world, lead);
}

/**
 * Items of a fact on record, and with a lead's registration those of the arrival that its silence makes: every item of a
 * history is one of exactly one of its facts.
 */
export function itemsOfFact({ world }: Pick<Settlement, 'world'>, { source, id }: Identity): Item[] {
  const position = world.facts.find(source, id);
  if (position < 0) return [];
  if (typeOfCode(world.facts.typeOf(position)) !== 'lead.registered') return itemsOf(world, position);
  return deemedItems(world, leadOf(world, position));
}

/** Items of one fact; none where the fact is of a kind that no clause bills. */
export function itemsOf(world: World, position: number): Item[] {
  const type = typeOfCode(world.facts.typeOf(position));
  switch (type) {
    case 'call.completed':
      return callItems(world, position);
    case 'shift.worked':
      return shiftItems(world, position);
    case 'lead.confirmed':
    case 'lead.transferred':
    case 'lead.arrived':
      return outcomeItems(world, leadOf(world, position), position);
    default:
      return [];
  }
}

/** The item of the arrival that a lead's silence makes, a clause each. */
export function deemedItems(world: World, lead: Lead): Item[] {
  return outcomeItems(world, lead, DEEMED);
}

function leadOf(world: World, position: number): Lead {
  return world.leads.at(world.facts.subjectOf(position));
}

/** Collects the items of one fact. */
class Items {
  readonly found: Item[] = [];

  constructor(
    readonly world: World,
    readonly subject: Subject,
    readonly contract: Contract,
    /** When the fact counts. */
    readonly at: number,
  ) {}

  unbillable(clause: UsageClause | undefined, reason: Item['reason'], detail: string | null = null): void {
    this.#add(clause, undefined, { ...nothingOwed, reason }, 'unbillable', detail);
  }

  removed(clause: UsageClause | undefined, rule: RemovalRule, by: number): void {
    const removedBy = { rule, fact: this.world.facts.identityOf(by) };
    this.#add(clause, undefined, { ...nothingOwed, removedBy }, 'removed');
  }

  /** Owed; `changedAt` tells whether it is on a statement. `waitsFor`: when it is decided that it is owed at all. */
  owes(cell: Cell, quantity: number, amount: Exact | null, changedAt: number, waitsFor = -Infinity): void {
    const { book } = this.contract;
    const { period } = cell.page;
    const shown = amount && formatExact(amount);
    if (waitsFor <= this.world.recordedUpTo && book.isBilled(period, changedAt)) {
      this.#add(cell.clause, cell, { ...nothingOwed, quantity, amount: shown }, 'billed');
      return;
    }
    const deadline = formatInstant(Math.max(waitsFor, nextStatement(this.contract, period)));
    this.#add(cell.clause, cell, { ...nothingOwed, quantity, amount: shown, deadline }, 'pending');
  }

  covered(cell: Cell, by: Entry): void {
    const coveredBy = identityOf(by, this.world.facts);
    this.#add(cell.clause, cell, { ...nothingOwed, coveredBy }, 'covered');
  }

  waits(deadline: number): void {
    this.#add(undefined, undefined, { ...nothingOwed, deadline: formatInstant(deadline) }, 'pending');
  }

  #add(
    clause: UsageClause | undefined,
    cell: Cell | undefined,
    what: Owed,
    fate: Item['fate'],
    detail: string | null = cell?.detail ?? null,
  ): void {
    const forPeriod = (cell?.page.period ?? this.contract.periods.at(this.at)).name;
    const line = clause
      ? {
          clauseId: clause.id,
          model: clause.model.code,
          detail,
          termsVersion: cell?.version.number ?? null,
          unit: clause.model.unit,
        }
      : noClause;
    this.found.push({ ...this.subject, ...line, ...what, forPeriod, fate });
  }
}

/** When the next statement that can carry a period's differences will be due. */
function nextStatement({ book }: Contract, period: Period): number {
  return Math.max(period.end, book.nextPeriod.end);
}

function subjectOf(world: World, position: number, campaign: Campaign, ids: Partial<Subject>): Subject {
  return {
    fact: world.facts.identityOf(position),
    type: typeOfCode(world.facts.typeOf(position)),
    time: formatInstant(world.facts.occurredAt(position)),
    contractId: campaign.contract.id,
    campaignId: campaign.id,
    leadId: null,
    callId: null,
    shiftId: null,
    ...ids,
  };
}

function callItems(world: World, position: number): Item[] {
  const { calls, facts } = world;
  const call = facts.subjectOf(position);
  const campaign = calls.campaignOf(call);
  const callId = calls.table.idOf(call);
  const retraction = facts.retractedBy(position);
  const number = retraction < 0 ? calls.table.leadOf(call) : NO_LEAD;
  const leadId = number === NO_LEAD ? null : world.leads.idOf(number);
  const lead = number === NO_LEAD ? undefined : world.leads.known(number);
  const subject = subjectOf(world, position, campaign, { callId, leadId });
  const at = facts.occurredAt(position);
  const collected = new Items(world, subject, campaign.contract, at);
  if (retraction >= 0) {
    collected.removed(undefined, 'retracted', retraction);
    return collected.found;
  }
  const { contract } = campaign;
  const changedAt = callChangedAt(world, position, call, contract);
  const sink: CallSink = {
    pays: (clause, version, quantity, detail) => {
      const cell = contract.book.cell(contract.periods.at(at), campaign, clause, version, detail);
      collected.owes(cell, quantity, clause.tiers ? null : owed(clause, detail, quantity), changedAt);
    },
    paysLead: (clause) => {
      const entry = lead?.entries.find((known) => known.fact === position && known.clause === clause);
      if (entry) entryItem(collected, entry);
      else collected.unbillable(clause, 'no-person');
    },
    removed: (clause, rule, by) => {
      collected.removed(clause, rule, by);
    },
    unbillable: (clause, reason, detail) => {
      collected.unbillable(clause, reason, detail);
    },
  };
  calls.assess(call, sink);
  return collected.found;
}

/** When what a call owes last changed: by itself, by a dispute, or by a change of terms. */
function callChangedAt(world: World, position: number, call: number, contract: Contract): number {
  const at = world.facts.occurredAt(position);
  const rerated = contract.book.reratings.filter(({ from }) => at >= from).map((rerating) => rerating.position);
  const disputes = world.calls.disputes.get(call) ?? [];
  const disputed = disputes.flatMap(({ fact, rulings }) => [fact, ...rulings].map((ruling) => ruling + 1));
  return Math.max(position + 1, ...rerated, ...disputed);
}

function entryItem(collected: Items, entry: Entry): void {
  const { cell, clause, outcome } = entry;
  if (outcome?.coveredBy) {
    collected.covered(cell, outcome.coveredBy);
    return;
  }
  const price = clause.tiers ? null : owed(clause, null, 1);
  const amount = price && outcome?.deducted ? price.sub(outcome.deducted) : price;
  collected.owes(cell, 1, amount, entry.changedAt, entry.fact === DEEMED ? entry.at : -Infinity);
}

function shiftItems(world: World, position: number): Item[] {
  const { facts } = world;
  const shift = world.shiftList[facts.subjectOf(position)] as Shift;
  const subject = subjectOf(world, position, shift.campaign, { shiftId: shift.id });
  const retraction = facts.retractedBy(position);
  // Of a shift that was taken back nothing is known but when it was reported.
  const at = retraction >= 0 ? facts.occurredAt(position) : shift.from;
  const collected = new Items(world, { ...subject, time: formatInstant(at) }, shift.campaign.contract, at);
  const disputed = disputedBy(shift, facts);
  if (retraction >= 0) collected.removed(undefined, 'retracted', retraction);
  else if (disputed >= 0) collected.removed(hourClause(shift, shift.from), 'disputed', disputed);
  else if (!hourClause(shift, shift.from)) {
    const version = shift.campaign.contract.versionAt(shift.from);
    collected.unbillable(undefined, typeof version === 'string' ? version : 'no-clause');
  } else sliceItems(collected, shift);
  return collected.found;
}

function sliceItems(collected: Items, shift: Shift): void {
  for (const { cell, clause, seconds, reason } of shift.slices) {
    if (cell && clause)
      collected.owes(cell, seconds, clause.tiers ? null : owed(clause, null, seconds), shift.changedAt);
    else collected.unbillable(clause, reason ?? 'not-counted');
  }
  if (shift.overlapSeconds > 0) collected.unbillable(hourClause(shift, shift.from), 'overlap');
  else if (shift.slices.length === 0) collected.unbillable(hourClause(shift, shift.from), 'not-counted');
}

/** Items of one outcome of a lead, or with `DEEMED` of the arrival that its silence makes. */
function outcomeItems(world: World, lead: Lead, position: number): Item[] {
  const standing = world.rules.standingOf(lead);
  const at = position === DEEMED ? (standing.deadline ?? 0) : world.facts.occurredAt(position);
  const subject = outcomeSubject(world, lead, position, standing.deadline);
  const collected = new Items(world, subject, lead.campaign.contract, at);
  const isWaiting = standing.isDeemed && (standing.deadline ?? 0) > world.recordedUpTo;
  const isTransfer = position !== DEEMED && world.facts.typeOf(position) === typeCode['lead.transferred'];
  const only = (outcome: LeadOutcome, then: () => void): void => {
    if (outcome.fact === position) then();
  };
  const sink: OutcomeSink = {
    pays: (outcome, clause, version, quantity) => {
      only(outcome, () => {
        paidItem(collected, lead, outcome, clause, version, quantity);
      });
    },
    removed: (outcome, clause, rule, by) => {
      only(outcome, () => {
        collected.removed(clause, rule, by);
      });
    },
    unbillable: (outcome, clause, reason: Unbillable) => {
      only(outcome, () => {
        if (reason === 'no-clause' && isTransfer && isWaiting) collected.waits(standing.deadline ?? 0);
        else collected.unbillable(clause, reason);
      });
    },
  };
  world.rules.assess(lead, sink);
  return collected.found;
}

function paidItem(
  collected: Items,
  lead: Lead,
  outcome: LeadOutcome,
  clause: UsageClause,
  version: Version,
  quantity: number,
): void {
  const entry = lead.entries.find((known) => known.fact === outcome.fact && known.clause === clause);
  if (entry) {
    entryItem(collected, entry);
    return;
  }
  const { campaign } = lead;
  const { book, periods } = campaign.contract;
  const cell = book.cell(periods.at(outcome.at), campaign, clause, version, null);
  const amount = clause.tiers ? null : owed(clause, null, quantity);
  collected.owes(cell, quantity, amount, outcome.fact + 1);
}

function outcomeSubject(world: World, lead: Lead, position: number, deadline: number | undefined): Subject {
  if (position !== DEEMED) return subjectOf(world, position, lead.campaign, { leadId: lead.id });
  const type: FactType | 'deemed-arrival' = 'deemed-arrival';
  return {
    fact: { source: DEEMED_SOURCE, id: lead.id },
    type,
    time: formatInstant(deadline ?? 0),
    contractId: lead.campaign.contract.id,
    campaignId: lead.campaign.id,
    leadId: lead.id,
    callId: null,
    shiftId: null,
  };
}
