import { describe, expect, it } from '@jest/globals';
import { Settlement } from './engine.js';
import { items } from './report/items.js';

const fact = (id: string, type: string, data: object, time = '2026-01-05T10:00:00Z'): string =>
  JSON.stringify({ specversion: '1.0', source: 's', id, type, time, data });

const terms = (more: object): object => ({
  effectiveFrom: '2026-01-01',
  currency: 'RUB',
  timeZone: 'UTC',
  period: 'month',
  clauses: [{ id: 'arr', model: 'arrived-client', price: '10' }],
  ...more,
});

function signed(more: object = {}): Settlement {
  const settlement = new Settlement();
  const lines = [
    fact('1', 'client.registered', { clientId: 'c', name: 'c' }),
    fact('2', 'contract.signed', { contractId: 'C', clientId: 'c', terms: terms(more) }),
    fact('3', 'campaign.launched', { campaignId: 'K', contractId: 'C', product: 'p' }),
    fact('4', 'lead.registered', { leadId: 'L', campaignId: 'K', person: { externalId: 'x' } }),
  ];
  for (const line of lines) expect(settlement.applyLine(line).kind).toBe('recorded');
  return settlement;
}

describe('At the limits', () => {
  it('a fact that is nested deeper than any fact is refused, and the next one is read', () => {
    const settlement = signed();
    const deep = fact('5', 'lead.confirmed', { leadId: 'L', x: 'deep' }).replace(
      '"deep"',
      '['.repeat(20_000) + ']'.repeat(20_000),
    );
    expect(settlement.applyLine(deep)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'invalid', path: 'data', message: 'nested too deep to be a fact' },
    });
    expect(settlement.applyLine(fact('6', 'lead.confirmed', { leadId: 'L' })).kind).toBe('recorded');
  });

  it('a deadline past the last year never comes', () => {
    const settlement = signed({ feedback: { deadlineDays: 99_999_999, onSilence: 'deemed-arrived' } });
    expect(settlement.applyLine(fact('5', 'lead.transferred', { leadId: 'L' })).kind).toBe('recorded');
    expect([...items(settlement)].map(({ type }) => type)).toEqual(['lead.transferred']);
  });

  it('a lead with a thousand results is one charge', () => {
    const settlement = signed();
    for (let i = 0; i < 1000; i++) {
      const time = `2026-01-05T10:00:00.${String(1000 + i)}Z`;
      settlement.applyLine(fact(`a${i}`, 'lead.arrived', { leadId: 'L', as: 'arrived' }, time));
    }
    const fates = [...items(settlement)].map(({ fate }) => fate);
    expect(fates.filter((fate) => fate === 'pending')).toHaveLength(1);
    expect(fates.filter((fate) => fate === 'covered')).toHaveLength(999);
  });
});
