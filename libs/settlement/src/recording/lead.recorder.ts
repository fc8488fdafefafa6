import type { DataOf, FactType } from '@paidonce/facts';
import type { Text } from '@paidonce/kernel';
import type { Campaign } from '../contract/contract.js';
import { keysOf, type PersonData } from '../persons/keys.js';
import type { Lead } from '../persons/lead.js';
import { arrivals, ruling, typeCode } from './codes.js';
import { latest } from './latest.js';
import { duplicate, unknown, type Read, type Recorded, type Recorder } from './recorder.js';
import type { World } from './world.js';

/** The keys that a fact gives to a lead of a campaign. */
function keysIn(
  world: World,
  campaign: Campaign,
  data: { readonly person: PersonData; readonly personKeys?: readonly Text[] | undefined },
): number[] {
  const { client, shared } = campaign.contract;
  const keys = keysOf(data.person, data.personKeys, client.country, shared.reconciliation.keys);
  return world.persons.keyNumbers(campaign.scope, keys);
}

/** The identity that holds: of the latest identification, else of the registration. */
function identify(world: World, lead: Lead): void {
  const holding = latest(
    lead.identities.map(({ fact }) => fact),
    world.facts,
  );
  const identity = lead.identities.find(({ fact }) => fact === holding);
  world.persons.identify(lead, identity?.keys ?? lead.registeredKeys);
  world.reassess(lead);
}

export const leadRegistered: Recorder<'lead.registered'> = {
  record(world, read) {
    const { data } = read.fact;
    if (world.leads.find(data.leadId) >= 0) return duplicate('leadId', 'lead', data.leadId);
    const campaign = world.campaignOf(data.campaignId);
    if (!campaign) return unknown('campaignId', 'campaign', data.campaignId);
    world.append(read, world.leads.size);
    const keys = keysIn(world, campaign, data);
    world.persons.register(world.leads.add(data.leadId, campaign, keys), keys);
    return undefined;
  },
};

export const leadIdentified: Recorder<'lead.identified'> = {
  record(world, read) {
    const { data } = read.fact;
    const lead = world.leads.get(data.leadId);
    if (!lead) return unknown('leadId', 'lead', data.leadId);
    const position = world.append(read, lead.number);
    lead.identities = [...lead.identities, { fact: position, keys: keysIn(world, lead.campaign, data) }];
    identify(world, lead);
    return undefined;
  },
  takeBack(world, position, mark) {
    mark();
    identify(world, subjectLead(world, position));
  },
};

export function subjectLead(world: World, position: number): Lead {
  return world.leads.at(world.facts.subjectOf(position));
}

type OutcomeType = Extract<
  FactType,
  'lead.confirmed' | 'lead.transferred' | 'lead.arrived' | 'lead.not-arrived' | 'lead.returned' | 'return.decided'
>;

/** A fact that says what became of a lead: it goes to the lead's facts, and the lead is assessed anew. */
function outcomeRecorder<T extends OutcomeType>(
  detailOf: (world: World, data: DataOf<T>) => number,
  refuses?: (world: World, lead: Lead) => Recorded,
): Recorder<T> {
  return {
    record(world, read: Read<T>) {
      const data = read.fact.data as DataOf<T> & { readonly leadId: Text };
      const lead = world.leads.get(data.leadId);
      if (!lead) return unknown('leadId', 'lead', data.leadId);
      const refusal = refuses?.(world, lead);
      if (refusal) return refusal;
      lead.campaign.contract.reach(read.occurredAt);
      lead.facts = withLast(lead.facts, world.append(read, lead.number, detailOf(world, data)));
      world.reassess(lead);
      return undefined;
    },
    takeBack(world, position, mark) {
      mark();
      world.reassess(subjectLead(world, position));
    },
  };
}

/** The list with one more. Not a spread, which would leave room to grow for many more than a lead has. */
function withLast(list: readonly number[], last: number): readonly number[] {
  const [a = last, b = last, c = last] = list;
  switch (list.length) {
    case 0:
      return [last];
    case 1:
      return [a, last];
    case 2:
      return [a, b, last];
    case 3:
      return [a, b, c, last];
    default:
      return list.concat(last);
  }
}

const nothing = (): number => 0;

export const leadConfirmed = outcomeRecorder<'lead.confirmed'>(nothing);
export const leadTransferred = outcomeRecorder<'lead.transferred'>(nothing);
export const leadArrived = outcomeRecorder<'lead.arrived'>((_world, data) => arrivals.indexOf(data.as));
export const leadNotArrived = outcomeRecorder<'lead.not-arrived'>(nothing);
export const leadReturned = outcomeRecorder<'lead.returned'>((world, data) => world.reasonNumber(String(data.reason)));
export const returnDecided = outcomeRecorder<'return.decided'>(
  (_world, { decision }) => ruling[decision],
  (world, lead) => {
    const isReturned = lead.facts.some((fact) => world.facts.typeOf(fact) === typeCode['lead.returned']);
    return isReturned ? undefined : unknown('leadId', 'return of lead', lead.id);
  },
);
