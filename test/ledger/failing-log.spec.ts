import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { ExpectedRevision, NewEvent } from '@paidonce/event-store';
import type { Decider } from '@paidonce/ledger';
import { Delivery } from '../../libs/ledger/src/decide/waiting.js';
import { MemoryEventStore } from '../../libs/ledger/src/testing/memory-event-store.fixture.js';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { importing, LedgerInParts, outcomeOf } from './ledger.fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** A log to which something happens right before one of the appends to an account. */
class DisturbedStore extends MemoryEventStore {
  constructor(
    public appendsBefore: number,
    readonly disturb: (log: MemoryEventStore) => unknown,
    /** Of the event loop, that an append takes: what comes next is judged meanwhile, more of it or less. */
    readonly turns = 1,
    readonly account = `account-${clientId}`,
  ) {
    super();
  }

  override async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision) {
    for (let turn = 0; turn < this.turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (stream === this.account && this.appendsBefore-- === 0) await this.disturb(this);
    return super.append(stream, events, expected);
  }
}

const isAway = (): never => {
  throw new Error('the log is away');
};

const lines = readFileSync(new URL('../cases/correction.ndjson', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '');
const closing = lines.findIndex((line) => line.includes('"period.closed"'));
const history = lines.slice(0, closing);
const clientId = (JSON.parse(history[0]!) as { data: { clientId: string } }).data.clientId;
const idOf = (text: string): string => (JSON.parse(text) as { id: string }).id;

/** Facts of other clients, each posted by itself. */
const others = Array.from({ length: 6 }, (_, n) =>
  JSON.stringify({
    ...{ specversion: '1.0', id: `other-${n}`, source: 'crm', type: 'client.registered' },
    ...{ time: '2026-01-10T09:00:00Z', recordedtime: '2026-01-10T09:00:00Z', data: { clientId: `o-${n}`, name: 'O' } },
  }),
);

const blocks = Array.from({ length: Math.ceil(history.length / 2) }, (_, i) =>
  history.slice(2 * i, 2 * i + 2).map((text) => ({ text })),
);

/** Posts blocks of a history in one request; what became of each of them. */
function posted(decider: Decider, of = blocks, delivery = new Delivery(importing)) {
  return Promise.allSettled(of.map((block) => decider.decidePosted(block, delivery)));
}

describe('A log that fails once', () => {
  it.each([0, 1, 2])(
    'has the facts of a request in their order when they are sent again, and those of other requests; after %i appends',
    async (appends) => {
      const log = new DisturbedStore(appends, isAway);
      const ledger = await LedgerInParts.open(database.url, 100_000, log);
      const decider = ledger.decider({ batch: 2 });
      const posting = posted(decider);
      const beside = others.map((line) => decider.decide(line, { ...importing }));
      const outcomes = (await posting).map(({ status }) => status);
      const kept = outcomes.indexOf('rejected');
      expect(kept).toBe(appends);
      expect(new Set(outcomes.slice(kept))).toEqual(new Set(['rejected']));
      expect((await Promise.all(beside)).map(outcomeOf)).toEqual(others.map(() => 'accepted'));
      const own = (): string[] =>
        log.events.filter(({ stream }) => stream === `account-${clientId}`).map(({ data }) => idOf(data));
      expect(own()).toEqual(history.slice(0, 2 * kept).map(idOf));

      await posted(decider);
      expect(own()).toEqual(history.map(idOf));
      await ledger.close();
    },
    60_000,
  );

  it('has nothing that the same request delivers behind what was rejected', async () => {
    const log = new DisturbedStore(1, isAway);
    const ledger = await LedgerInParts.open(database.url, 100_000, log);
    const decider = ledger.decider({ batch: 2 });
    const delivery = new Delivery(importing);
    const statuses = async (of: typeof blocks): Promise<string[]> =>
      (await posted(decider, of, delivery)).map(({ status }) => status);
    expect(await statuses(blocks.slice(0, 2))).toEqual(['fulfilled', 'rejected']);
    expect(await statuses(blocks.slice(2, 3))).toEqual(['rejected']);
    expect(log.events).toHaveLength(2);
    await ledger.close();
  });
});

/** Somebody else records a fact of another client. */
function othersWrite(log: MemoryEventStore): Promise<unknown> {
  const event = { id: '6f1c0b1e-5d3f-4a57-8f4e-0d6a3f1f9a10', type: 'client.registered', metadata: '{}' };
  // At once, whatever its own appends take.
  return MemoryEventStore.prototype.append.call(log, 'account-o-0', [{ ...event, data: others[0]! }], 'no-stream');
}

describe('A log that others write to meanwhile', () => {
  const moments = [0, 1, 2].flatMap((appends) => [0, 1, 2, 3].map((turns) => [appends, turns] as const));
  it.each(moments)(
    'has all facts of a request in their order; after %i appends, of %i turns each',
    async (appends, turns) => {
      const log = new DisturbedStore(appends, othersWrite, turns);
      const ledger = await LedgerInParts.open(database.url, 100_000, log);
      const decider = ledger.decider({ batch: 2 });
      const outcomes = await posted(decider);
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['fulfilled']));
      await decider.idle();
      const own = log.events.filter(({ stream }) => stream === `account-${clientId}`);
      expect(own.map(({ data }) => idOf(data))).toEqual(history.map(idOf));
      expect(log.events).toHaveLength(history.length + 1);
      await ledger.close();
    },
  );
});
