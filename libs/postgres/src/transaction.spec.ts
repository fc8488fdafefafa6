import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction, openPool } from './index.js';
import { testDatabase, type TestDatabase } from './testing/index.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query('CREATE TABLE note (text text)');
});
afterAll(() => database.drop());

const notes = async () =>
  (await database.pool.query<{ text: string }>('SELECT text FROM note')).rows.map((row) => row.text);

describe('work in a transaction', () => {
  it('is kept whole, or not at all', async () => {
    const kept = await inTransaction(database.pool, async (client) => {
      await client.query("INSERT INTO note VALUES ('kept')");
      return 'the answer';
    });
    expect(kept).toBe('the answer');
    const failed = inTransaction(database.pool, async (client) => {
      await client.query("INSERT INTO note VALUES ('lost')");
      await client.query('SELECT 1 / 0');
    });
    await expect(failed).rejects.toThrow('division by zero');
    expect(await notes()).toEqual(['kept']);
  });

  it('that loses its connection says so, and the pool makes a new one', async () => {
    const pool = openPool(database.url, { max: 1 });
    const cut = inTransaction(pool, async (client) => {
      client.on('error', () => undefined);
      await client.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await expect(cut).rejects.toThrow(/terminat/);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});

describe('a pool', () => {
  it('survives the end of connections that nobody uses, and tells of it', async () => {
    const told: string[] = [];
    const pool = openPool(database.url, { applicationName: 'idle', onIdleError: (error) => told.push(error.message) });
    await pool.query('SELECT 1');
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'idle' AND datname = current_database()",
    );
    while (told.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(told[0]).toMatch(/terminat/);
    expect((await pool.query('SHOW application_name')).rows).toEqual([{ application_name: 'idle' }]);
    await pool.end();
  });
});

describe('databases of tests', () => {
  it('are separate, and go while somebody is still connected', async () => {
    const other = await testDatabase();
    await expect(other.pool.query('SELECT FROM note')).rejects.toThrow('does not exist');
    const guest = openPool(other.url);
    await guest.query('SELECT 1');
    await other.drop();
    await expect(guest.query('SELECT 1')).rejects.toThrow();
    await guest.end();
  });
});
