import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { ClaimViews, type DisputesQuery } from '../../libs/ledger/src/views/claim.views.js';
import { importing, LedgerInParts } from './ledger.fixture.js';

let database: TestDatabase;
let ledger: LedgerInParts;
let views: ClaimViews;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.drop());
beforeEach(async () => {
  ledger = await LedgerInParts.open(database.url, 1_000_000);
  views = new ClaimViews(ledger.source, ledger.shelf);
  await record(...setup);
});
afterEach(() => ledger.close());

const page = { limit: 10 };
let ids = 0;

function fact(type: string, data: object, time: string, id = `f${++ids}`): object {
  return { specversion: '1.0', source: 'crm', id, type, time, recordedtime: time, data };
}

const terms = {
  ...{ effectiveFrom: '2026-01-01', currency: 'RUB', timeZone: 'UTC', period: 'month' },
  clauses: [{ id: 'conf', model: 'confirmed-lead', price: '300' }],
  returns: { windowDays: 7, reasons: { 'wrong-number': 'auto', 'out-of-area': 'review', 'no-interest': 'refuse' } },
};
const lead = (leadId: string): object[] => [
  fact('lead.registered', { leadId, campaignId: 'K', person: { externalId: leadId } }, '2026-01-02T00:00:00Z'),
  fact('lead.confirmed', { leadId }, '2026-01-03T00:00:00Z', `confirmed ${leadId}`),
];
const setup = [
  fact('client.registered', { clientId: 'bank', name: 'Bank' }, '2026-01-01T00:00:00Z', 'client'),
  fact('contract.signed', { contractId: 'C', clientId: 'bank', terms }, '2026-01-01T00:00:00Z', 'contract'),
  fact('campaign.launched', { campaignId: 'K', contractId: 'C', product: 'card' }, '2026-01-01T00:00:00Z', 'campaign'),
  ...lead('L1'),
  ...lead('L2'),
];

/** Records facts, each of which has to be taken, and projects them in small batches. */
async function record(...facts: readonly object[]): Promise<void> {
  const decider = ledger.decider();
  for (const one of facts) {
    expect(await decider.decide(JSON.stringify(one), importing)).toMatchObject({ status: 'accepted' });
  }
  await ledger.project(2);
}

const retract = (id: string, time = '2026-02-01T00:00:00Z'): object =>
  fact('fact.retracted', { fact: { source: 'crm', id } }, time);

describe('Disputes', () => {
  const open = (disputeId: string, id = disputeId): object => {
    const about = { contractId: 'C', clauseId: 'conf', fact: { source: 'crm', id: 'confirmed L1' } };
    return fact('dispute.opened', { disputeId, ...about, reason: 'no' }, '2026-01-10T00:00:00Z', id);
  };
  const states = async (query: DisputesQuery = {}): Promise<string[]> =>
    (await views.disputes(query, page)).items.map(({ disputeId, state }) => `${disputeId} ${state}`);

  it('are open until they are decided or withdrawn; the latest by time counts', async () => {
    await record(open('D1'), open('D2'), open('D3'));
    expect(await states()).toEqual(['D1 open', 'D2 open', 'D3 open']);
    await record(
      fact('dispute.resolved', { disputeId: 'D1', decision: 'upheld', note: 'so it is' }, '2026-01-12T00:00:00Z', 'r'),
      fact('dispute.resolved', { disputeId: 'D1', decision: 'rejected' }, '2026-01-11T00:00:00Z'),
      fact('dispute.withdrawn', { disputeId: 'D2' }, '2026-01-11T00:00:00Z'),
    );
    expect(await states()).toEqual(['D1 upheld', 'D2 withdrawn', 'D3 open']);
    expect(await states({ state: 'open' })).toEqual(['D3 open']);
    expect((await views.disputes({ state: 'upheld' }, page)).items).toEqual([
      {
        ...{ disputeId: 'D1', contractId: 'C', clientId: 'bank', clauseId: 'conf', reason: 'no', state: 'upheld' },
        ...{ fact: { source: 'crm', id: 'confirmed L1' }, openedAt: '2026-01-10T00:00:00Z' },
        ...{ ruledAt: '2026-01-12T00:00:00Z', note: 'so it is' },
      },
    ]);
    await record(retract('r'));
    expect(await states({ state: 'rejected' })).toEqual(['D1 rejected']);
  });

  it('go when they are retracted, and may be opened anew; what was ruled on them counts again', async () => {
    await record(open('D1'), fact('dispute.withdrawn', { disputeId: 'D1' }, '2026-01-11T00:00:00Z'), retract('D1'));
    expect(await states()).toEqual([]);
    await record(open('D1', 'again'));
    expect(await states()).toEqual(['D1 withdrawn']);
  });

  it('are listed by client and contract, page by page', async () => {
    await record(open('D1'), open('D2'), open('D3'));
    expect(await states({ clientId: 'telecom' })).toEqual([]);
    expect(await states({ contractId: 'other' })).toEqual([]);
    const first = await views.disputes({ clientId: 'bank', contractId: 'C' }, { limit: 2 });
    const second = await views.disputes({}, { limit: 2, cursor: first.next });
    expect([first, second].map(({ items }) => items.length)).toEqual([2, 1]);
    expect(second.next).toBeUndefined();
  });
});

describe('Returns that wait for a decision', () => {
  const returned = (leadId: string, reason: string, time = '2026-01-05T00:00:00Z', id = `return ${leadId}`): object =>
    fact('lead.returned', { leadId, reason, evidence: 'a letter' }, time, id);
  const waiting = async (): Promise<string[]> =>
    (await views.pendingReturns({}, page)).items.map(({ leadId }) => leadId);

  it('are those whose reason is under review by the terms, and no others', async () => {
    await record(
      ...['L3', 'L4', 'L5'].flatMap(lead),
      returned('L1', 'out-of-area'),
      returned('L2', 'wrong-number'),
      returned('L3', 'no-interest'),
      returned('L4', 'unheard-of'),
      returned('L5', 'out-of-area', '2026-01-20T00:00:00Z'),
    );
    expect((await views.pendingReturns({ clientId: 'bank', contractId: 'C' }, page)).items).toEqual([
      {
        ...{ leadId: 'L1', campaignId: 'K', contractId: 'C', clientId: 'bank', reason: 'out-of-area' },
        ...{ evidence: 'a letter', returnedAt: '2026-01-05T00:00:00Z' },
      },
    ]);
    expect((await views.pendingReturns({ clientId: 'telecom' }, page)).items).toEqual([]);
  });

  it('wait until somebody decides, and again when that is taken back', async () => {
    await record(returned('L1', 'out-of-area'), returned('L2', 'out-of-area'));
    await record(fact('return.decided', { leadId: 'L1', decision: 'refused' }, '2026-01-06T00:00:00Z', 'ruling'));
    expect(await waiting()).toEqual(['L2']);
    await record(retract('ruling'), retract('return L2'));
    expect(await waiting()).toEqual(['L1']);
  });

  it('are gone where the lead is not confirmed any more, or given back for another reason', async () => {
    await record(returned('L1', 'out-of-area'), returned('L2', 'out-of-area'));
    await record(retract('confirmed L1'), returned('L2', 'wrong-number', '2026-01-06T00:00:00Z', 'second'));
    expect(await waiting()).toEqual([]);
  });

  it('are found behind any number of others, page by page', async () => {
    const many = Array.from({ length: 9 }, (_, i) => `M${i}`);
    await record(...many.flatMap(lead));
    await record(
      ...many.map((leadId, i) =>
        returned(leadId, 'out-of-area', i % 4 === 0 ? '2026-01-05T00:00:00Z' : '2026-01-20T00:00:00Z'),
      ),
    );
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, next } = await views.pendingReturns({}, { limit: 1, cursor });
      found.push(...items.map(({ leadId }) => leadId));
      cursor = next;
    } while (cursor !== undefined);
    expect(found).toEqual(['M0', 'M4', 'M8']);
  });
});

describe('Payments', () => {
  it('are listed by client and contract, as long as they stand', async () => {
    const paid = (paymentId: string, amount: string): object =>
      fact(
        'payment.received',
        { paymentId, clientId: 'bank', contractId: 'C', amount },
        '2026-01-20T00:00:00Z',
        paymentId,
      );
    await record(paid('P1', '720.00'), paid('P2', '-20.00'), paid('P3', '1.00'), retract('P2'));
    const { items } = await views.payments({ clientId: 'bank' }, page);
    expect(items.map(({ paymentId, amount }) => [paymentId, amount])).toEqual([
      ['P1', '720.00'],
      ['P3', '1.00'],
    ]);
    expect((await views.payments({ contractId: 'other' }, page)).items).toEqual([]);
  });
});

describe('Their rows', () => {
  it('are those of one batch, whatever the batches were', async () => {
    const returned = fact('lead.returned', { leadId: 'L1', reason: 'out-of-area' }, '2026-01-05T00:00:00Z', 'back');
    const decided = fact('return.decided', { leadId: 'L1', decision: 'accepted' }, '2026-01-06T00:00:00Z');
    await record(returned, decided, retract('back'));
    const whole = await LedgerInParts.open(database.url, 1_000_000, ledger.log);
    await whole.project(1_000);
    expect(await whole.rows()).toEqual(await ledger.rows());
    await whole.close();
  });
});
