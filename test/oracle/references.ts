/** What a fact refers to must be recorded, and belong to the client or contract that it names (section 1). */
import { isUsage } from './clauses.js';
import { recordedVersions } from './contracts.js';
import { type Fact, type FactType } from './facts.js';
import { type Known } from './known.js';
import { Wrong } from './forms.js';
import { identityOf } from './text.js';

/** What is recorded by name; each throws `Wrong` where it is not. */
class Registry {
  constructor(private readonly known: Known) {}

  client(clientId: string): void {
    need(this.known.everRecorded('client.registered').find(({ data }) => data.clientId === clientId));
  }

  contract(contractId: string): Fact<'contract.signed'>['data'] {
    return need(this.known.everRecorded('contract.signed').find(({ data }) => data.contractId === contractId)).data;
  }

  campaign(campaignId: string): Fact<'campaign.launched'>['data'] {
    return need(this.known.everRecorded('campaign.launched').find(({ data }) => data.campaignId === campaignId)).data;
  }

  lead(leadId: string): Fact<'lead.registered'>['data'] {
    return need(this.known.everRecorded('lead.registered').find(({ data }) => data.leadId === leadId)).data;
  }

  clientOfCampaign(campaignId: string): string {
    return this.contract(this.campaign(campaignId).contractId).clientId;
  }

  /** A lead of a client. */
  leadOf(clientId: string, leadId: string): void {
    need(this.clientOfCampaign(this.lead(leadId).campaignId) === clientId ? leadId : undefined);
  }

  /** A usage clause of any recorded version of a contract. */
  usageClause(contractId: string, clauseId: string): void {
    const clauses = recordedVersions(this.known, contractId).flatMap(({ terms }) => terms.clauses);
    need(clauses.filter(isUsage).find(({ id }) => id === clauseId));
  }

  call(campaignId: string, callId: string): void {
    const calls = this.known.everRecorded('call.completed').filter(({ data }) => data.campaignId === campaignId);
    need(calls.find(({ data }) => data.callId === callId));
  }

  returnOf(leadId: string): void {
    need(this.known.everRecorded('lead.returned').find(({ data }) => data.leadId === leadId));
  }

  dispute(disputeId: string): void {
    need(this.known.everRecorded('dispute.opened').find(({ data }) => data.disputeId === disputeId));
  }

  fact(reference: { source: string; id: string }): Fact {
    return need(this.known.recorded.find((fact) => identityOf(fact) === identityOf(reference)));
  }

  /** The contract of the campaign that a fact, or a deemed arrival, belongs to. */
  contractOfFact(reference: { source: string; id: string }): string {
    if (reference.source === 'deemed') return this.campaign(this.lead(reference.id).campaignId).contractId;
    const { data } = this.fact(reference);
    if ('campaignId' in data) return this.campaign(data.campaignId).contractId;
    if ('leadId' in data) return this.campaign(this.lead(data.leadId).campaignId).contractId;
    throw new Wrong('a fact of no campaign');
  }
}

function need<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Wrong('it refers to what is not recorded');
  return thing;
}

type Check<T extends FactType> = (registry: Registry, data: Fact<T>['data']) => void;

const ofLead = (registry: Registry, { leadId }: { leadId: string }): void => {
  registry.lead(leadId);
};
const ofContract = (registry: Registry, { contractId }: { contractId: string }): void => {
  registry.contract(contractId);
};
const ofCampaign = (registry: Registry, { campaignId }: { campaignId: string }): void => {
  registry.campaign(campaignId);
};
const ofDispute = (registry: Registry, { disputeId }: { disputeId: string }): void => {
  registry.dispute(disputeId);
};
const ofLeads = (registry: Registry, { clientId, leadIds }: { clientId: string; leadIds: string[] }): void => {
  registry.client(clientId);
  for (const leadId of leadIds) registry.leadOf(clientId, leadId);
};

/** What the facts of each type refer to. */
const CHECKS: { readonly [T in FactType]: Check<T> } = {
  'client.registered': () => undefined,
  'contract.signed': (registry, { clientId }) => {
    registry.client(clientId);
  },
  'contract.amended': ofContract,
  'contract.terminated': ofContract,
  'campaign.launched': (registry, { contractId, clauses }) => {
    registry.contract(contractId);
    for (const id of clauses ?? []) registry.usageClause(contractId, id);
  },
  'campaign.closed': ofCampaign,
  'lead.registered': ofCampaign,
  'lead.identified': ofLead,
  'person.linked': ofLeads,
  'person.separated': ofLeads,
  'key.shared': (registry, { clientId }) => {
    registry.client(clientId);
  },
  'call.completed': (registry, { campaignId, leadId }) => {
    const clientId = registry.clientOfCampaign(campaignId);
    if (leadId !== undefined) registry.leadOf(clientId, leadId);
  },
  'call.scored': (registry, { campaignId, callId }) => {
    registry.call(campaignId, callId);
  },
  'shift.worked': ofCampaign,
  'lead.confirmed': ofLead,
  'lead.transferred': ofLead,
  'lead.arrived': ofLead,
  'lead.not-arrived': ofLead,
  'lead.returned': ofLead,
  'return.decided': (registry, { leadId }) => {
    registry.returnOf(leadId);
  },
  'dispute.opened': (registry, { contractId, clauseId, fact }) => {
    registry.contract(contractId);
    registry.usageClause(contractId, clauseId);
    need(registry.contractOfFact(fact) === contractId ? fact : undefined);
  },
  'dispute.resolved': ofDispute,
  'dispute.withdrawn': ofDispute,
  'fact.retracted': (registry, { fact }) => {
    registry.fact(fact);
  },
  'period.closed': ofContract,
  'correction.issued': ofContract,
  'payment.received': (registry, { clientId, contractId }) => {
    registry.client(clientId);
    need(registry.contract(contractId).clientId === clientId ? clientId : undefined);
  },
};

/** `unknown-reference`: not recorded, or of another client or contract. */
export function isUnknownReference(known: Known, fact: Fact): boolean {
  try {
    (CHECKS[fact.type] as Check<FactType>)(new Registry(known), fact.data);
    return false;
  } catch (error) {
    if (error instanceof Wrong) return true;
    throw error;
  }
}
