import { DEEMED_SOURCE, type FactOf } from '@paidonce/facts';
import { present, unreachable, type Refusal } from '@paidonce/kernel';
import type { Campaign, Contract } from '../contract/contract.js';
import { usageClausesOf } from '../terms/terms.js';
import { ruling, typeCode, typeOfCode } from './codes.js';
import type { Dispute, DisputeTarget } from './dispute.js';
import { subjectLead } from './lead.recorder.js';
import { duplicate, unknown, type Recorder } from './recorder.js';
import { changeCall } from './rerate.js';
import type { World } from './world.js';

interface Disputed {
  readonly campaign: Campaign;
  readonly target: DisputeTarget;
}

/** What a recorded fact is about, where that is something of a campaign. */
function disputedFact(world: World, position: number): Disputed | undefined {
  const type = typeOfCode(world.facts.typeOf(position));
  const subject = world.facts.subjectOf(position);
  const none: DisputeTarget = { kind: 'none' };
  switch (type) {
    case 'call.completed':
      return { campaign: world.calls.campaignOf(subject), target: { kind: 'call', call: subject } };
    case 'call.scored':
      return { campaign: world.calls.campaignOf(subject), target: none };
    case 'shift.worked': {
      const shift = world.shiftList[subject];
      return shift && { campaign: shift.campaign, target: { kind: 'shift', shift } };
    }
    case 'campaign.launched':
    case 'campaign.closed': {
      const campaign = world.campaignList[subject];
      return campaign && { campaign, target: none };
    }
    case 'lead.confirmed':
    case 'lead.transferred':
    case 'lead.arrived': {
      const lead = subjectLead(world, position);
      return { campaign: lead.campaign, target: { kind: 'outcome', lead, type: typeCode[type], deemed: false } };
    }
    case 'lead.registered':
    case 'lead.identified':
    case 'lead.not-arrived':
    case 'lead.returned':
    case 'return.decided':
      return { campaign: subjectLead(world, position).campaign, target: none };
    case 'client.registered':
    case 'contract.signed':
    case 'contract.amended':
    case 'contract.terminated':
    case 'person.linked':
    case 'person.separated':
    case 'key.shared':
    case 'dispute.opened':
    case 'dispute.resolved':
    case 'dispute.withdrawn':
    case 'fact.retracted':
    case 'period.closed':
    case 'correction.issued':
    case 'payment.received':
      return undefined;
    default:
      return unreachable(type);
  }
}

function disputed(world: World, contract: Contract, data: FactOf<'dispute.opened'>['data']): Disputed | Refusal {
  const { source, id } = data.fact;
  const notHere = unknown('fact', `fact of contract "${contract.id}"`, `${source}/${id}`);
  if (source === DEEMED_SOURCE) {
    const lead = world.leads.get(id);
    if (lead?.campaign.contract !== contract) return notHere;
    const target: DisputeTarget = { kind: 'outcome', lead, type: typeCode['lead.arrived'], deemed: true };
    return { campaign: lead.campaign, target };
  }
  const position = world.facts.find(source, id);
  const found = position < 0 ? undefined : disputedFact(world, position);
  return found?.campaign.contract === contract ? found : notHere;
}

/** Brings what is owed up to date after something changed what a dispute comes to. */
function settleDispute(world: World, { target }: Dispute, change: () => void): void {
  switch (target.kind) {
    case 'call':
      changeCall(world, target.call, change);
      break;
    case 'shift':
      change();
      if (target.shift.fact >= 0) target.shift.operator.place(target.shift, world.position);
      break;
    case 'outcome':
      change();
      world.reassess(target.lead);
      break;
    case 'none':
      change();
      break;
    default:
      unreachable(target);
  }
}

function attach(world: World, dispute: Dispute): void {
  const { target } = dispute;
  if (target.kind === 'outcome') target.lead.disputes = [...target.lead.disputes, dispute];
  if (target.kind === 'shift') target.shift.disputes.push(dispute);
  if (target.kind !== 'call') return;
  const { disputes } = world.calls;
  disputes.set(target.call, [...(disputes.get(target.call) ?? []), dispute]);
}

/** All that was ever ruled under a dispute's id: rulings may be recorded again under the same id. */
function rulingsOn(world: World, id: string): number[] {
  let rulings = world.rulings.get(id);
  if (!rulings) world.rulings.set(id, (rulings = []));
  return rulings;
}

export const disputeOpened: Recorder<'dispute.opened'> = {
  record(world, read) {
    const { data } = read.fact;
    const { disputeId, contractId, clauseId } = data;
    if (world.disputes.has(disputeId)) return duplicate('disputeId', 'dispute', disputeId);
    const contract = world.contracts.get(contractId);
    if (!contract) return unknown('contractId', 'contract', contractId);
    const isClause = contract.recorded.some(({ terms }) => usageClausesOf(terms).some(({ id }) => id === clauseId));
    if (!isClause) return unknown('clauseId', 'usage clause', clauseId);
    const found = disputed(world, contract, data);
    if ('code' in found) return found;
    const rulings = rulingsOn(world, disputeId);
    const fact = world.append(read, -1);
    const dispute: Dispute = { id: disputeId, contract, clauseId, fact, target: found.target, rulings };
    world.disputes.set(disputeId, dispute);
    world.undo.disputes.set(fact, dispute);
    settleDispute(world, dispute, () => {
      attach(world, dispute);
    });
    return undefined;
  },
  takeBack(world, position, mark) {
    const dispute = present(world.undo.disputes.get(position), 'an opened dispute');
    settleDispute(world, dispute, () => {
      mark();
      world.disputes.delete(dispute.id);
    });
  },
};

/** `dispute.resolved` and `dispute.withdrawn`. */
function rulingRecorder<T extends 'dispute.resolved' | 'dispute.withdrawn'>(
  detailOf: (data: FactOf<T>['data']) => number,
): Recorder<T> {
  return {
    record(world, read) {
      const data = read.fact.data as FactOf<T>['data'] & { readonly disputeId: string };
      const rulings = world.rulings.get(data.disputeId);
      if (!rulings) return unknown('disputeId', 'dispute', data.disputeId);
      const position = world.append(read, -1, detailOf(data));
      world.undo.rulings.set(position, data.disputeId);
      settleRuling(world, data.disputeId, () => rulings.push(position));
      return undefined;
    },
    takeBack(world, position, mark) {
      settleRuling(world, present(world.undo.rulings.get(position), 'the dispute of a ruling'), mark);
    },
  };
}

/** Changes what was ruled under an id, which settles the dispute that stands under it. */
function settleRuling(world: World, disputeId: string, change: () => void): void {
  const dispute = world.disputes.get(disputeId);
  if (dispute) settleDispute(world, dispute, change);
  else change();
}

export const disputeResolved = rulingRecorder<'dispute.resolved'>(({ decision }) => ruling[decision]);
export const disputeWithdrawn = rulingRecorder<'dispute.withdrawn'>(() => ruling.withdrawn);
