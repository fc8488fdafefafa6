import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pino from 'pino';
import { rewrapKeys } from '../../apps/api/src/backing/rewrap-keys.js';
import { readSettings, type Settings } from '../../apps/api/src/settings/settings.js';
import { ADMINISTRATOR, linesOf, RealServer } from './real-server.fixture.js';

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
}, 60_000);
afterAll(() => server.stop());

const PHONE = '+79161234567';
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
  event('4', 'lead.registered', { leadId: 'L1', campaignId: 'K', person: { phone: PHONE } }),
  event('5', 'lead.registered', { leadId: 'L2', campaignId: 'K', person: { phone: PHONE } }),
  event('6', 'lead.confirmed', { leadId: 'L1' }),
];

const journal = async (action: string): Promise<object[]> =>
  (await server.json<{ items: object[] }>(`/v1/audit/journal?action=${action}`)).items;

describe('A person who is erased', () => {
  it('is read by nobody any more, and everything is owed as before', async () => {
    await server.import(facts.map((fact) => JSON.stringify(fact)).join('\n'));
    await server.projected();
    const owed = await server.json<object>('/v1/contracts/C/periods/2026-01');
    expect(await server.json('/v1/leads/L1')).toMatchObject({ person: { phone: PHONE } });
    const erase = (): Promise<object> =>
      server.json('/v1/leads/L1/erasure', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ reason: 'letter 17' }),
      });
    expect(await erase()).toEqual({ leadId: 'L1', erased: true });
    expect(await erase()).toEqual({ leadId: 'L1', erased: false });
    expect(await server.json('/v1/leads/L1')).toMatchObject({
      person: { unreadable: 'erased' },
      samePerson: ['L1', 'L2'],
    });
    const history = linesOf<{ id: string; data: { person: object } }>(await server.history('?unsealed=true'));
    expect(history.find(({ id }) => id === '4')?.data.person).toEqual({ unreadable: 'erased' });
    // Another lead is another key, also of the same person.
    expect(history.find(({ id }) => id === '5')?.data.person).toEqual({ phone: PHONE });
    expect(await server.json('/v1/contracts/C/periods/2026-01')).toEqual(owed);
    expect(await journal('erasePerson')).toMatchObject([
      { subjects: ['lead:L1'], clients: ['bank'], counts: { erased: 0 } },
      { subjects: ['lead:L1'], clients: ['bank'], counts: { erased: 1 }, reason: 'letter 17' },
    ]);
  });
});

describe('Keys that are wrapped anew', () => {
  it('open by the new master key alone, which the journal tells', async () => {
    const settings = (dataFolder: string): Settings =>
      readSettings({ DATABASE_URL: server.database.url, PAIDONCE_DATA: dataFolder, PAIDONCE_TOKEN: ADMINISTRATOR });
    const silent = pino({ level: 'silent' });
    const environment = { PAIDONCE_MASTER_KEY: randomBytes(32).toString('base64') };
    // The store's, and that of the lead that is left.
    expect(await rewrapKeys(settings(server.dataFolder), silent, environment)).toBe(2);
    expect(await rewrapKeys(settings(server.dataFolder), silent, environment)).toBe(0);
    const elsewhere = settings(join(server.dataFolder, 'elsewhere'));
    expect(await rewrapKeys(elsewhere, silent, environment)).toBe(0);
    await expect(rewrapKeys(elsewhere, silent, {})).rejects.toThrow('master key');
    expect(await journal('rewrapKeys')).toMatchObject([{ counts: { keys: 0 } }, {}, { counts: { keys: 2 } }]);
  });
});
