import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Appended, ExpectedRevision, NewEvent, ReadAllOptions } from '@paidonce/event-store';
import { JOURNAL_ENTRY, Workbench, type Decider } from '@paidonce/ledger';
import fc from 'fast-check';
import { MemoryEventStore } from '../../libs/ledger/src/testing/memory-event-store.fixture.js';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { historyArbitrary } from '../histories/history.arbitrary.js';
import { linesOf } from '../histories/wire.js';
import { runs } from '../properties/engine.js';
import { importing, LedgerInParts, outcomeOf } from './ledger.fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** A log in which, before and behind whatever is appended, entries of a journal come in between. */
class JournalledLog extends MemoryEventStore {
  #entries = 0;

  override async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    await this.enter();
    const appended = await super.append(stream, events, expected);
    await this.enter();
    return appended;
  }

  async enter(): Promise<void> {
    const id = `00000000-0000-4000-8000-${String(++this.#entries).padStart(12, '0')}`;
    await super.append('journal-2026-01', [{ id, type: JOURNAL_ENTRY, data: '{}', metadata: '{}' }], 'any');
  }
}

/** A log of which a look at what comes next is behind its head. */
class LaggingLog extends MemoryEventStore {
  override readAll(options: ReadAllOptions = {}): ReturnType<MemoryEventStore['readAll']> {
    return super.readAll(options.limit === undefined ? options : { ...options, after: BigInt(this.events.length) });
  }
}

const clientRegistered = (id: string, clientId: string): string =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: 'crm',
    type: 'client.registered',
    time: '2026-01-01T00:00:00Z',
    data: { clientId, name: clientId },
  });

async function decideAll(decider: Decider, lines: readonly string[], batch: number): Promise<string[]> {
  const outcomes: string[] = [];
  for (let i = 0; i < lines.length; i += batch) {
    const decided = await decider.decideAll(lines.slice(i, i + batch), importing);
    outcomes.push(...decided.map(outcomeOf));
  }
  return outcomes;
}

const statementsIn = (log: MemoryEventStore): string[] =>
  log.events.filter(({ type }) => type === 'statement.issued').map(({ data }) => data);

describe('Entries of the journal', () => {
  it('change no decision and no statement, and cost the decider no workbench', async () => {
    const open = Workbench.open.bind(Workbench);
    let opened = 0;
    Workbench.open = (...of) => {
      opened++;
      return open(...of);
    };
    try {
      await fc.assert(
        fc.asyncProperty(historyArbitrary(), fc.integer({ min: 1, max: 30 }), async (history, batch) => {
          const lines = linesOf(history);
          const quiet = await LedgerInParts.open(database.url, 100_000);
          const journalled = await LedgerInParts.open(database.url, 100_000, new JournalledLog());
          try {
            const expected = await decideAll(quiet.decider(), lines, batch);
            opened = 0;
            expect(await decideAll(journalled.decider(), lines, batch)).toEqual(expected);
            expect(opened).toBe(1);
            expect(statementsIn(journalled.log)).toEqual(statementsIn(quiet.log));
            await journalled.project(7);
            expect(await journalled.projection().position()).toBe(await journalled.log.head());
          } finally {
            await quiet.close();
            await journalled.close();
          }
        }),
        { numRuns: Math.ceil(runs / 10) },
      );
    } finally {
      Workbench.open = open;
    }
  }, 300_000);

  it('hide no fact that another process has recorded', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary(), fc.infiniteStream(fc.nat(1)), async (history, turns) => {
        const lines = linesOf(history);
        const ledger = await LedgerInParts.open(database.url, 1000, new JournalledLog());
        try {
          const deciders = [ledger.decider(), ledger.decider()];
          for (const line of lines) {
            const first = Number(turns.next().value);
            expect((await deciders[first]!.decide(line, importing)).status).not.toBe('refused');
            expect((await deciders[1 - first]!.decide(line, importing)).status).toBe('duplicate');
          }
        } finally {
          await ledger.close();
        }
      }),
      { numRuns: Math.ceil(runs / 20) },
    );
  }, 300_000);

  it('are not all there is where the log cannot be read up to its head', async () => {
    const ledger = await LedgerInParts.open(database.url, 1000, new LaggingLog());
    try {
      const [one, other] = [ledger.decider(), ledger.decider()];
      await one.decide(clientRegistered('1', 'A'), importing);
      await other.decide(clientRegistered('2', 'B'), importing);
      expect((await one.decide(clientRegistered('2', 'C'), importing)).status).toBe('refused');
    } finally {
      await ledger.close();
    }
  });
});
