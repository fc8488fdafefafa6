/** Who is one person (section 4): leads of one client that share a key inside the scope, transitively. */
import { byCodePoint } from './text.js';
import { keyOf } from './keys.js';
import { found, type Lead, type World } from './world.js';

/** Where a person is one person: a product of a client, a campaign, or all of a client. */
function scopeOf({ campaign, clientId }: Lead): string {
  switch (campaign.contract.reconciliation.scope) {
    case 'product':
      return JSON.stringify([clientId, 'product', campaign.product.trim().toLowerCase()]);
    case 'campaign':
      return JSON.stringify([clientId, 'campaign', campaign.campaignId]);
    case 'client':
      return JSON.stringify([clientId]);
  }
}

/** `key.shared`: the keys of many people of a client. The value is plain or the digest of `personKeys`: both count. */
function sharedKeys(world: World, clientId: string): Set<string> {
  const shared = new Set<string>();
  for (const { data } of world.known.facts('key.shared')) {
    if (data.clientId !== clientId) continue;
    shared.add(`${data.kind}:${data.value}`);
    const plain = keyOf(data.kind, data.value, found(world.countries, clientId));
    if (plain !== null) shared.add(plain);
  }
  return shared;
}

/** `person.separated`: the keys of these leads join them to nobody. */
const separatedLeads = (world: World): Set<string> =>
  new Set(world.known.facts('person.separated').flatMap(({ data }) => data.leadIds));

interface Card {
  readonly leadId: string;
  readonly scope: string;
  readonly hasKey: boolean;
  /** The keys that join it to others. */
  readonly joins: readonly string[];
}

/**
 * For every lead the person that it belongs to, or null where it has no key and no link within its scope, so that
 * nobody can say who it is. A person is named by its scope and its first lead.
 */
export function personsOf(world: World): Map<string, string | null> {
  const separated = separatedLeads(world);
  const shared = new Map([...world.countries.keys()].map((clientId) => [clientId, sharedKeys(world, clientId)]));
  const links = world.known.facts('person.linked').map(({ data }) => new Set<string>(data.leadIds));
  const cards = [...world.leads.values()].map((lead): Card => {
    const joins = separated.has(lead.leadId) ? [] : lead.keys.filter((key) => !found(shared, lead.clientId).has(key));
    return { leadId: lead.leadId, scope: scopeOf(lead), hasKey: lead.keys.length > 0, joins };
  });

  const linked = (card: Card): Card[] =>
    cards.filter(
      ({ leadId, scope }) =>
        leadId !== card.leadId &&
        scope === card.scope &&
        links.some((link) => link.has(leadId) && link.has(card.leadId)),
    );
  const neighbours = (card: Card): Card[] => [
    ...linked(card),
    ...cards.filter(({ scope, joins }) => scope === card.scope && joins.some((key) => card.joins.includes(key))),
  ];
  const personOf = (card: Card): string =>
    JSON.stringify([
      card.scope,
      reachable(card, neighbours)
        .map(({ leadId }) => leadId)
        .sort(byCodePoint)[0],
    ]);
  return new Map(cards.map((card) => [card.leadId, card.hasKey || linked(card).length > 0 ? personOf(card) : null]));
}

/** Transitively: the lead, its neighbours, theirs, and so on. */
function reachable(start: Card, neighbours: (card: Card) => Card[]): Card[] {
  const reached = new Set([start]);
  for (const card of reached) for (const neighbour of neighbours(card)) reached.add(neighbour);
  return [...reached];
}
