import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { testDatabase, type TestDatabase } from '../../../postgres/src/testing/index.js';
import { openReadStore } from '../read/read-store.js';
import { inTurn } from './in-turn.js';

let database: TestDatabase;
let sources: DataSource[];
beforeAll(async () => {
  database = await testDatabase();
  sources = [await openReadStore(database.url), await openReadStore(database.url)];
}, 60_000);
afterAll(async () => {
  await Promise.all(sources.map((source) => source.destroy()));
  await database.drop();
});

/** Works until told to stop, and says when it begins and ends. */
const worker = (name: string, said: string[]) => async (signal: AbortSignal) => {
  said.push(`${name} begins`);
  await delay(60_000, undefined, { signal }).catch(() => undefined);
  said.push(`${name} ends`);
};

async function until(isDone: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !isDone(); i++) await delay(25);
}

describe('Of several processes on one database', () => {
  it('one works, and another takes over when it ends', async () => {
    const said: string[] = [];
    const [first, second] = [new AbortController(), new AbortController()];
    const works = [inTurn(sources[0]!, 'a', first.signal, worker('first', said))];
    await until(() => said.length === 1);
    works.push(inTurn(sources[1]!, 'a', second.signal, worker('second', said)));
    await delay(700);
    expect(said).toEqual(['first begins']);
    first.abort();
    await until(() => said.length === 3);
    second.abort();
    await Promise.all(works);
    expect(said).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  }, 30_000);

  it('whoever loses the connection stops, and begins anew', async () => {
    const said: string[] = [];
    const stop = new AbortController();
    const work = inTurn(sources[0]!, 'b', stop.signal, worker('one', said));
    await until(() => said.length === 1);
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    await until(() => said.length === 3);
    stop.abort();
    await work;
    expect(said).toEqual(['one begins', 'one ends', 'one begins', 'one ends']);
  }, 30_000);
});
