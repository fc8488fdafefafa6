import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openPostgresEventStore, type EventStore, type PostgresEventStore } from '@paidonce/event-store';
import { UnknownCursor } from '@paidonce/ledger';
import type { DataSource } from 'typeorm';
import { testDatabase, type TestDatabase } from '../../../postgres/src/testing/index.js';
import { openAuditStore } from '../open-audit-store.js';
import { Journal, JournalIndex, JournalUnavailable, type JournalEntry, type KeptEntry } from './index.js';

let database: TestDatabase;
let log: PostgresEventStore;
let source: DataSource;
beforeAll(async () => {
  database = await testDatabase();
  log = await openPostgresEventStore({ pool: database.pool });
  source = await openAuditStore(database.url);
}, 60_000);
afterAll(async () => {
  await source.destroy();
  await log.close();
  await database.drop();
});

const entry = (correlationId: string, more: Partial<JournalEntry> = {}): JournalEntry => ({
  ...{ at: '2026-01-31T23:00:00Z', kind: 'command', action: 'closePeriod', outcome: 'done', problem: null },
  actor: { id: 't-1', name: 'anna', role: 'billing' },
  ...{ subjects: ['contract:C'], clients: ['bank'], counts: {}, reason: null, correlationId },
  ...more,
});

/** Follows to the end of the log, from wherever the checkpoint is. */
async function followed(): Promise<JournalIndex> {
  const index = new JournalIndex(source, log);
  const stop = new AbortController();
  const following = index.follow(stop.signal);
  expect(await index.waitUntilFollowed(await log.head(), 10_000)).toBe(true);
  stop.abort();
  await following;
  return index;
}

const ids = (entries: readonly KeptEntry[]): string[] => entries.map(({ correlationId }) => correlationId);

describe('The journal', () => {
  it('is kept in the log in the order of what was done, month by month', async () => {
    const journal = new Journal(log);
    await Promise.all([
      journal.enter(entry('a')),
      journal.enter(entry('b', { kind: 'access', action: 'showLead', subjects: ['lead:L', 'lead:M'] })),
      journal.enter(entry('c', { at: '2026-02-01T00:00:00Z', outcome: 'denied', actor: null, clients: [] })),
    ]);
    await journal.close();
    const found: string[] = [];
    for await (const events of log.readAll()) found.push(...events.map(({ stream, type }) => `${stream} ${type}`));
    expect(found).toEqual([
      'journal-2026-01 journal.entry',
      'journal-2026-01 journal.entry',
      'journal-2026-02 journal.entry',
    ]);
    await expect(journal.enter(entry('d'))).rejects.toThrow(JournalUnavailable);
  });

  it.each([
    [{}, ['c', 'b', 'a']],
    [{ actor: 'anna' }, ['b', 'a']],
    [{ actor: 't-1', kind: 'access' as const }, ['b']],
    [{ subject: 'lead:M' }, ['b']],
    [{ clientId: 'bank', action: 'closePeriod' }, ['a']],
    [{ outcome: 'denied' as const }, ['c']],
    [{ from: '2026-02-01T00:00:00Z' }, ['c']],
    [{ to: '2026-02-01T00:00:00Z' }, ['b', 'a']],
    [{ from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' }, []],
    [{ subject: "lead:'L" }, []],
  ])('is searched by %p', async (query, expected) => {
    const { items } = await (await followed()).find(query, { limit: 10 });
    expect(ids(items)).toEqual(expected);
  });

  it('shows entries as they were made, page by page', async () => {
    const index = await followed();
    const first = await index.find({}, { limit: 2 });
    const second = await index.find({}, { limit: 2, cursor: first.next });
    expect([...ids(first.items), ...ids(second.items)]).toEqual(['c', 'b', 'a']);
    expect(second.next).toBeUndefined();
    expect(second.items[0]).toEqual({ ...entry('a'), position: 1n });
    await expect(index.find({}, { limit: 9, cursor: 'nonsense' })).rejects.toThrow(UnknownCursor);
  });

  it('has the same rows however many follow, and when they are made anew', async () => {
    const rows = (): Promise<object[]> => source.query('SELECT * FROM journal ORDER BY position');
    const before = await rows();
    await source.query('TRUNCATE journal');
    await source.query('UPDATE journal_checkpoint SET position = 0');
    await Promise.all([followed(), followed(), followed()]);
    expect(await rows()).toEqual(before);
  });

  it('waits for a log that is away, and enters everything once', async () => {
    let failures = 3;
    const frail: Pick<EventStore, 'append'> = {
      append: async (...of) => {
        const appended = await log.append(...of);
        // Appended, and the answer is lost: it has to come again.
        if (failures-- > 0) throw new Error('the connection was lost');
        return appended;
      },
    };
    const told: string[] = [];
    const journal = new Journal(frail, { failed: (error) => told.push(String(error)) });
    await Promise.all(['x', 'y'].map((id) => journal.enter(entry(id))));
    await journal.close();
    expect(told).toHaveLength(3);
    const { items } = await (await followed()).find({ actor: 'anna' }, { limit: 10 });
    expect(ids(items)).toEqual(['y', 'x', 'b', 'a']);
  });

  it('that is closed while the log is away says that entries are not kept', async () => {
    const journal = new Journal({ append: () => Promise.reject(new Error('gone')) });
    const entered = journal.enter(entry('z'));
    const expected = expect(entered).rejects.toThrow(JournalUnavailable);
    await journal.close();
    await expected;
  });
});
