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

/** Brings the lists up to date, fact by fact: there are few. Only what is taken back comes by the thousand, in a long history. */
export async function writeDirectory(manager: EntityManager, facts: readonly DirectoryFact[]): Promise<void> {
  let gone: Retracted[] = [];
  for (const { clientId, fact } of facts) {
    if (fact.type === 'fact.retracted') {
      gone.push({ clientId, target: identity(fact.data.fact) });
      continue;
    }
    await takeBack(manager, gone);
    gone = [];
    await write(manager, clientId, fact);
  }
  await takeBack(manager, gone);
}

interface Retracted {
  readonly clientId: string;
  readonly target: string;
}

const TAKE_BACK = `
  WITH gone AS (
    SELECT * FROM unnest ($1::text[], $2::text[]) AS given (client_id, fact)
  ), unsaid AS (
    UPDATE terms_version SET stands = false FROM gone WHERE terms_version.fact = gone.fact
  ), reopened AS (
    UPDATE campaign SET closed_by = NULL FROM gone WHERE (campaign.client_id, campaign.closed_by) = (gone.client_id, gone.fact)
  )
  UPDATE contract SET ends_on = NULL, ended_by = NULL FROM gone
  WHERE (contract.client_id, contract.ended_by) = (gone.client_id, gone.fact)`;

/** Undoes what facts that follow one another take back: mostly nothing that is listed. */
async function takeBack(manager: EntityManager, gone: readonly Retracted[]): Promise<void> {
  if (gone.length === 0) return;
  await manager.query(TAKE_BACK, [gone.map(({ clientId }) => clientId), gone.map(({ target }) => target)]);
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
