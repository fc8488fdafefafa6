import type { Fact } from '@paidonce/facts';
import { accountOf, countryOf, type Settlement } from '@paidonce/settlement';

/**
 * Whose the facts of a batch will be, before they are applied: by what is on record, and by what the batch itself says of clients, contracts, campaigns
 * and leads. Where the batch is wrong about that, its fact is refused or turns out to be another's, which whoever applies it sees.
 */
export class Ownership {
  readonly #countries = new Map<string, string>();
  readonly #contracts = new Map<string, string>();
  readonly #campaigns = new Map<string, string>();
  readonly #leads = new Map<string, string>();

  constructor(readonly settlement: Settlement) {}

  /** The client in whose account a fact will be; `undefined` where that is not known. */
  clientOf(fact: Fact): string | undefined {
    return accountOf(this.settlement, fact) ?? this.#expected(fact);
  }

  countryOf(clientId: string): string {
    return countryOf(this.settlement, clientId) ?? this.#countries.get(clientId) ?? 'RU';
  }

  /** Takes note of a fact of the batch that others may refer to. */
  note(fact: Fact, clientId: string): void {
    // Of several that say the same the first is taken, and the others are refused.
    if (fact.type === 'client.registered') setFirst(this.#countries, clientId, fact.data.country ?? 'RU');
    else if (fact.type === 'contract.signed') setFirst(this.#contracts, fact.data.contractId, clientId);
    else if (fact.type === 'campaign.launched') setFirst(this.#campaigns, fact.data.campaignId, clientId);
    else if (fact.type === 'lead.registered') setFirst(this.#leads, fact.data.leadId, clientId);
  }

  #expected({ data }: Fact): string | undefined {
    if ('leadId' in data && data.leadId !== undefined && this.#leads.has(data.leadId))
      return this.#leads.get(data.leadId);
    if ('contractId' in data) return this.#contracts.get(data.contractId);
    return 'campaignId' in data ? this.#campaigns.get(data.campaignId) : undefined;
  }
}

function setFirst<K, V>(map: Map<K, V>, key: K, value: V): void {
  if (!map.has(key)) map.set(key, value);
}
