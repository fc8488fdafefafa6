import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import type { EventStore, ExpectedRevision, ProposedEvent, RecordedEvent } from '@paidonce/event-store';
import { eventBlocks } from '../../libs/ledger/src/project/blocks/event-blocks.js';
import { MemoryEventStore } from '../../libs/ledger/src/testing/memory-event-store.fixture.js';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { importing, LedgerInParts } from './ledger.fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const history = readFileSync(new URL('../cases/correction.ndjson', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '');

/** A store that keeps the statements of closings back, to be appended later or never. */
class HoldingBack extends MemoryEventStore {
  readonly heldBack: { readonly stream: string; readonly event: ProposedEvent }[] = [];

  override append(stream: string, events: readonly ProposedEvent[], expected: ExpectedRevision) {
    for (const event of events) if (event.joined) this.heldBack.push({ stream, event });
    return super.append(
      stream,
      events.filter(({ joined }) => !joined),
      expected,
    );
  }
}

/**
 * A log that has all that is no plain fact: a statement some facts behind its closing, one that is missing, events of another application, and a closing that
 * counts for nothing, with its statement.
 */
async function strangeLog(): Promise<HoldingBack> {
  const log = new HoldingBack();
  const ledger = await LedgerInParts.open(database.url, 1000, log);
  const closing = history.findIndex((line) => line.includes('"period.closed"'));
  await ledger.decider().decideAll(history.slice(0, closing + 1), importing);
  const { stream, event: statement } = log.heldBack[0]!;
  const appended = (type: string, data: string): Promise<unknown> =>
    log.append(stream, [{ id: crypto.randomUUID(), type, data, metadata: '{"actor":"test"}' }], 'any');
  await appended('payment.received', '{"amount":5}');
  await appended('lead.returned', '[]');
  await appended(statement.type, statement.data);
  const { source, id } = JSON.parse(history[0]!) as { source: string; id: string };
  await appended('period.closed', JSON.stringify({ ...(JSON.parse(history[closing]!) as object), source, id }));
  const { number, ...others } = JSON.parse(statement.data) as { number: number };
  await appended(statement.type, JSON.stringify({ ...others, number: number + 5 }));
  await appended(statement.type, 'no statement');
  await ledger.decider().decideAll(history.slice(closing + 1), importing);
  expect(log.heldBack.length).toBeGreaterThan(1);
  await ledger.close();
  return log;
}

/** The same log, which hands over so many events at a time. */
function byTheHandful({ events }: MemoryEventStore, size: number): EventStore {
  async function* readAll(): AsyncGenerator<readonly RecordedEvent[]> {
    for (let start = 0; start < events.length; start += size) {
      yield await Promise.resolve(events.slice(start, start + size));
    }
  }
  return { readAll } as unknown as EventStore;
}

/** What the read models hold, but for what facts touch: that is kept otherwise where they are built anew. */
async function rowsOf(ledger: LedgerInParts): Promise<Record<string, unknown>> {
  const entries = Object.entries(await ledger.rows());
  return Object.fromEntries(entries.filter(([table]) => !table.startsWith('touch')));
}

describe('Read models that are built anew', () => {
  it.each([
    [1, 1],
    [1, 1000],
    [3, 2],
    [1000, 1],
  ])(
    'say what those say that followed the log, of statements, and of what counts for nothing: blocks of %i, %i of them written at a time',
    async (size, blocks) => {
      const log = await strangeLog();
      const live = await LedgerInParts.open(database.url, 1000, log);
      await live.project(4);
      const rows = await rowsOf(live);
      expect(rows['void_fact']).toHaveLength(3);
      expect(rows['statement']).toHaveLength(1);
      expect(rows['awaited_statement']).toHaveLength(log.heldBack.length - 1);

      const anew = await LedgerInParts.open(database.url, 1000, log);
      const projection = anew.projection();
      let followed = 0;
      for await (const block of eventBlocks(byTheHandful(log, size), 0n)) {
        await projection.follow(block);
        if (++followed % blocks === 0) await projection.writeAlong();
      }
      await projection.endRun();
      expect(await rowsOf(anew)).toEqual(rows);
      await live.close();
      await anew.close();
    },
  );

  it('are those from which statements are issued late', async () => {
    const log = await strangeLog();
    const anew = await LedgerInParts.open(database.url, 1000, log);
    const projection = anew.projection();
    for await (const block of eventBlocks(log, 0n)) await projection.follow(block);
    await projection.endRun();
    expect(projection.awaited.map(({ body }) => body)).toEqual(log.heldBack.slice(1).map(({ event }) => event.data));
    await anew.close();
  });

  it('tell what the writing met that went on meanwhile', async () => {
    const log = await strangeLog();
    const anew = await LedgerInParts.open(database.url, 1000, log);
    const projection = anew.projection();
    let followed = 0;
    for await (const block of eventBlocks(byTheHandful(log, 3), 0n)) {
      await projection.follow(block);
      if (++followed !== 1) continue;
      await anew.source.query('UPDATE projection SET position = 1000');
      await projection.writeAlong();
    }
    await expect(projection.endRun()).rejects.toThrow('the checkpoint is not at 0 any more');
    await anew.close();
  });
});
