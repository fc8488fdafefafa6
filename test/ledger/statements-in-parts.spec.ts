import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { replay } from '@paidonce/audit';
import type { ExpectedRevision, ProposedEvent } from '@paidonce/event-store';
import { openReadStore, Projector, type StatementDiffers } from '@paidonce/ledger';
import { Settlement, type Statement } from '@paidonce/settlement';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { MemoryEventStore } from '../../libs/ledger/src/testing/memory-event-store.fixture.js';
import { importing, LedgerInParts } from './ledger.fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const history = readFileSync(new URL('../cases/correction.ndjson', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '');

function settled(lines: readonly string[]): Statement[] {
  const settlement = new Settlement();
  return lines.flatMap((line) => {
    const applied = settlement.applyLine(line);
    return applied.kind === 'recorded' && applied.statement ? [applied.statement] : [];
  });
}

/** As an append was written once that did not fit: up to the closing, and not what belongs to it. */
class CutOffStore extends MemoryEventStore {
  isCutting = true;

  override append(stream: string, events: readonly ProposedEvent[], expected: ExpectedRevision) {
    const kept = this.isCutting ? events.filter(({ joined }) => !joined) : events;
    return super.append(stream, kept, expected);
  }
}

async function decided(ledger: LedgerInParts, lines: readonly string[]): Promise<void> {
  for (const decision of await ledger.decider().decideAll(lines, importing)) expect(decision.status).toBe('accepted');
}

/** Follows the log to its end, as the server does. */
async function followed(ledger: LedgerInParts): Promise<void> {
  const stop = new AbortController();
  let late = 0;
  const projector = new Projector(ledger.log, ledger.projection(), {
    issuedLate: () => {
      late++;
    },
    caughtUp: () => {
      if (late === 0) stop.abort();
      late = 0;
    },
  });
  await projector.run(stop.signal);
}

const shown = async (ledger: LedgerInParts): Promise<Statement[]> =>
  (await ledger.source.query<{ body: string }[]>('SELECT body FROM statement ORDER BY contract_id, number')).map(
    ({ body }) => JSON.parse(body) as Statement,
  );

describe('A statement that comes in another batch than its closing', () => {
  it.each([1, 2, 3])('is what its facts come to, in batches of %i', async (batch) => {
    const ledger = await LedgerInParts.open(database.url, 1000);
    await decided(ledger, history);
    const differing: StatementDiffers[] = [];
    for (let after = 0; after < ledger.log.events.length; after += batch) {
      // Whoever goes on is somebody else each time.
      const projected = await ledger.projection().apply(ledger.log.events.slice(after, after + batch));
      differing.push(...projected.differing);
    }
    expect(differing).toEqual([]);
    expect(await shown(ledger)).toEqual(settled(history));
    expect((await ledger.rows())['awaited_statement']).toEqual([]);
    await ledger.close();
  });

  it('and is another one is told, in batches of one', async () => {
    const ledger = await LedgerInParts.open(database.url, 1000);
    await decided(ledger, history);
    const event = ledger.log.events.find(({ type }) => type === 'statement.issued') as { data: string };
    event.data = event.data.replace(/"total":"[\d.]+"/, '"total":"1.00"');
    let differing = 0;
    const projection = ledger.projection();
    for (const one of ledger.log.events) differing += (await projection.apply([one])).differing.length;
    expect(differing).toBe(1);
    await ledger.close();
  });

  it.each([1, 100])('is not shown where its closing counts for nothing, in batches of %i', async (batch) => {
    const ledger = await LedgerInParts.open(database.url, 1000);
    const end = history.findIndex((line) => line.includes('"period.closed"'));
    await decided(ledger, history.slice(0, end));
    const [statement] = settled(history);
    const { source, id } = JSON.parse(history[0] as string) as { source: string; id: string };
    // Somebody else has taken the identity of the closing.
    const closing = JSON.stringify({ ...(JSON.parse(history[end] as string) as object), source, id });
    const event = { id: crypto.randomUUID(), metadata: '{"actor":"test"}' };
    const { stream } = ledger.log.events[0]!;
    await ledger.log.append(
      stream,
      [
        { ...event, type: 'period.closed', data: closing },
        { ...event, type: 'statement.issued', data: JSON.stringify(statement) },
      ],
      'any',
    );
    await ledger.project(batch);
    expect(await shown(ledger)).toEqual([]);
    await decided(ledger, history.slice(end, end + 1));
    await ledger.project(batch);
    expect(await shown(ledger)).toEqual([statement]);
    await ledger.close();
  });
});

describe('A closing that is on record without its statement', () => {
  it('has billed it, and it is issued as soon as the closing is followed, to the byte', async () => {
    const log = new CutOffStore();
    const ledger = await LedgerInParts.open(database.url, 1000, log);
    await decided(ledger, history);
    expect(log.events.some(({ type }) => type === 'statement.issued')).toBe(false);
    await followed(ledger);
    // Appended with the closing or behind it.
    log.isCutting = false;
    await followed(ledger);
    expect(await shown(ledger)).toEqual(settled(history));
    const issued = log.events.filter(({ type }) => type === 'statement.issued');
    expect(issued.map(({ data }) => data)).toEqual(settled(history).map((statement) => JSON.stringify(statement)));
    expect((await ledger.rows())['awaited_statement']).toEqual([]);
    await ledger.close();
  });

  it('makes no difference to what the next ones bill, nor to an audit', async () => {
    const log = new CutOffStore();
    const ledger = await LedgerInParts.open(database.url, 1000, log);
    const first = history.findIndex((line) => line.includes('"period.closed"'));
    await decided(ledger, history.slice(0, first + 1));
    log.isCutting = false;
    // The next ones are decided before the first statement is there, and after.
    await decided(ledger, history.slice(first + 1, -1));
    await followed(ledger);
    await decided(ledger, history.slice(-1));
    await followed(ledger);
    expect(await shown(ledger)).toEqual(settled(history));
    const audited = { log, followed: () => Promise.resolve({ position: log.events.length, voids: new Set<number>() }) };
    const lines = [];
    for await (const line of replay(audited, {})) lines.push(line);
    expect(lines.filter(({ kind }) => kind === 'finding')).toEqual([]);
    expect(lines.flatMap((line) => (line.kind === 'statement' ? [line.equal] : []))).toEqual(
      settled(history).map(() => true),
    );
    await ledger.close();
  });

  it('is found by an audit while its statement has not been issued', async () => {
    const log = new CutOffStore();
    const ledger = await LedgerInParts.open(database.url, 1000, log);
    await decided(ledger, history);
    const position = log.events.length + 1;
    const audited = { log, followed: () => Promise.resolve({ position, voids: new Set<number>() }) };
    const found = [];
    for await (const line of replay(audited, {})) if (line.kind === 'finding') found.push(line.what);
    expect(found).toEqual(settled(history).map(() => 'no-statement'));
    await ledger.close();
  });

  it('was followed by a version that did not know: then everything is followed anew', async () => {
    const ledger = await LedgerInParts.open(database.url, 1000);
    await decided(ledger, history);
    await ledger.project(1000);
    const rows = await ledger.rows();
    const forget = (sql: string): Promise<unknown> => ledger.source.query(sql);
    await forget('DROP TABLE awaited_statement');
    await forget(`DELETE FROM migrations WHERE name LIKE 'AwaitedStatements%'`);
    const opened = await openReadStore(database.url, { schema: ledger.schema, connections: 2 });
    await opened.destroy();
    expect(await ledger.rows()).toEqual(rows);

    await forget('DROP TABLE awaited_statement');
    await forget('DELETE FROM statement WHERE number = 1');
    await forget(`DELETE FROM migrations WHERE name LIKE 'AwaitedStatements%'`);
    const again = await openReadStore(database.url, { schema: ledger.schema, connections: 2 });
    await again.destroy();
    expect((await ledger.rows())['touch']).toEqual([]);
    await ledger.project(1000);
    expect(await ledger.rows()).toEqual(rows);
    await ledger.close();
  });
});
