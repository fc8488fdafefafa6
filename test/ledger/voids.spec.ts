import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Delivery } from '@paidonce/event-store';
import { Projector } from '@paidonce/ledger';
import { readFileSync } from 'node:fs';
import { History } from '../../libs/ledger/src/record/history.js';
import { VoidViews } from '../../libs/ledger/src/views/void.views.js';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { importing, LedgerInParts } from './ledger.fixture.js';

let database: TestDatabase;
let ledger: LedgerInParts;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const facts = readFileSync(new URL('../cases/correction.ndjson', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '');

beforeEach(async () => {
  ledger = await LedgerInParts.open(database.url, 1000);
  await ledger.decider().decideAll(facts.slice(0, -1), importing);
});
afterEach(() => ledger.close());

function appended(stream: string, type: string, data: string): Promise<unknown> {
  return ledger.log.append(stream, [{ id: crypto.randomUUID(), type, data, metadata: '{}' }], 'any');
}

async function followed(batch: number): Promise<number[]> {
  const stop = new AbortController();
  const parked: number[] = [];
  const watch = {
    parked: ({ position }: { position: bigint }) => parked.push(Number(position)),
    caughtUp: () => {
      stop.abort();
    },
  };
  await new Projector(ledger.log, ledger.projection(), watch, { batch, pauseMs: 1 }).run(stop.signal);
  return parked;
}

async function history(query: object = {}): Promise<string[]> {
  const read = new History(ledger.log, ledger.shelf, ledger.source, ledger.vault).read(query);
  const lines: string[] = [];
  for await (const { line } of read) lines.push(line);
  return lines;
}

const voids = async () => (await new VoidViews(ledger.source).voids({ limit: 10 })).items;
const own = () => ledger.log.events.filter(({ type, metadata }) => type !== 'statement.issued' && metadata !== '{}');

describe('An event of another application in a stream of that name', () => {
  it.each([1, 100])(
    'is no fact: it is passed over, told of, and left out of the history, in batches of %i',
    async (batch) => {
      await appended('account-77', 'payment.received', '{"amount":5}');
      const at = ledger.log.events.length;
      // Whoever decides is not kept from it.
      const [decision] = await ledger.decider().decideAll(facts.slice(-1), importing);
      expect(decision?.status).toBe('accepted');
      expect(await followed(batch)).toEqual([]);
      expect(await voids()).toEqual([
        {
          ...{
            position: BigInt(at),
            kind: 'foreign',
            code: 'foreign',
            message: expect.stringContaining('no CloudEvent'),
          },
          ...{ clientId: '77', type: 'payment.received', source: null, id: null, recordedAt: '2026-01-01T00:00:00Z' },
        },
      ]);
      expect(await history()).toEqual(own().map(({ data }) => data));
      expect(await history({ from: '2020-01-01T00:00:00Z' })).toHaveLength(own().length);
    },
  );
});

describe('A fact that cannot be followed', () => {
  it('is parked, told of, and left out of the history, as it is of the figures', async () => {
    const before = own().map(({ data }) => data);
    const broken = { ...(JSON.parse(before[2] as string) as object), id: 'broken', data: { leadId: 7 } };
    await appended(
      ledger.log.events[0]!.stream,
      'lead.confirmed',
      JSON.stringify({ ...broken, type: 'lead.confirmed' }),
    );
    const at = ledger.log.events.length;
    expect(await followed(100)).toEqual([at]);
    expect(await voids()).toMatchObject([
      { position: BigInt(at), kind: 'parked', code: 'parked', clientId: 'bank', type: 'lead.confirmed', id: 'broken' },
    ]);
    expect(await new VoidViews(ledger.source).counts()).toEqual({ void: 0, parked: 1, foreign: 0 });
    expect(await history()).toEqual(before);
    expect(await history({ types: ['lead.confirmed'] })).toEqual(
      before.filter((line) => line.includes('"lead.confirmed"')),
    );
  });
});

describe('The history of a client', () => {
  it('goes on behind a position, wherever that is', async () => {
    await ledger.project(100);
    const all = await history({ clientId: 'bank' });
    for (const [n, { position }] of own().entries())
      expect(await history({ clientId: 'bank', after: position })).toEqual(all.slice(n + 1));
  });
});

describe('Positions that hold nothing of ours', () => {
  it('are passed by the checkpoint once there are many of them', async () => {
    const stop = new AbortController();
    const far = 5_000_000;
    const { log } = ledger;
    const subscribe = async function* (): AsyncGenerator<Delivery> {
      yield { kind: 'events', events: log.events };
      yield await Promise.resolve({ kind: 'caught-up', position: BigInt(far) });
      stop.abort();
    };
    const followed = { append: log.append.bind(log), readStream: log.readStream.bind(log), subscribe };
    await new Projector(followed, ledger.projection()).run(stop.signal);
    expect((await ledger.shelf.reach()).position).toBe(far);
    expect(await ledger.projection().position()).toBe(BigInt(far));
  });
});
