/** The things that recorded facts speak of, put together from scratch: contracts, campaigns and leads. */
import { contractOf, type Campaign, type Contract } from './contracts.js';
import { type Fact, type KeyKind } from './facts.js';
import { type Known } from './known.js';
import { keysOf } from './keys.js';
import { byTime } from './text.js';

export interface Lead {
  readonly leadId: string;
  readonly campaign: Campaign;
  readonly clientId: string;
  /** As the person is known now; `phone:+79161234567`, or the digests that the server wrote. */
  readonly keys: readonly string[];
}

export interface World {
  readonly known: Known;
  readonly contracts: ReadonlyMap<string, Contract>;
  readonly campaigns: ReadonlyMap<string, Campaign>;
  readonly leads: ReadonlyMap<string, Lead>;
  /** The region of phone numbers without `+`, by client. */
  readonly countries: ReadonlyMap<string, string>;
}

/** The one that must be there, because what refers to it would have been refused. */
export function found<T>(things: ReadonlyMap<string, T>, id: string): T {
  const thing = things.get(id);
  if (thing === undefined) throw new Error(`${id} was referred to and is not recorded`);
  return thing;
}

export function worldOf(known: Known): World {
  const countries = new Map(known.facts('client.registered').map(({ data }) => [data.clientId, data.country ?? 'RU']));
  const contracts = new Map(
    known.facts('contract.signed').map((fact) => [fact.data.contractId, contractOf(known, fact)]),
  );
  const campaigns = new Map(
    known.facts('campaign.launched').map(({ data }) => {
      const contract = found(contracts, data.contractId);
      const { campaignId, product, clauses, pilot } = data;
      return [campaignId, { campaignId, contract, product, clauses: clauses ?? null, budget: pilot?.budget ?? null }];
    }),
  );
  const leads = new Map(
    known.facts('lead.registered').map((fact) => {
      const campaign = found(campaigns, fact.data.campaignId);
      const { clientId } = campaign.contract;
      const { person, personKeys } = latestIdentity(known, fact).data;
      const kinds: readonly KeyKind[] = campaign.contract.reconciliation.keys;
      const keys = keysOf(person, personKeys, found(countries, clientId), kinds);
      return [fact.data.leadId, { leadId: fact.data.leadId, campaign, clientId, keys }];
    }),
  );
  return { known, contracts, campaigns, leads, countries };
}

/** Section 1.1: the latest `lead.identified` by `time` replaces what was registered. */
function latestIdentity(
  known: Known,
  registered: Fact<'lead.registered'>,
): Fact<'lead.registered' | 'lead.identified'> {
  const identified = known.facts('lead.identified').filter(({ data }) => data.leadId === registered.data.leadId);
  return identified.sort(byTime).at(-1) ?? registered;
}
