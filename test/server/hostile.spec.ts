import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { linesOf, RealServer, type Imported } from './real-server.fixture.js';

let server: RealServer;
let recorder: string;
beforeAll(async () => {
  server = await RealServer.start();
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ name: 'crm', role: 'recorder' });
  recorder = (await server.json<{ secret: string }>('/v1/tokens', { method: 'POST', headers, body })).secret;
  await server.import(setup.map((fact) => JSON.stringify(fact)).join('\n'));
}, 60_000);
afterAll(() => server.stop());

const event = (id: string, type: string, data: object, more: object = {}): object => ({
  specversion: '1.0',
  source: 'crm',
  id,
  type,
  time: '2026-01-10T12:00:00Z',
  data,
  ...more,
});
const clauses = [{ id: 'conf', model: 'confirmed-lead', price: '300' }];
const terms = { effectiveFrom: '2026-01-01', currency: 'RUB', timeZone: 'UTC', period: 'month', clauses };
const setup = [
  event('1', 'client.registered', { clientId: 'bank', name: 'Bank' }),
  event('2', 'contract.signed', { contractId: 'C', clientId: 'bank', terms }),
  event('3', 'campaign.launched', { campaignId: 'K', contractId: 'C', product: 'card' }),
];

/** Posts facts as a machine that only records. */
async function post(...facts: (object | string)[]): Promise<Imported[]> {
  const body = facts.map((fact) => (typeof fact === 'string' ? fact : JSON.stringify(fact))).join('\n');
  const answered = await fetch(`${server.serving.url}/v1/facts`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${recorder}` },
    body,
  });
  return linesOf(await answered.text());
}

const lead = (leadId: string, more: object = {}): object =>
  event(`lead ${leadId}`, 'lead.registered', { leadId, campaignId: 'K', person: { phone: '+79161234567' }, ...more });
const invalid = (path: string): object => ({ status: 'refused', code: 'invalid', path });

describe('Whoever posts', () => {
  it('cannot say who is one person: keys and sealed persons come from imports', async () => {
    expect(await post(lead('L1', { personKeys: ['externalId:x'] }))).toMatchObject([invalid('data.personKeys'), {}]);
    const sealed = lead('L1', { person: { sealed: 'AAAA' } });
    expect(await post(sealed)).toMatchObject([invalid('data.person.sealed'), {}]);
  });

  it('cannot pass one fact off as another by a digest of its own', async () => {
    const digest = { contentdigest: '0'.repeat(32) };
    const confirmed = (leadId: string): object => event('c', 'lead.confirmed', { leadId }, digest);
    const answers = await post(lead('D1'), lead('D2'), confirmed('D1'), confirmed('D2'));
    expect(answers[3]).toMatchObject({ status: 'refused', code: 'conflict' });
  });

  it('is refused what no database takes: endless ids, U+0000, numbers beyond all bounds, nesting without end', async () => {
    const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const withX = (x: string): string => JSON.stringify(lead('N')).replace('"person":', `"x":${x},"person":`);
    expect(await post(lead('x'.repeat(496)))).toMatchObject([invalid('id'), {}]);
    const long = event('long', 'lead.confirmed', { leadId: 'x'.repeat(501) });
    expect(await post(long)).toMatchObject([invalid('data.leadId'), {}]);
    expect(await post(lead('nul \0'))).toMatchObject([invalid('id'), {}]);
    expect(await post(withX('1e999'))).toMatchObject([invalid('data.x'), {}]);
    expect(await post(withX(nested(600)))).toMatchObject([invalid('data'), {}]);
    expect(await post(`{"x":${nested(20_000)},${JSON.stringify(lead('N')).slice(1)}`)).toMatchObject([
      invalid('x'),
      {},
    ]);
  });

  it('cannot have others refused: of one batch the good facts are taken', async () => {
    const deep = `{"x":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    const [mine, others] = await Promise.all([post(deep, lead('G1')), post(lead('G2'), lead('G3'))]);
    expect(mine).toMatchObject([{ status: 'refused' }, { status: 'accepted' }, { accepted: 1 }]);
    expect(others.at(-1)).toEqual({ accepted: 2, duplicate: 0, refused: 0 });
  });

  it('may post a large fact, up to a limit that holds for one fact alone', async () => {
    const answers = await post(lead('B1', { note: 'x'.repeat(600_000) }), lead('B2', { note: 'x'.repeat(500_000) }));
    expect(answers).toMatchObject([{ status: 'refused', code: 'invalid' }, { status: 'accepted' }, {}]);
  });
});
