import { parseLocalDate, refuse, type Refusal } from '@paidonce/kernel';
import { clausesBilling, Contract, type Campaign, type Client } from '../contract/contract.js';
import type { Scope } from '../persons/scope.js';
import { isRefusedTerms, readTerms } from '../terms/read-terms.js';
import { sameReconciliation, usageClausesOf, type Terms } from '../terms/terms.js';
import { duplicate, unknown, type Recorder } from './recorder.js';
import { rerate } from './rerate.js';
import type { World } from './world.js';

const fault = (path: string, message: string): Refusal => refuse('terms', `data.${path}`, message);

/** Why a campaign cannot be billed under some terms without paying a second of work twice (section 2). */
function unbillableCampaign(campaign: Pick<Campaign, 'clauses' | 'pilotBudget'>, terms: Terms): string | undefined {
  const billing = clausesBilling(campaign, terms);
  if (!campaign.clauses && billing.filter(({ model }) => model.unit === 'second').length > 1) {
    return 'two clauses pay time, so that the campaign must name its clauses';
  }
  if (billing.filter(({ model }) => model.measures === 'shift').length > 1) {
    return 'two clauses would pay the shifts of one campaign';
  }
  if (campaign.pilotBudget !== undefined && billing.some(({ tiers }) => tiers)) {
    return 'a clause with tiers cannot bill a pilot campaign';
  }
  return undefined;
}

function faultAmongContracts(terms: Terms, client: Client): Refusal | undefined {
  for (const { id, shared } of client.contracts) {
    if (shared.currency !== terms.currency) return fault('terms.currency', `contract "${id}" has ${shared.currency}`);
    if (!sameReconciliation(shared.reconciliation, terms.reconciliation)) {
      return fault('terms.reconciliation', `differs from that of the client's contract "${id}"`);
    }
  }
  return undefined;
}

/** What is wrong with new terms of a contract that is signed already. */
function faultOfAmendment(contract: Contract, terms: Terms, retroactive: boolean): Refusal | undefined {
  const { shared, standing, book } = contract;
  for (const member of ['currency', 'timeZone', 'period'] as const) {
    if (terms[member] !== shared[member]) return fault(`terms.${member}`, `stays as signed: ${shared[member]}`);
  }
  if (!sameReconciliation(terms.reconciliation, shared.reconciliation)) {
    return fault('terms.reconciliation', 'stays as signed');
  }
  if (standing.some((version) => version.terms.effectiveFrom >= terms.effectiveFrom)) {
    return fault('terms.effectiveFrom', 'not after that of every standing version');
  }
  if (!retroactive && book.lastClosed && terms.effectiveFrom <= book.lastClosed.lastDay) {
    return fault(
      'terms.effectiveFrom',
      `period ${book.lastClosed.name} is closed; say "retroactive": true to re-rate it`,
    );
  }
  for (const campaign of contract.campaigns) {
    const message = unbillableCampaign(campaign, terms);
    if (message) return fault('terms.clauses', `campaign "${campaign.id}": ${message}`);
  }
  return undefined;
}

export const contractSigned: Recorder<'contract.signed'> = {
  record(world, read) {
    const { contractId, clientId, terms: received } = read.fact.data;
    if (world.contracts.has(contractId)) return duplicate('contractId', 'contract', contractId);
    const client = world.clients.get(clientId);
    if (!client) return unknown('clientId', 'client', clientId);
    const terms = readTerms(received, world.models);
    if (isRefusedTerms(terms)) return terms;
    const refusal = faultAmongContracts(terms, client);
    if (refusal) return refusal;
    const position = world.append(read, world.contractList.length);
    const contract = new Contract(contractId, client, terms, position, world.counting);
    world.contracts.set(contractId, contract);
    world.contractList.push(contract);
    client.contracts.push(contract);
    return undefined;
  },
};

export const contractAmended: Recorder<'contract.amended'> = {
  record(world, read) {
    const { contractId, terms: received, retroactive } = read.fact.data;
    const contract = world.contracts.get(contractId);
    if (!contract) return unknown('contractId', 'contract', contractId);
    const terms = readTerms(received, world.models);
    if (isRefusedTerms(terms)) return terms;
    const refusal = faultOfAmendment(contract, terms, retroactive === true);
    if (refusal) return refusal;
    const position = world.append(read, world.contractList.indexOf(contract));
    rerate(world, contract, contract.calendar.startOfDay(terms.effectiveFrom), () => {
      contract.addVersion(terms, position);
    });
    return undefined;
  },
  takeBack(world, position, mark) {
    mark();
    const contract = subjectContract(world, position);
    const version = contract.recorded.find(({ fact }) => fact === position);
    rerate(world, contract, version?.start ?? -Infinity, () => contract.removeVersion(position));
  },
};

export const contractTerminated: Recorder<'contract.terminated'> = {
  record(world, read) {
    const { contractId, endsOn, retroactive } = read.fact.data;
    const contract = world.contracts.get(contractId);
    if (contract?.isTerminated) return duplicate('contractId', 'the termination of contract', contractId);
    if (!contract) return unknown('contractId', 'contract', contractId);
    const { lastClosed } = contract.book;
    const last = parseLocalDate(endsOn);
    if (retroactive !== true && lastClosed && last < lastClosed.lastDay) {
      return fault('endsOn', `period ${lastClosed.name} is closed; say "retroactive": true to re-rate it`);
    }
    world.append(read, world.contractList.indexOf(contract));
    rerate(world, contract, contract.calendar.startOfDay(last + 1), () => {
      contract.terminate({ endsOn: last });
    });
    return undefined;
  },
  takeBack(world, position, mark) {
    mark();
    const contract = subjectContract(world, position);
    rerate(world, contract, contract.end, () => {
      contract.terminate(undefined);
    });
  },
};

function subjectContract(world: World, position: number): Contract {
  return world.contractList[world.facts.subjectOf(position)] as Contract;
}

export const clientRegistered: Recorder<'client.registered'> = {
  record(world, read) {
    const { clientId, name, country } = read.fact.data;
    if (world.clients.has(clientId)) return duplicate('clientId', 'client', clientId);
    world.append(read, world.clients.size);
    world.clients.set(clientId, { id: clientId, name, country: country ?? 'RU', contracts: [], postponed: new Set() });
    return undefined;
  },
};

/** Ids that are no usage clause of any recorded version. */
function unknownClause(contract: Contract, ids: readonly string[]): number {
  const known = new Set(contract.recorded.flatMap(({ terms }) => usageClausesOf(terms).map(({ id }) => id)));
  return ids.findIndex((id) => !known.has(id));
}

/** Where the leads of a campaign are matched with others; products are trimmed, lower case. */
function scopeOf(world: World, { client, shared }: Contract, campaignId: string, product: string): Scope {
  const names = { product: `product:${product.trim().toLowerCase()}`, campaign: `campaign:${campaignId}`, client: '' };
  return world.persons.scope(client, names[shared.reconciliation.scope]);
}

export const campaignLaunched: Recorder<'campaign.launched'> = {
  record(world, read) {
    const { campaignId, contractId, product, clauses, pilot } = read.fact.data;
    if (world.campaigns.has(campaignId)) return duplicate('campaignId', 'campaign', campaignId);
    const contract = world.contracts.get(contractId);
    if (!contract) return unknown('contractId', 'contract', contractId);
    const wrong = clauses ? unknownClause(contract, clauses) : -1;
    if (wrong >= 0) return unknown(`clauses[${wrong}]`, 'usage clause', clauses?.[wrong] ?? '');
    const campaign: Campaign = {
      id: campaignId,
      number: world.campaignList.length,
      contract,
      scope: scopeOf(world, contract, campaignId, product),
      clauses: clauses && new Set(clauses),
      pilotBudget: pilot?.budget,
    };
    for (const { terms } of contract.standing) {
      const message = unbillableCampaign(campaign, terms);
      if (message) return fault('clauses', message);
    }
    world.append(read, campaign.number);
    world.campaigns.set(campaignId, campaign);
    world.campaignList.push(campaign);
    contract.campaigns.push(campaign);
    return undefined;
  },
};

export const campaignClosed: Recorder<'campaign.closed'> = {
  record(world, read) {
    const { campaignId } = read.fact.data;
    const campaign = world.campaigns.get(campaignId);
    if (!campaign) return unknown('campaignId', 'campaign', campaignId);
    world.append(read, campaign.number);
    return undefined;
  },
};
