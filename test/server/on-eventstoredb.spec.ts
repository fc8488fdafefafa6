import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { startFakeServer, type FakeServer } from '../../libs/event-store/src/eventstoredb/fake-server.fixture.js';
import { RealServer } from './real-server.fixture.js';

const folder = new URL('../cases/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const cases = readdirSync(folder).flatMap((name) => /^(.+)\.expected\.json$/.exec(name)?.[1] ?? []);

let node: FakeServer;
let server: RealServer;
beforeEach(async () => {
  node = await startFakeServer();
  server = await RealServer.start({ EVENTSTORE_URL: node.url });
}, 60_000);
afterEach(async () => {
  await server.stop();
  node.stop();
});

describe('With its log in EventStoreDB', () => {
  it.each(cases)('the case %s yields its statements', async (name) => {
    const answers = await server.import(read(`${name}.ndjson`));
    expect(answers.at(-1)).toMatchObject({ refused: 0 });
    const { statements } = JSON.parse(read(`${name}.expected.json`)) as { statements: object[] };
    expect(await server.statements()).toMatchObject(statements);
  });
});

describe('With its figures kept by a persistent subscription', () => {
  it('yields the statements of a case, and acknowledges all that it was handed', async () => {
    const grouped = await RealServer.start({ EVENTSTORE_URL: node.url, EVENTSTORE_GROUP: 'figures' });
    await grouped.import(read('correction.ndjson'));
    const { statements } = JSON.parse(read('correction.expected.json')) as { statements: object[] };
    expect(await grouped.statements()).toMatchObject(statements);
    const group = node.groups.groups.get('figures');
    while ((group?.out.size ?? 1) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(group?.next).toBeGreaterThan(0);
    await grouped.stop();
  }, 60_000);
});

/** A month of 900 campaigns, with a call in each that spends time in four statuses: 3,600 lines. */
function largeMonth(): string {
  const fact = (type: string, id: string, data: object): string =>
    JSON.stringify({ specversion: '1.0', id, source: 'crm', type, time: '2026-01-10T09:00:00Z', data });
  const rates = { 'no-answer': '3.00', secretary: '6.00', 'decision-maker': '12.00', consent: '18.00' };
  const clauses = [{ id: 'diff', model: 'differentiated-minute', rates }];
  const terms = { effectiveFrom: '2026-01-01', currency: 'RUB', timeZone: 'Europe/Moscow', period: 'month', clauses };
  const dialogue = Object.keys(rates).map((status, i) => ({ status, seconds: 60 * (i + 1) }));
  const campaigns = Array.from(
    { length: 900 },
    (_, n) => `campaign-of-the-spring-of-2026-with-a-long-name-that-says-to-everybody-what-it-is-about-${n}`,
  );
  return [
    fact('client.registered', 'client', { clientId: 'bank', name: 'Bank' }),
    fact('contract.signed', 'contract', { contractId: 'C-1', clientId: 'bank', terms }),
    ...campaigns.map((campaignId) =>
      fact('campaign.launched', campaignId, { campaignId, contractId: 'C-1', product: 'card' }),
    ),
    ...campaigns.map((campaignId, n) =>
      fact('call.completed', `call-${n}`, { callId: `${n}`, campaignId, operatorId: 'O-1', seconds: {}, dialogue }),
    ),
  ].join('\n');
}

describe('A statement of more than a megabyte', () => {
  const close = (): Promise<Response> =>
    server.ask('/v1/contracts/C-1/periods/2026-01/close', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() },
      body: '{}',
    });

  it('is issued with its closing, or neither is on record', async () => {
    expect((await server.import(largeMonth())).at(-1)).toMatchObject({ refused: 0 });
    node.limitAppends(5_000);
    const refused = await close();
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({
      type: '/problems/invalid',
      detail: expect.stringContaining('at most 5000 bytes in one append (its setting MaxAppendSize)'),
    });
    expect(await server.history('?type=period.closed')).toBe('');
    expect(await server.json('/v1/contracts/C-1/periods/2026-01')).toMatchObject({ state: 'over', statement: null });

    node.limitAppends(1_048_576);
    const issued = await close();
    expect(issued.status).toBe(201);
    const { lines, subtotal } = (await issued.json()) as { lines: object[]; subtotal: string };
    expect(JSON.stringify(lines).length).toBeGreaterThan(1_000_000);
    expect([lines.length, subtotal]).toEqual([3_600, '110700.00']);
    expect(await server.json('/v1/contracts/C-1/periods/2026-01')).toMatchObject({ state: 'closed', statement: 1 });
  }, 120_000);
});
