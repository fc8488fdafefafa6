import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { demoCases } from '@paidonce/demo';
import { linesOf, RealServer } from './real-server.fixture.js';

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start({ LOG_LEVEL: 'trace' });
}, 60_000);
afterAll(() => server.stop());

const PHONE = '+79161234567';
const EMAIL = 'anna.petrova@example.org';
const NAME = 'Анна Сергеевна Петрова';
const EXTERNAL = 'passport-4509-123456';
const plain = [PHONE, PHONE.slice(2), EMAIL, 'anna.petrova', NAME, 'Петрова', EXTERNAL];

const event = (id: string, type: string, data: object): object => ({
  specversion: '1.0',
  id,
  source: 'crm',
  type,
  time: '2026-01-10T12:00:00+03:00',
  data,
});
const terms = {
  effectiveFrom: '2026-01-01',
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  period: 'month',
  clauses: [{ id: 'conf', model: 'confirmed-lead', price: '300' }],
};
const person = {
  phone: '8 (916) 123-45-67',
  email: ` ${EMAIL} `,
  name: NAME,
  externalId: EXTERNAL,
  passport: EXTERNAL,
};
const facts = [
  event('1', 'client.registered', { clientId: 'bank', name: 'Bank' }),
  event('2', 'contract.signed', { contractId: 'C', clientId: 'bank', terms }),
  event('3', 'campaign.launched', { campaignId: 'K', contractId: 'C', product: 'card' }),
  event('4', 'lead.registered', { leadId: 'L1', campaignId: 'K', person }),
  event('5', 'lead.registered', { leadId: 'L2', campaignId: 'K', person: {} }),
  event('6', 'lead.identified', { leadId: 'L2', person: { ...person, phone: PHONE } }),
  event('7', 'key.shared', { clientId: 'bank', kind: 'phone', value: PHONE }),
  // Refused, each in another way.
  event('8', 'lead.registered', { leadId: 'L3', campaignId: 'none', person }),
  event('4', 'lead.registered', { leadId: 'L1', campaignId: 'K', person: { ...person, name: `${NAME}!` } }),
  event('9', 'lead.registered', { leadId: 'L4', campaignId: 'K', person: { ...person, phone: [PHONE] } }),
  event('10', 'lead.registered', { leadId: 'L5', campaignId: 'K', person: EMAIL }),
  event('11', 'lead.identified', { leadId: 'L9', person, personKeys: PHONE }),
  event('12', 'lead.confirmed', { leadId: 'L1' }),
];
const posted = [...facts.map((fact) => JSON.stringify(fact)), `{"data":{"person":{"phone":"${PHONE}"`].join('\n');

/** Every value of every table of the database, as text. */
async function everythingStored(): Promise<string> {
  const { rows } = await server.database.pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
      WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const { rows: contents } = await server.database.pool.query<{ row: string }>(
      `SELECT t::text AS row FROM ${name} t`,
    );
    found.push(...contents.map(({ row }) => `${name}: ${row}`));
  }
  // Bytes are shown in hexadecimal.
  return found.map((row) => `${row} ${Buffer.from(row.replace(/.*\\x/, ''), 'hex').toString()}`).join('\n');
}

describe('Personal data', () => {
  it('of facts, taken or refused, stands nowhere in plain: not in the database, the log, the answers, the history', async () => {
    const answers = await server.import(posted);
    expect(answers.at(-1)).toEqual({ accepted: 8, duplicate: 0, refused: 6 });
    await server.projected();
    const single = await server.ask('/v1/facts', {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(facts[7]),
    });
    const shown = {
      answers: JSON.stringify(answers),
      single: await single.text(),
      history: await server.history(),
      quarantined: await (await server.ask('/v1/quarantine')).text(),
      explained: await (await server.ask('/v1/explain/fact?source=crm&id=4')).text(),
      logged: server.logged.join(''),
      stored: await everythingStored(),
    };
    expect(shown.stored).toContain('account-bank');
    expect(shown.logged).toContain('request');
    for (const [where, text] of Object.entries(shown)) {
      expect([where, plain.filter((value) => text.includes(value))]).toEqual([where, []]);
    }
  }, 60_000);

  it('matches people all the same, and opens for the administrator', async () => {
    const lines = linesOf<{ id: string; data: { person: object } }>(await server.history('?unsealed=true'));
    expect(lines.find(({ id }) => id === '4')?.data.person).toEqual(person);
    expect(lines.find(({ id }) => id === '6')?.data.person).toEqual({ ...person, phone: PHONE });
    const lead = await server.json<object>('/v1/leads/L1');
    expect(lead).toMatchObject({ person, samePerson: ['L1', 'L2'] });
  });

  it('that somebody saw is in the journal, and in plain it is not there either', async () => {
    const { items } = await server.json<{ items: { id: string }[] }>('/v1/quarantine');
    for (const { id } of items) await server.ask(`/v1/quarantine/${id}`);
    // Refused as well: what stands in an address or a body may be anything.
    await server.ask(`/v1/leads/${encodeURIComponent(PHONE)}`);
    for (const path of [`/v1/leads/${encodeURIComponent(PHONE)}/confirm`, '/v1/leads', '/v1/payments']) {
      const body = JSON.stringify({ leadId: EMAIL, campaignId: EXTERNAL, person });
      await server.ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    }
    const accept = { headers: { accept: 'application/x-ndjson' } };
    const journal = await (await server.ask('/v1/audit/journal', accept)).text();
    for (const action of ['readHistory', 'showLead', 'showQuarantined', 'lead.registered']) {
      expect(journal).toContain(`"action":"${action}"`);
    }
    const stored = await everythingStored();
    expect(stored).toContain('journal.entry');
    expect(plain.filter((value) => journal.includes(value) || stored.includes(value))).toEqual([]);
  });

  it('sent again is the same fact again, in other words in conflict', async () => {
    const again = { ...(facts[3] as { data: object }), recordedtime: undefined };
    const answers = await server.import(
      [again, { ...again, data: { ...again.data, person: { ...person, email: 'other@example.org' } } }]
        .map((fact) => JSON.stringify(fact))
        .join('\n'),
    );
    expect(answers.slice(0, 2)).toMatchObject([{ status: 'duplicate' }, { status: 'refused', code: 'conflict' }]);
  });

  it('of the demo stands nowhere in plain', async () => {
    const [demo] = demoCases;
    const history = [...(demo?.generate({ seed: 7, leads: 300 }) ?? [])];
    const values = history.flatMap(({ data }) => {
      const { person: of } = data as { person?: Readonly<Record<string, string>> };
      return Object.values(of ?? {});
    });
    expect(values.length).toBeGreaterThan(100);
    await server.import(history.map((fact) => JSON.stringify(fact)).join('\n'));
    await server.projected();
    const stored = await everythingStored();
    expect(values.filter((value) => value.length > 5 && stored.includes(value))).toEqual([]);
  }, 60_000);
});
