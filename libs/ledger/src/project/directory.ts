import type { Fact, FactOf, FactType } from '@paidonce/facts';
import type { EntityManager } from 'typeorm';
import type { FollowedFact } from '../workbench/following.js';
import { CampaignRow, ClientRow, ContractRow, TermsVersionRow } from '../read/read-models.entity.js';

/** A fact of the directory that was followed, and the client it belongs to. */
export interface DirectoryFact {
  readonly clientId: string;
  readonly fact: Fact;
}

const listed: ReadonlySet<FactType> = new Set<FactType>([
  'client.registered',
  'contract.signed',
  'contract.amended',
  'contract.terminated',
  'campaign.launched',
  'campaign.closed',
  'fact.retracted',
]);

/** Whether a fact changes who and what there is: clients, contracts and their terms, campaigns. */
export function isListed(fact: FollowedFact['fact']): fact is Fact {
  return isListedType(fact.type);
}

export function isListedType(type: FactType): boolean {
  return listed.has(type);
}

const identity = ({ source, id }: { readonly source: string; readonly id: string }): string =>
  JSON.stringify([source, id]);

/** Brings the lists up to date, fact by fact: there are few. */
export async function writeDirectory(manager: EntityManager, facts: readonly DirectoryFact[]): Promise<void> {
  for (const { clientId, fact } of facts) await write(manager, clientId, fact);
}

async function write(manager: EntityManager, clientId: string, fact: Fact): Promise<void> {
  switch (fact.type) {
    case 'client.registered': {
      const { name, taxId, country } = fact.data;
      await manager.insert(ClientRow, { clientId, name, taxId: taxId ?? null, country: country ?? 'RU' });
      return;
    }
    case 'contract.signed': {
      const { contractId } = fact.data;
      await manager.insert(ContractRow, { contractId, clientId, endsOn: null, endedBy: null });
      await addVersion(manager, fact, 1);
      return;
    }
    case 'contract.amended': {
      const versions = await manager.countBy(TermsVersionRow, { contractId: fact.data.contractId });
      await addVersion(manager, fact, versions + 1);
      return;
    }
    case 'contract.terminated': {
      const { contractId, endsOn } = fact.data;
      await manager.update(ContractRow, { contractId }, { endsOn, endedBy: identity(fact) });
      return;
    }
    case 'campaign.launched': {
      const { campaignId, contractId } = fact.data;
      await manager.insert(CampaignRow, { campaignId, contractId, clientId, data: fact.data, closedBy: null });
      return;
    }
    case 'campaign.closed':
      await manager.update(CampaignRow, { campaignId: fact.data.campaignId }, { closedBy: identity(fact) });
      return;
    case 'fact.retracted': {
      const target = identity(fact.data.fact);
      await manager.update(TermsVersionRow, { fact: target }, { stands: false });
      await manager.update(ContractRow, { clientId, endedBy: target }, { endsOn: null, endedBy: null });
      await manager.update(CampaignRow, { clientId, closedBy: target }, { closedBy: null });
      return;
    }
    default:
  }
}

async function addVersion(
  manager: EntityManager,
  fact: FactOf<'contract.signed'> | FactOf<'contract.amended'>,
  version: number,
): Promise<void> {
  const { contractId, terms } = fact.data;
  await manager.insert(TermsVersionRow, { contractId, version, fact: identity(fact), stands: true, terms });
}
