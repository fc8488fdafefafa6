import type { Refusal } from '@paidonce/kernel';
import type { Client } from '../contract/contract.js';
import { sharedKeys } from '../persons/keys.js';
import type { Lead, Link } from '../persons/lead.js';
import type { Scope } from '../persons/scope.js';
import { unknown, type Recorder } from './recorder.js';
import type { World } from './world.js';

/** The client and its leads that a fact names; every lead must be the client's. */
function named(
  world: World,
  { clientId, leadIds }: { readonly clientId: string; readonly leadIds: readonly string[] },
): { client: Client; leads: Lead[] } | Refusal {
  const client = world.clients.get(clientId);
  if (!client) return unknown('clientId', 'client', clientId);
  const leads = new Set<Lead>();
  for (const [i, leadId] of leadIds.entries()) {
    const lead = world.leads.get(leadId);
    if (lead?.client !== client) return unknown(`leadIds[${i}]`, 'lead of this client', leadId);
    leads.add(lead);
  }
  return { client, leads: [...leads] };
}

/** A link joins only leads within one scope. */
function linksOf(fact: number, leads: readonly Lead[]): Link[] {
  const byScope = new Map<Scope, Lead[]>();
  for (const lead of leads) byScope.set(lead.scope, [...(byScope.get(lead.scope) ?? []), lead]);
  return [...byScope.values()].filter((group) => group.length > 1).map((group) => ({ fact, leads: group }));
}

export const personLinked: Recorder<'person.linked'> = {
  record(world, read) {
    const found = named(world, read.fact.data);
    if ('code' in found) return found;
    const position = world.append(read, -1);
    const links = linksOf(position, found.leads);
    world.undo.links.set(position, links);
    for (const link of links) world.persons.link(link);
    for (const lead of found.leads) world.reassess(lead);
    return undefined;
  },
  takeBack(world, position, mark) {
    mark();
    for (const link of world.undo.links.get(position) ?? []) {
      world.persons.unlink(link);
      for (const lead of link.leads) world.reassess(lead);
    }
  },
};

export const personSeparated: Recorder<'person.separated'> = {
  record(world, read) {
    const found = named(world, read.fact.data);
    if ('code' in found) return found;
    const position = world.append(read, -1);
    world.undo.separated.set(position, found.leads);
    world.persons.separate(found.leads, position);
    return undefined;
  },
  takeBack(world, position, mark) {
    mark();
    for (const lead of world.undo.separated.get(position) ?? []) world.persons.unseparate(lead, position);
  },
};

export const keyShared: Recorder<'key.shared'> = {
  record(world, read) {
    const { clientId, kind, value } = read.fact.data;
    const client = world.clients.get(clientId);
    if (!client) return unknown('clientId', 'client', clientId);
    const position = world.append(read, -1);
    const keys = sharedKeys(kind, value, client.country);
    world.undo.shared.set(position, { client, keys });
    for (const key of keys) world.persons.share(client, key, position);
    return undefined;
  },
  takeBack(world, position, mark) {
    mark();
    const shared = world.undo.shared.get(position);
    for (const key of shared?.keys ?? []) if (shared) world.persons.unshare(shared.client, key, position);
  },
};
