import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { testDatabase, type TestDatabase } from '../../../postgres/src/testing/index.js';
import { openSchema } from '../schema.js';
import { MemoryEventStore } from '../testing/memory-event-store.fixture.js';
import { PostgresShelf } from './postgres-shelf.js';
import { ReadModels1763900000000, TouchBuckets1764500000000 } from './read-models.migration.js';
import { LIVE_SCHEMA, openReadStore, PROJECTION } from './read-store.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

describe('Read models of a former version', () => {
  it('are opened with what they know: what facts touch is found, how far the log was followed stays', async () => {
    const former = await openSchema(database.url, {
      schema: LIVE_SCHEMA,
      applicationName: 'former',
      connections: 2,
      migrations: [ReadModels1763900000000],
    });
    await former.query('INSERT INTO projection VALUES ($1, $2, 12, 11)', [PROJECTION, randomUUID()]);
    await former.query('INSERT INTO touch VALUES (7, 3), (7, 9), (8, 4)');
    await former.query(`INSERT INTO lead VALUES ('L-1', 'CA-1', 'C-1')`);
    await former.destroy();
    const source = await openReadStore(database.url);
    try {
      const shelf = new PostgresShelf(source, new MemoryEventStore(), { facts: () => Promise.resolve([]) });
      expect(await shelf.reach()).toMatchObject({ position: 12, facts: 11 });
      expect([...(await shelf.touching([7], 12))].sort()).toEqual([3, 9]);
      expect(await source.query(`SELECT to_regclass('lead') AS lead`)).toEqual([{ lead: null }]);
    } finally {
      await source.destroy();
    }
  });

  it('have the runs that they had, told apart from new ones', async () => {
    const schema = 'read_with_runs';
    const former = await openSchema(database.url, {
      schema,
      applicationName: 'former',
      connections: 2,
      migrations: [ReadModels1763900000000, TouchBuckets1764500000000],
    });
    await former.query('INSERT INTO projection VALUES ($1, $2, 12, 11)', [PROJECTION, randomUUID()]);
    await former.query('INSERT INTO touch_run VALUES (3, 6, 2), (7, 6, 5)');
    await former.query('INSERT INTO touch_bucket VALUES (3, 0, $1), (7, 0, $2)', [
      [`${2n ** 41n + 1n}`],
      [`${2n ** 41n + 4n}`],
    ]);
    await former.destroy();
    const source = await openReadStore(database.url, { schema });
    try {
      const shelf = new PostgresShelf(source, new MemoryEventStore(), { facts: () => Promise.resolve([]) });
      expect([...(await shelf.touching([2 ** 25], 12))].sort()).toEqual([3, 9]);
      expect(await shelf.touching([2 ** 25], 8)).toEqual([3]);
      expect(await shelf.touching([2 ** 24, 2 ** 26], 12)).toEqual([]);
      const added: unknown = await source.query(
        'INSERT INTO touch_run (bits, rest, first) VALUES (8, 31, 1) RETURNING run',
      );
      expect(added).toEqual([{ run: 8 }]);
    } finally {
      await source.destroy();
    }
  });
});
