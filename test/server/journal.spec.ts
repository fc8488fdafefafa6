import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RealServer, linesOf } from './real-server.fixture.js';

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
}, 60_000);
afterAll(() => server.stop());

const event = (id: string, type: string, data: object): object => ({
  ...{ specversion: '1.0', id, source: 'crm', type, data },
  time: '2026-01-10T12:00:00+03:00',
});
const terms = {
  ...{ effectiveFrom: '2026-01-01', currency: 'RUB', timeZone: 'Europe/Moscow', period: 'month' },
  clauses: [{ id: 'conf', model: 'confirmed-lead', price: '300' }],
};
const facts = [
  event('1', 'client.registered', { clientId: 'bank', name: 'Bank' }),
  event('2', 'contract.signed', { contractId: 'C', clientId: 'bank', terms }),
  event('3', 'campaign.launched', { campaignId: 'K', contractId: 'C', product: 'card' }),
  event('4', 'lead.registered', { leadId: 'L', campaignId: 'K', person: { phone: '+79161234567' } }),
  event('5', 'lead.confirmed', { leadId: 'L' }),
];

interface Entry {
  readonly action: string;
  readonly position: number;
  readonly counts: object;
  readonly clients: readonly string[];
  readonly correlationId: string;
}

const journal = async (query = ''): Promise<Entry[]> =>
  (await server.json<{ items: Entry[] }>(`/v1/audit/journal?limit=500${query}`)).items;

/** What is committed in the log, whatever the server has at hand. */
async function committed(correlationId: string): Promise<string[]> {
  const { rows } = await server.database.pool.query<{ action: string }>(
    `SELECT data->>'action' AS action FROM log.event
      WHERE type = 'journal.entry' AND metadata->>'correlationId' = $1 AND data->>'kind' <> 'sign-in'`,
    [correlationId],
  );
  return rows.map(({ action }) => action);
}

describe('The journal of a server', () => {
  it('is in the log beside the facts, and is none of them', async () => {
    await server.import(facts.map((fact) => JSON.stringify(fact)).join('\n'));
    expect(await journal('&action=recordFacts')).toMatchObject([
      { counts: { accepted: 5, duplicate: 0, refused: 0 }, clients: ['bank'] },
    ]);
    await server.projected();
    const history = linesOf<{ type: string }>(await server.history());
    expect(history.map(({ type }) => type)).toEqual(facts.map((fact) => (fact as { type: string }).type));
    const { rows } = await server.database.pool.query<{ stream: string }>(
      `SELECT DISTINCT stream FROM log.event WHERE type = 'journal.entry'`,
    );
    expect(rows).toEqual([{ stream: expect.stringMatching(/^journal-\d{4}-\d{2}$/) }]);
  });

  it('has what was answered, also if the server falls at that moment', async () => {
    const headers = { 'x-request-id': 'seen-1' };
    await server.ask('/v1/leads/L', { headers });
    expect(await committed('seen-1')).toEqual(['showLead']);
    await server.ask('/v1/history?unsealed=true', { headers: { 'x-request-id': 'seen-2' } });
    expect(await committed('seen-2')).toEqual(['readHistory']);
    const json = { 'x-request-id': 'made-1', 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'a machine', role: 'recorder' });
    await server.ask('/v1/tokens', { method: 'POST', headers: json, body });
    expect(await committed('made-1')).toEqual(['makeToken']);
  });

  it('is found again in its order, and by what it is about', async () => {
    const found = await journal('&subject=lead:L');
    expect(found.map(({ action }) => action)).toEqual(['readHistory', 'showLead']);
    const all = await journal();
    expect(all.map(({ position }) => position)).toEqual(all.map(({ position }) => position).sort((a, b) => b - a));
  });
});
