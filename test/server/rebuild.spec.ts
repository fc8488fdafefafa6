import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

/** All rows of the read models, table by table; what tells one building from another is left out. */
async function rows(): Promise<Record<string, string[]>> {
  const { pool } = server.database;
  const tables = await pool.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'read' AND tablename <> 'migrations' ORDER BY 1`,
  );
  const found: Record<string, string[]> = {};
  for (const { name } of tables.rows) {
    const { rows: contents } = await pool.query<{ row: string }>(
      `SELECT (to_jsonb(t) - 'epoch')::text AS row FROM read.${name} t ORDER BY 1`,
    );
    found[name] = contents.map(({ row }) => row);
  }
  return found;
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
    await server.projected();
    const live = await rows();
    expect(live['statement']?.length).toBeGreaterThan(0);
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
