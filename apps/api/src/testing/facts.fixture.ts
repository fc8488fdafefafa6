const TERMS = {
  effectiveFrom: '2026-01-01',
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  period: 'month',
  vat: { mode: 'exclusive', rate: '0.20' },
  clauses: [
    { id: 'conf', model: 'confirmed-lead', price: '300.00' },
    { id: 'arr', model: 'arrived-client', price: '1000.00' },
  ],
};

export const terms = TERMS;

export interface WireFact {
  readonly specversion: string;
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly data: object;
  readonly recordedtime?: string;
}

export function fact(id: string, type: string, data: object, time = '2026-01-10T12:00:00+03:00'): WireFact {
  return { specversion: '1.0', id, source: 'crm', type, time, data };
}

/** A client with a contract, a campaign and a confirmed lead of January: 300 roubles and tax are owed. */
export function history(clientId = 'bank', mark = ''): WireFact[] {
  const [contractId, campaignId, leadId] = [`C-1${mark}`, `K-1${mark}`, `L-1${mark}`];
  return [
    fact(`f1${mark}`, 'client.registered', { clientId, name: `The ${clientId}` }, '2025-12-01T12:00:00+03:00'),
    fact(`f2${mark}`, 'contract.signed', { contractId, clientId, terms: TERMS }, '2025-12-01T12:00:00+03:00'),
    fact(`f3${mark}`, 'campaign.launched', { campaignId, contractId, product: 'card' }, '2025-12-01T12:00:00+03:00'),
    fact(`f4${mark}`, 'lead.registered', { leadId, campaignId, person: { phone: '+79161234567', name: 'Anna' } }),
    fact(`f5${mark}`, 'lead.confirmed', { leadId }),
  ];
}

export function ndjson(facts: readonly unknown[]): string {
  return facts.map((one) => `${JSON.stringify(one)}\n`).join('');
}
