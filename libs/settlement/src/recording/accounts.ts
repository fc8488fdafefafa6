import type { Fact, ScannedFact } from '@paidonce/facts';
import { parseLocalDate, type Instant, type Text } from '@paidonce/kernel';
import type { Client, Contract } from '../contract/contract.js';
import { typeOfCode } from './codes.js';
import type { World } from './world.js';

/**
 * The client in whose account a fact belongs, worked out from what it refers to; `undefined` where that is not recorded. What it touches
 * must be at hand.
 */
export function accountOf(world: World, fact: Fact): string | undefined {
  const { type, data } = fact;
  switch (type) {
    case 'client.registered':
    case 'contract.signed':
    case 'person.linked':
    case 'person.separated':
    case 'key.shared':
    case 'payment.received':
      return data.clientId;
    case 'contract.amended':
    case 'contract.terminated':
    case 'campaign.launched':
    case 'period.closed':
    case 'correction.issued':
    case 'dispute.opened':
      return world.contracts.get(data.contractId)?.client.id;
    case 'campaign.closed':
    case 'lead.registered':
    case 'call.completed':
    case 'call.scored':
    case 'shift.worked':
      return world.campaigns.get(data.campaignId)?.contract.client.id;
    case 'lead.identified':
    case 'lead.confirmed':
    case 'lead.transferred':
    case 'lead.arrived':
    case 'lead.not-arrived':
    case 'lead.returned':
    case 'return.decided':
      return clientOfLead(world, world.leads.find(data.leadId))?.id;
    case 'dispute.resolved':
    case 'dispute.withdrawn':
      return world.disputeAccounts.get(data.disputeId);
    case 'fact.retracted':
      return accountOfFact(world, world.facts.find(data.fact.source, data.fact.id))?.id;
  }
}

/** The same of a scanned fact, which is of a campaign or of a lead. */
export function accountOfScanned(world: World, { type, data }: ScannedFact['fact']): Client | undefined {
  const { campaignId, leadId } = data as { readonly campaignId: Text; readonly leadId: Text };
  const isOfCampaign = type === 'call.completed' || type === 'lead.registered' || type === 'call.scored';
  return isOfCampaign ? world.campaignOf(campaignId)?.contract.client : clientOfLead(world, world.leads.find(leadId));
}

function clientOfLead(world: World, number: number): Client | undefined {
  return number < 0 ? undefined : world.leads.clientOf(number);
}

/** The client of a fact on record. */
function accountOfFact(world: World, position: number): Client | undefined {
  if (position < 0) return undefined;
  const subject = world.facts.subjectOf(position);
  switch (typeOfCode(world.facts.typeOf(position))) {
    case 'contract.signed':
    case 'contract.amended':
    case 'contract.terminated':
    case 'payment.received':
    case 'period.closed':
    case 'correction.issued':
      return world.contractList[subject]?.client;
    case 'campaign.launched':
    case 'campaign.closed':
      return world.campaignList[subject]?.contract.client;
    case 'call.completed':
    case 'call.scored':
      return world.calls.campaignOf(subject).contract.client;
    case 'shift.worked':
      return world.shiftList[subject]?.campaign.contract.client;
    case 'lead.registered':
    case 'lead.identified':
    case 'lead.confirmed':
    case 'lead.transferred':
    case 'lead.arrived':
    case 'lead.not-arrived':
    case 'lead.returned':
    case 'return.decided':
      return clientOfLead(world, subject);
    case 'client.registered':
    case 'person.linked':
    case 'person.separated':
    case 'key.shared':
    case 'dispute.opened':
    case 'dispute.resolved':
    case 'dispute.withdrawn':
    case 'fact.retracted':
      return world.clients.get(world.accounts.get(position) ?? '');
  }
}

/** Remembers whose a fact is that was just recorded, where its row does not tell. */
export function rememberAccount(world: World, fact: Fact): void {
  switch (fact.type) {
    case 'client.registered':
    case 'person.linked':
    case 'person.separated':
    case 'key.shared':
    case 'dispute.opened':
    case 'dispute.resolved':
    case 'dispute.withdrawn':
    case 'fact.retracted': {
      const account = accountOf(world, fact);
      if (account === undefined) return;
      world.accounts.set(world.facts.size - 1, account);
      if (fact.type === 'dispute.opened') world.disputeAccounts.set(fact.data.disputeId, account);
      return;
    }
    default:
  }
}

/**
 * The client all of whose facts must be at hand to apply a fact; `undefined` for nearly every one. A change of terms that
 * reaches back re-rates what the contract has; and where a client's contracts keep several time zones, a statement looks at reports of
 * the day on which the period ends (section 4).
 */
export function wholeAccountFor(world: World, fact: Fact): string | undefined {
  switch (fact.type) {
    case 'contract.amended': {
      const { effectiveFrom } = fact.data.terms as { readonly effectiveFrom?: unknown };
      return reachedFrom(world.contracts.get(fact.data.contractId), effectiveFrom, 0);
    }
    case 'contract.terminated':
      return reachedFrom(world.contracts.get(fact.data.contractId), fact.data.endsOn, 1);
    case 'fact.retracted': {
      const target = world.facts.find(fact.data.fact.source, fact.data.fact.id);
      if (target < 0) return undefined;
      const type = typeOfCode(world.facts.typeOf(target));
      if (type !== 'contract.amended' && type !== 'contract.terminated') return undefined;
      return accountOfFact(world, target)?.id;
    }
    case 'period.closed':
    case 'correction.issued': {
      const client = world.contracts.get(fact.data.contractId)?.client;
      const zones = new Set(client?.contracts.map(({ calendar }) => calendar.timeZone));
      return zones.size > 1 ? client?.id : undefined;
    }
    default:
      return undefined;
  }
}

function reachedFrom(contract: Contract | undefined, date: unknown, daysLater: number): string | undefined {
  if (!contract || typeof date !== 'string') return undefined;
  const day = parseLocalDate(date);
  if (Number.isNaN(day)) return undefined;
  const from: Instant = contract.calendar.startOfDay(day + daysLater);
  return contract.latest < from ? undefined : contract.client.id;
}
