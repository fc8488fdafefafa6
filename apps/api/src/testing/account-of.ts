import type { Settlement } from '@paidonce/settlement';

/** A fact on the wire, as far as anything can be said of it before it was read. */
export interface Wire {
  readonly type: string;
  readonly source: string;
  readonly id: string;
  readonly time: string;
  readonly recordedtime?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Kept {
  readonly fact: Wire;
  readonly line: string;
  readonly recordedAt: number;
  readonly clientId: string;
  readonly contractId: string | undefined;
}

interface Recorded {
  readonly settlement: Settlement;
  readonly log: readonly Kept[];
}

/** The client, and where it can be told the contract, that a fact belongs to. */
export function accountOf(
  ledger: Recorded,
  { data }: Partial<Wire>,
): { readonly clientId: string; readonly contractId?: string } | undefined {
  if (typeof data !== 'object') return undefined;
  const { world } = ledger.settlement;
  const text = (name: string): string => (typeof data[name] === 'string' ? data[name] : '');
  const lead = world.leads.get(text('leadId'));
  const campaign = world.campaigns.get(text('campaignId')) ?? lead?.campaign;
  const contract = world.contracts.get(text('contractId')) ?? campaign?.contract ?? contractOfOther(ledger, data);
  if (contract) return { clientId: contract.client.id, contractId: contract.id };
  const clientId = text('clientId');
  if (clientId === '') return undefined;
  return text('contractId') === '' ? { clientId } : { clientId, contractId: text('contractId') };
}

/** By a dispute, or by the fact that is taken back. */
function contractOfOther(ledger: Recorded, data: Wire['data']): { id: string; client: { id: string } } | undefined {
  const { disputeId, fact } = data;
  if (disputeId === undefined && fact === undefined) return undefined;
  const other = ledger.log.find(({ fact: known }) =>
    disputeId === undefined
      ? known.source === (fact as Wire | undefined)?.source && known.id === (fact as Wire | undefined)?.id
      : known.type === 'dispute.opened' && known.data['disputeId'] === disputeId,
  );
  return other?.contractId === undefined ? undefined : ledger.settlement.world.contracts.get(other.contractId);
}
