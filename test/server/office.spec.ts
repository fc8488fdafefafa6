import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPool } from '@paidonce/postgres';
import { linesOf, RealServer } from './real-server.fixture.js';

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
  await server.import(setup.map((fact) => JSON.stringify(fact)).join('\n'));
  await server.projected();
}, 60_000);
afterAll(() => server.stop());

const recordedtime = '2026-01-10T12:00:00Z';
const event = (id: string, type: string, data: object): object => ({
  ...{ specversion: '1.0', source: 'crm', id, type, time: recordedtime, recordedtime, data },
});
const clauses = [{ id: 'conf', model: 'confirmed-lead', price: '300' }];
const terms = { effectiveFrom: '2026-01-01', currency: 'RUB', timeZone: 'UTC', period: 'month', clauses };
const setup = [
  event('1', 'client.registered', { clientId: 'bank', name: 'Bank' }),
  event('2', 'contract.signed', { contractId: 'C', clientId: 'bank', terms }),
  event('3', 'campaign.launched', { campaignId: 'K', contractId: 'C', product: 'card' }),
];
const json = { 'content-type': 'application/json' };

/** Metadata of the event that a fact is. */
async function metadataOf(type: string): Promise<object[]> {
  const pool = openPool(server.database.url, { max: 1, applicationName: 'test' });
  try {
    const { rows } = await pool.query<{ metadata: string }>('SELECT metadata::text FROM log.event WHERE type = $1', [
      type,
    ]);
    return rows.map(({ metadata }) => JSON.parse(metadata) as object);
  } finally {
    await pool.end();
  }
}

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly resolution: { readonly outcome: string } | null;
}

describe('A refused fact of an import', () => {
  it('is imported after all, with the moment when it was recorded, by an administrator', async () => {
    const [refused] = (await server.import(
      JSON.stringify(event('4', 'lead.confirmed', { leadId: 'L' })),
    )) as unknown as { quarantine: string }[];
    const path = refused!.quarantine;
    const early = await server.ask(`${path}/resubmit`, { method: 'POST' });
    expect([early.status, (await early.json()) as object]).toMatchObject([422, { code: 'unknown-reference' }]);
    expect(await server.json(path)).toMatchObject({ state: 'waiting', imported: true, code: 'unknown-reference' });
    await server.import(JSON.stringify(event('5', 'lead.registered', { leadId: 'L', campaignId: 'K', person: {} })));
    expect((await server.ask(`${path}/resubmit`, { method: 'POST' })).status).toBe(201);
    const history = linesOf<{ id: string; recordedtime: string }>(await server.history());
    expect(history.find(({ id }) => id === '4')?.recordedtime).toBe(recordedtime);
    const shown = await server.json<Shown>(path);
    expect(shown).toMatchObject({ state: 'resubmitted', text: null, resolution: { outcome: 'accepted' } });
    expect(await metadataOf('lead.confirmed')).toMatchObject([
      { actor: 'administrator', actorId: 'administrator', actorRole: 'administrator', causationId: shown.id },
    ]);
  });
});

describe('A fact as large as one may be', () => {
  it('is imported as it was exported, sealed or in plain, however it was recorded', async () => {
    const large = 'x'.repeat(520_000);
    const body = JSON.stringify({ contractId: 'L', clientId: 'bank', terms, note: large });
    const signed = await server.ask('/v1/contracts', { method: 'POST', headers: json, body });
    const lead = event('6', 'lead.registered', { leadId: 'L6', campaignId: 'K', person: { name: large } });
    expect([signed.status, (await server.import(JSON.stringify(lead))).at(-1)]).toMatchObject([201, { accepted: 1 }]);
    for (const query of ['', '?unsealed=true']) {
      const lines = (await server.history(query)).split('\n').filter((line) => line.length > large.length);
      expect(lines).toHaveLength(2);
      expect((await server.import(lines.join('\n'))).at(-1)).toEqual({ accepted: 0, duplicate: 2, refused: 0 });
    }
  });
});

describe('Lines that are no text', () => {
  it('wait each by itself, with their bytes', async () => {
    const headers = { 'content-type': 'application/x-ndjson' };
    const bodies = [Buffer.of(0xff, 0xfe, 0x41), Buffer.of(0xff, 0x41), Buffer.from('x'.repeat(1_100_000))];
    const places: string[] = [];
    for (const body of bodies) {
      const answer = await server.ask('/v1/facts', { method: 'POST', headers, body });
      places.push(linesOf<{ quarantine: string }>(await answer.text())[0]!.quarantine);
    }
    expect(new Set(places).size).toBe(3);
    const raws = await Promise.all(places.map(async (path) => (await server.json<{ raw: object }>(path)).raw));
    expect(raws).toMatchObject([
      { base64: bodies[0]!.toString('base64'), bytes: 3 },
      { base64: bodies[1]!.toString('base64'), bytes: 2 },
      { bytes: 1_100_000 },
    ]);
  });
});

describe('A contract that two people amend at once', () => {
  it('is amended by one of them, who has seen what it was', async () => {
    const etag = (await server.ask('/v1/contracts/C')).headers.get('etag') ?? '';
    const amend = (effectiveFrom: string): Promise<Response> =>
      server.ask('/v1/contracts/C/amend', {
        method: 'POST',
        headers: { ...json, 'if-match': etag },
        body: JSON.stringify({ terms: { ...terms, effectiveFrom } }),
      });
    const answers = await Promise.all(['2027-01-01', '2027-02-01', '2027-03-01'].map(amend));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 412, 412]);
    expect(await metadataOf('contract.amended')).toHaveLength(1);
  });
});

describe('A token that is made with an Idempotency-Key', () => {
  it('is told again, and lies in plain nowhere', async () => {
    const body = JSON.stringify({ name: 'telephony', role: 'recorder' });
    const make = (): Promise<{ secret: string }> =>
      server.json('/v1/tokens', { method: 'POST', headers: { ...json, 'idempotency-key': 'make-telephony' }, body });
    const { secret } = await make();
    expect((await make()).secret).toBe(secret);
    const pool = openPool(server.database.url, { max: 1, applicationName: 'test' });
    const { rows } = await pool.query<{ xml: string }>(`SELECT schema_to_xml('office', true, false, '')::text AS xml`);
    await pool.end();
    expect(rows[0]?.xml).toContain('telephony');
    expect(rows[0]?.xml).not.toContain(secret);
  });
});
