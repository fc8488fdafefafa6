/** Facts of a small history: a client, a contract, a campaign, then what a test adds. */
export class History {
  readonly #lines: string[] = [];

  constructor(clauses: readonly object[] = [{ id: 'conf', model: 'confirmed-lead', price: '300.00' }]) {
    this.add('client.registered', '2025-12-01', { clientId: 'bank', name: 'Bank' });
    const vat = { mode: 'exclusive', rate: '0.20' };
    const terms = {
      effectiveFrom: '2026-01-01',
      currency: 'RUB',
      timeZone: 'Europe/Moscow',
      period: 'month',
      vat,
      clauses,
    };
    this.add('contract.signed', '2025-12-02', { contractId: 'C-1', clientId: 'bank', terms });
    this.add('campaign.launched', '2025-12-03', { campaignId: 'K/1', contractId: 'C-1', product: 'card' });
  }

  /** Adds a fact of noon in Moscow; answers its id. */
  add(type: string, day: string, data: object, source = 'crm'): string {
    const id = `f${this.#lines.length + 1}`;
    this.#lines.push(JSON.stringify({ specversion: '1.0', id, source, type, time: `${day}T12:00:00+03:00`, data }));
    return id;
  }

  lead(leadId: string, day: string, phone: string): string {
    return this.add('lead.registered', day, { leadId, campaignId: 'K/1', person: { phone } });
  }

  close(period: string, day: string): string {
    return this.add('period.closed', day, { contractId: 'C-1', period });
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join('');
  }
}
