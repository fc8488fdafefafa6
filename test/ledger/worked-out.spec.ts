import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ahead, Decider, JOURNAL_ENTRY, type WorkedOut, type WorkWatch } from '@paidonce/ledger';
import fc from 'fast-check';
import { setTimeout as delay } from 'node:timers/promises';
import { Projector } from '../../libs/ledger/src/project/projector.js';
import { MemoryEventStore } from '../../libs/ledger/src/testing/memory-event-store.fixture.js';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { historyArbitrary } from '../histories/history.arbitrary.js';
import { linesOf } from '../histories/wire.js';
import { runs } from '../properties/engine.js';
import { importing, LedgerInParts } from './ledger.fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** What happens beside deciding, batch by batch. */
interface Beside {
  readonly facts: number;
  /** Whether what is told of the batch is lost, the projector starts anew, a journal entry comes, another decider decides. */
  readonly loses: boolean;
  readonly restarts: boolean;
  readonly enters: boolean;
  readonly isOthers: boolean;
}

const beside: fc.Arbitrary<Beside> = fc.record({
  facts: fc.integer({ min: 1, max: 4 }),
  loses: fc.boolean(),
  restarts: fc.integer({ min: 0, max: 9 }).map((it) => it === 0),
  enters: fc.integer({ min: 0, max: 3 }).map((it) => it === 0),
  isOthers: fc.integer({ min: 0, max: 9 }).map((it) => it === 0),
});

/** Passes on what it is told, but for what is lost on the way. */
class Line implements WorkWatch {
  loses = false;

  constructor(readonly ahead: Ahead) {}

  begins(): void {
    if (!this.loses) this.ahead.begins();
  }

  ends(out: WorkedOut | undefined): void {
    if (!this.loses) this.ahead.ends(out);
  }
}

/** A projector that runs beside a decider, and counts what it took over. */
class Beneath {
  readonly ahead = new Ahead(20);
  taken = 0;
  #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(readonly ledger: LedgerInParts) {}

  start(): void {
    this.#stop = new AbortController();
    const projection = this.ledger.projection();
    const take = projection.take.bind(projection);
    projection.take = async (out) => {
      const taken = await take(out);
      if (taken) this.taken++;
      return taken;
    };
    const projector = new Projector(this.ledger.log, projection, {}, { batch: 5, ahead: this.ahead });
    this.#running = this.ahead.during(() => projector.run(this.#stop.signal));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async caughtUp(): Promise<void> {
    const { log, shelf } = this.ledger;
    while (BigInt((await shelf.reach()).position) < (await log.head())) await delay(5);
  }
}

async function play(ledger: LedgerInParts, lines: readonly string[], events: Iterator<Beside>): Promise<number> {
  const { log, shelf, vault, holds } = ledger;
  const beneath = new Beneath(ledger);
  const line = new Line(beneath.ahead);
  const now = (): number => Date.UTC(2030, 0) * 1000;
  const own = new Decider(log, shelf, vault, now, { holds, watch: line });
  const other = new Decider(log, shelf, vault, now, { holds });
  beneath.start();
  let entries = 0;
  for (let at = 0; at < lines.length;) {
    const { facts, loses, restarts, enters, isOthers } = events.next().value as Beside;
    if (restarts) {
      await beneath.stop();
      beneath.start();
    }
    const id = `00000000-0000-4000-8000-${String(++entries).padStart(12, '0')}`;
    if (enters) await log.append('journal', [{ id, type: JOURNAL_ENTRY, data: '{}', metadata: '{}' }], 'any');
    line.loses = loses && enters;
    const decided = await (isOthers ? other : own).decideAll(lines.slice(at, at + facts), importing);
    expect(decided.filter(({ status }) => status === 'refused')).toEqual([]);
    at += facts;
  }
  await beneath.caughtUp();
  await beneath.stop();
  return beneath.taken;
}

describe('What a decider has worked out', () => {
  it('gives the read models that following the log gives, whatever comes in between and whatever of it is lost', async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(
        historyArbitrary(),
        fc.infiniteStream(beside),
        fc.constantFrom(20, 1_000_000),
        async (history, events, holds) => {
          const handed = await LedgerInParts.open(database.url, holds);
          const followed = await LedgerInParts.open(database.url, 1_000_000, handed.log);
          try {
            taken += await play(handed, linesOf(history), events);
            await followed.project(1000);
            expect(await handed.rows()).toEqual(await followed.rows());
          } finally {
            await handed.close();
            await followed.close();
          }
        },
      ),
      { numRuns: Math.ceil(runs / 5), endOnFailure: true },
    );
    expect(taken).toBeGreaterThan(runs);
  }, 300_000);

  it('is not taken by read models that were built anew, or that passed over something', async () => {
    const ledger = await LedgerInParts.open(database.url, 1000, new MemoryEventStore());
    try {
      const projection = ledger.projection();
      const outs: WorkedOut[] = [];
      const watch: WorkWatch = { begins: () => undefined, ends: (out) => outs.push(...(out ? [out] : [])) };
      const { log, shelf, vault } = ledger;
      const decider = new Decider(log, shelf, vault, () => Date.UTC(2030, 0) * 1000, { watch });
      const fact = (id: string, type: string, data: object): string =>
        JSON.stringify({ specversion: '1.0', id, source: 's', type, time: '2026-01-01T00:00:00Z', data });
      await decider.decide(fact('1', 'client.registered', { clientId: 'A', name: 'A' }), importing);
      await projection.apply(log.events);
      await decider.decide(fact('2', 'key.shared', { clientId: 'A', kind: 'phone', value: '+74950000000' }), importing);
      await decider.idle();
      const [, out] = outs;
      expect(outs).toHaveLength(2);
      expect(await projection.take({ ...out!, epoch: 'another' })).toBeUndefined();
      expect(await projection.take({ ...out!, before: 2, first: 3 })).toBeUndefined();
      expect(await projection.take(out!)).toMatchObject({ position: 2, facts: 2 });
      await log.append(
        'account-A',
        [{ id: '00000000-0000-4000-8000-000000000001', type: 'call.scored', data: '{}', metadata: '{}' }],
        'any',
      );
      await projection.park(log.events.at(-1)!, new Error('damaged'));
      expect(await projection.take({ ...out!, before: 3, first: 4, position: 4 })).toBeUndefined();
    } finally {
      await ledger.close();
    }
  });
});
