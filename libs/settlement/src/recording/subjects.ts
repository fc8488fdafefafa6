import { DEEMED_SOURCE, type Fact } from '@paidonce/facts';
import { DAY, parseInstant } from '@paidonce/kernel';

/** What every state holds: clients, contracts and campaigns, and what takes facts about them back. */
export const SETUP = 'setup';

/**
 * What a fact touches, as names. Facts that touch the same thing belong together: a fact can be decided, and what changes
 * by it worked out, where all facts are at hand that touch what it touches, and what those touch, and so on
 * ({@link SETUP} aside, which is always there). More may be at hand; it changes nothing.
 *
 * Persons are found by `personKeys`: facts must carry them, as the server writes them.
 */
export function subjectsOf(fact: Fact): string[] {
  const own = factSubject(fact.source, fact.id);
  const about = aboutOf(fact);
  return about.includes(own) ? about : [own, ...about];
}

const factSubject = (source: string, id: string): string => `fact:${JSON.stringify([source, id])}`;
const lead = (leadId: string): string => `lead:${leadId}`;
const call = (campaignId: string, callId: string): string => `call:${JSON.stringify([campaignId, callId])}`;
const keys = (personKeys: readonly string[] | undefined): string[] => (personKeys ?? []).map((key) => `key:${key}`);

function aboutOf(fact: Fact): string[] {
  switch (fact.type) {
    case 'client.registered':
    case 'contract.signed':
    case 'contract.amended':
    case 'contract.terminated':
    case 'campaign.launched':
    case 'campaign.closed':
      return [SETUP];
    case 'lead.registered':
    case 'lead.identified':
      return [lead(fact.data.leadId), ...keys(fact.data.personKeys)];
    case 'lead.confirmed':
    case 'lead.transferred':
    case 'lead.arrived':
    case 'lead.not-arrived':
    case 'lead.returned':
    case 'return.decided':
      return [lead(fact.data.leadId)];
    case 'person.linked':
    case 'person.separated':
      return fact.data.leadIds.map(lead);
    case 'key.shared':
      return [`key:${fact.data.kind}:${fact.data.value.trim()}`];
    case 'call.completed': {
      const { campaignId, callId, leadId } = fact.data;
      return [call(campaignId, callId), ...(leadId === undefined ? [] : [lead(leadId)])];
    }
    case 'call.scored':
      return [call(fact.data.campaignId, fact.data.callId)];
    case 'shift.worked':
      return shiftSubjects(fact.data);
    case 'dispute.opened': {
      const { source, id } = fact.data.fact;
      return [`dispute:${fact.data.disputeId}`, source === DEEMED_SOURCE ? lead(id) : factSubject(source, id)];
    }
    case 'dispute.resolved':
    case 'dispute.withdrawn':
      return [`dispute:${fact.data.disputeId}`];
    case 'fact.retracted':
      return [factSubject(fact.data.fact.source, fact.data.fact.id)];
    case 'payment.received':
      return [`payment:${fact.data.paymentId}`];
    case 'period.closed':
    case 'correction.issued':
      return [];
  }
}

/** Shifts of one operator that overlap share a day. */
function shiftSubjects(data: Extract<Fact, { type: 'shift.worked' }>['data']): string[] {
  const subjects = [`shift:${JSON.stringify([data.campaignId, data.shiftId])}`];
  const last = Math.floor(parseInstant(data.to) / DAY);
  for (let day = Math.floor(parseInstant(data.from) / DAY); day <= last; day++) {
    subjects.push(`operator:${JSON.stringify([data.operatorId, day])}`);
  }
  return subjects;
}
