import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { demoCases } from '@paidonce/demo';
import { openPostgresEventStore } from '@paidonce/event-store';
import { logReader, rebuild } from '@paidonce/ledger';
import { RealServer } from './real-server.fixture.js';

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
}, 60_000);
afterAll(() => server.stop());

const histories = demoCases.map(({ generate }) => {
  const lines = [...generate({ seed: 7, leads: 200 })].map((fact) => JSON.stringify(fact));
  return { first: lines.slice(0, lines.length / 2).join('\n'), rest: lines.slice(lines.length / 2).join('\n') };
});

/**
 * What facts touch, however it is stored: of rows and of buckets as many bits of the hash as runs keep, with the positions.
 */
const TOUCHED = `
  SELECT (subject >> 14) || ' ' || position AS row FROM read.touch
  UNION ALL
  SELECT ((bucket::bigint << rest) | (entry >> (63 - rest))) || ' ' || ((entry & (1::bigint << (63 - rest)) - 1) + first)
  FROM read.touch_run JOIN read.touch_bucket AS bucket USING (run), unnest(bucket.entries) AS entry
  ORDER BY 1`;

/** All rows of the read models, table by table; what tells one building from another is left out. */
async function rows(): Promise<Record<string, string[]>> {
  const { pool } = server.database;
  const tables = await pool.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'read' AND tablename !~ '^(migrations|touch)' ORDER BY 1`,
  );
  const found: Record<string, string[]> = {};
  for (const { name } of tables.rows) {
    const { rows: contents } = await pool.query<{ row: string }>(
      `SELECT (to_jsonb(t) - 'epoch')::text AS row FROM read.${name} t ORDER BY 1`,
    );
    found[name] = contents.map(({ row }) => row);
  }
  found['touched'] = (await pool.query<{ row: string }>(TOUCHED)).rows.map(({ row }) => row);
  return found;
}

interface Threaded {
  readonly position?: number;
  readonly told?: number;
  readonly name?: string;
  readonly message?: string;
}

/** Builds them anew in a process in which a thread reads the log. */
async function rebuildWithThread(holds: number, stop?: 'stop'): Promise<Threaded> {
  const args = ['test/server/rebuild-with-thread.mjs', server.database.url, String(holds), ...(stop ? [stop] : [])];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
  return JSON.parse(stdout) as Threaded;
}

/** Another application has written into the account of a client. */
async function anothersEvent(): Promise<void> {
  const log = await openPostgresEventStore({ pool: server.database.pool });
  const event = { id: crypto.randomUUID(), type: 'payment.received', data: '{"amount":5}', metadata: '{}' };
  await log.append('account-77', [event], 'any');
  await log.close();
}

async function rebuildAll(holds: number): Promise<void> {
  const log = await openPostgresEventStore({ pool: server.database.pool });
  try {
    await rebuild(server.database.url, log, () => logReader(log), { holds, batch: 700 });
  } finally {
    await log.close();
  }
}

describe('Read models that are built anew', () => {
  it('are those that were there, to the byte, however little is held in memory', async () => {
    for (const { first } of histories) expect((await server.import(first)).at(-1)).toMatchObject({ refused: 0 });
    await anothersEvent();
    await server.projected();
    const live = await rows();
    expect(live['void_fact']).toHaveLength(1);
    expect([live['claim']?.length, live['payment']?.length]).not.toContain(0);
    expect(live['statement']?.length).toBeGreaterThan(0);
    expect(live['touched']?.length).toBeGreaterThan(live['statement']?.length ?? 0);
    for (const holds of [1_000_000, 500]) {
      await rebuildAll(holds);
      expect(await rows()).toEqual(live);
    }
  }, 120_000);

  it('take the place of the live ones while facts come in, and are followed up from there', async () => {
    const importing = Promise.all(histories.map(({ rest }) => server.import(rest)));
    await rebuildAll(2_000);
    for (const answers of await importing) expect(answers.at(-1)).toMatchObject({ refused: 0 });
    await server.projected();
    const live = await rows();
    await rebuildAll(1_000_000);
    expect(await rows()).toEqual(live);
  }, 120_000);
});

describe('Read models that are built anew with a thread for the reading of the log', () => {
  it('are those that were there, to the byte, however little is held in memory', async () => {
    const live = await rows();
    const { rows: heads } = await server.database.pool.query<{ position: string }>('SELECT position FROM log.head');
    const head = Number(heads[0]?.position);
    for (const holds of [1_000_000, 500]) {
      expect(await rebuildWithThread(holds)).toEqual({ position: head, told: head });
      expect(await rows()).toEqual(live);
    }
  }, 120_000);

  it('are not put in the place of the live ones where the building is stopped', async () => {
    const live = await rows();
    const epoch = async (): Promise<object[]> =>
      (await server.database.pool.query<object>('SELECT epoch FROM read.projection')).rows;
    const before = await epoch();
    expect(await rebuildWithThread(1_000_000, 'stop')).toEqual({ name: 'Error', message: 'stopped' });
    expect(await epoch()).toEqual(before);
    expect(await rows()).toEqual(live);
  }, 60_000);

  it('are not built of a log that has lost an event, which is named', async () => {
    const { pool } = server.database;
    const live = await rows();
    await pool.query('ALTER TABLE log.event DISABLE TRIGGER never_rewritten');
    await pool.query('DELETE FROM log.event WHERE position = 700');
    expect(await rebuildWithThread(1_000_000)).toMatchObject({ name: 'LogDamaged', position: 700 });
    await expect(rebuildAll(1_000_000)).rejects.toThrow('no event at position 700');
    expect(await rows()).toEqual(live);
  }, 60_000);
});
