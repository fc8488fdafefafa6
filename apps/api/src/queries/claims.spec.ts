import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { history, ndjson, terms } from '../testing/facts.fixture.js';
import { Server } from '../testing/server.fixture.js';

let server: Server;
let telecom: string;
beforeAll(async () => {
  server = await Server.start();
  telecom = await server.token('client', 'telecom');
  const returns = { windowDays: 100, reasons: { 'out-of-area': 'review' } };
  const all = [...history(), ...history('telecom', '-t')].map((one) =>
    one.type === 'contract.signed' ? { ...one, data: { ...one.data, terms: { ...terms, returns } } } : one,
  );
  await server.post('/v1/facts', ndjson(all), { headers: { 'content-type': 'application/x-ndjson' } });
  for (const mark of ['', '-t']) {
    const about = {
      contractId: `C-1${mark}`,
      clauseId: 'conf',
      reason: 'no',
      fact: { source: 'crm', id: `f5${mark}` },
    };
    await server.post('/v1/disputes', { disputeId: `D${mark}`, ...about });
    await server.post(`/v1/leads/L-1${mark}/return`, { reason: 'out-of-area' });
    const clientId = mark === '' ? 'bank' : 'telecom';
    await server.post('/v1/payments', { paymentId: `P${mark}`, clientId, contractId: `C-1${mark}`, amount: '10.00' });
  }
});
afterAll(() => server.close());

const of = async (path: string, token?: string): Promise<unknown[]> =>
  (await server.get(path, token)).json.items.map(({ clientId }) => clientId);

describe('What waits for billing staff', () => {
  it.each(['/v1/disputes?state=open', '/v1/returns?state=pending', '/v1/payments'])(
    'is found at %s, by client; a client sees its own',
    async (path) => {
      const and = path.includes('?') ? '&' : '?';
      expect(await of(path)).toEqual(['bank', 'telecom']);
      expect(await of(`${path}${and}client=bank`)).toEqual(['bank']);
      expect(await of(`${path}${and}contract=C-1-t`)).toEqual(['telecom']);
      expect(await of(`${path}${and}client=bank`, telecom)).toEqual(['telecom']);
      expect((await server.get(`${path}${and}cursor=zzzz`)).status).toBe(400);
    },
  );

  it('is gone once it is decided', async () => {
    await server.post('/v1/disputes/D/resolve', { decision: 'upheld', note: 'so it is' });
    await server.post('/v1/leads/L-1/return/decide', { decision: 'refused' });
    expect(await of('/v1/disputes?state=open')).toEqual(['telecom']);
    expect((await server.get('/v1/disputes?state=upheld')).json.items).toMatchObject([
      { disputeId: 'D', state: 'upheld', note: 'so it is', ruledAt: '2026-03-15T12:00:00Z' },
    ]);
    expect(await of('/v1/returns')).toEqual(['telecom']);
  });

  it.each(['/v1/disputes?state=lost', '/v1/returns?state=open', '/v1/payments?lead=L-1'])(
    'is not asked for as %s',
    async (path) => {
      expect((await server.get(path)).status).toBe(400);
    },
  );
});
