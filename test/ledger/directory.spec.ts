import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { importing, LedgerInParts } from './ledger.fixture.js';

let database: TestDatabase;
let ledger: LedgerInParts;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.drop());
beforeEach(async () => {
  ledger = await LedgerInParts.open(database.url, 1_000_000);
});
afterEach(() => ledger.close());

const time = '2026-01-01T00:00:00Z';

function fact(id: string, type: string, data: object): object {
  return { specversion: '1.0', source: 'crm', id, type, time, recordedtime: time, data };
}

const terms = (effectiveFrom: string): object => ({
  ...{ effectiveFrom, currency: 'RUB', timeZone: 'UTC', period: 'month' },
  clauses: [{ id: 'conf', model: 'confirmed-lead', price: '300' }],
});
const setup = [
  fact('client', 'client.registered', { clientId: 'bank', name: 'Bank' }),
  fact('contract', 'contract.signed', { contractId: 'C', clientId: 'bank', terms: terms('2026-01-01') }),
  fact('campaign', 'campaign.launched', { campaignId: 'K', contractId: 'C', product: 'card' }),
];
const amended = fact('amended', 'contract.amended', { contractId: 'C', terms: terms('2026-03-01') });
const terminated = fact('ended', 'contract.terminated', { contractId: 'C', endsOn: '2026-06-30' });
const closed = fact('closed', 'campaign.closed', { campaignId: 'K' });
const takeBack = (id: string): object => fact(`no ${id}`, 'fact.retracted', { fact: { source: 'crm', id } });

/** Records facts, projects all of them at once, and tells what the lists say. */
async function listed(...facts: readonly object[]): Promise<object> {
  const decider = ledger.decider();
  for (const one of facts)
    expect(await decider.decide(JSON.stringify(one), importing)).toMatchObject({ status: 'accepted' });
  await ledger.project(facts.length);
  const [contract] = await ledger.source.query<object[]>('SELECT ends_on, ended_by FROM contract');
  const [campaign] = await ledger.source.query<object[]>('SELECT closed_by FROM campaign');
  const versions = await ledger.source.query<{ stands: boolean }[]>(
    'SELECT stands FROM terms_version ORDER BY version',
  );
  return { ...contract, ...campaign, stands: versions.map(({ stands }) => stands) };
}

describe('The lists of contracts and campaigns', () => {
  it('say what ended, and by which fact', async () => {
    expect(await listed(...setup, amended, terminated, closed)).toEqual({
      ...{ ends_on: '2026-06-30', ended_by: '["crm","ended"]', closed_by: '["crm","closed"]' },
      stands: [true, true],
    });
  });

  it('forget what is taken back, whether one fact after the other is or others come between', async () => {
    const nothing = { ends_on: null, ended_by: null, closed_by: null, stands: [true, false] };
    const said = [...setup, amended, terminated, closed];
    expect(await listed(...said, takeBack('amended'), takeBack('ended'), takeBack('closed'))).toEqual(nothing);
    const again = fact('ended again', 'contract.terminated', { contractId: 'C', endsOn: '2026-07-31' });
    expect(await listed(again)).toMatchObject({ ends_on: '2026-07-31', ended_by: '["crm","ended again"]' });
    expect(await listed(takeBack('ended again'), { ...again, id: 'ended last' })).toMatchObject({
      ended_by: '["crm","ended last"]',
    });
  });

  it('are left as they are where something else is taken back', async () => {
    const called = fact('shift', 'shift.worked', {
      ...{ shiftId: 'S', campaignId: 'K', operatorId: 'O' },
      ...{ from: '2026-01-01T09:00:00Z', to: '2026-01-01T10:00:00Z' },
    });
    const all = await listed(...setup, terminated, closed, called, takeBack('shift'));
    expect(all).toMatchObject({ ends_on: '2026-06-30', closed_by: '["crm","closed"]', stands: [true] });
  });
});
