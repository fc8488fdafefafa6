import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ReplayLine } from '@paidonce/audit';
import pg from 'pg';
import { linesOf, RealServer } from '../server/real-server.fixture.js';
import { against, cases } from './audited.fixture.js';

let server: RealServer;
beforeAll(async () => {
  server = await RealServer.start();
  const [, lines] = cases.find(([name]) => name === 'six-models')!;
  await server.import(lines.join('\n'));
  await server.projected();
}, 60_000);
afterAll(() => server.stop());

const replayed = async (query = ''): Promise<ReplayLine[]> =>
  linesOf<ReplayLine>(await (await server.ask(`/v1/audit/replay${query}`)).text());

/** Writes to the tables of the log, as who owns the database can. */
async function tamper(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.database.url });
  await client.connect();
  await client.query('ALTER TABLE log.event DISABLE TRIGGER never_rewritten');
  await client.query(sql);
  await client.end();
}

describe('A log whose table was written to', () => {
  it('is replayed to the byte before, and shows afterwards where', async () => {
    const sound = await replayed();
    expect(against(sound)).toEqual([]);
    expect(sound.at(-1)).toMatchObject({ kind: 'end', differing: 0, findings: 0 });
    await tamper(
      `UPDATE log.event SET data = regexp_replace(data::text, '"presented": *true', '"presented":false', 'g')::json
       WHERE type = 'call.completed'`,
    );
    const found = against(await replayed());
    expect(found.length).toBeGreaterThan(0);
    const lines = found.flatMap((line) => (line.kind === 'statement' ? line.differences : []));
    expect(lines).toContainEqual(
      expect.objectContaining({ in: 'line', line: expect.objectContaining({ model: 'effective-call' }) }),
    );
    expect(JSON.stringify(lines)).toMatch(/"type":"call\.completed"[^}]*"position":\d+/);
  }, 60_000);
});
