import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openOffice } from './index.js';
import { OPENING, testOffice, type TestOffice } from './office.fixture.js';

let office: TestOffice;
beforeAll(async () => {
  office = await testOffice();
}, OPENING);
afterAll(() => office.close());

describe('The office', () => {
  it('has the tables that its code expects', async () => {
    const { upQueries } = await office.source.driver.createSchemaBuilder().log();
    const changes = upQueries.map(({ query }) => query);
    expect(changes.filter((query) => /(TABLE|COLUMN)/.test(query) && !query.includes('CONSTRAINT'))).toEqual([]);
  });

  it('can be opened by several processes at once, and keeps what it has', async () => {
    await office.source.query(`INSERT INTO idempotency (key, request, at) VALUES ('kept', 'r', 0)`);
    const others = await Promise.all([1, 2, 3].map(() => openOffice(office.url, { connections: 2 })));
    for (const other of others) {
      expect(await other.query('SELECT key FROM idempotency')).toEqual([{ key: 'kept' }]);
      await other.destroy();
    }
  });

  it('says at once where there is no such database', async () => {
    await expect(openOffice(`${office.url}x`)).rejects.toThrow('does not exist');
  });

  it('can be taken down again', async () => {
    for (const _ of office.source.migrations) await office.source.undoLastMigration();
    expect(await office.contents()).not.toContain('quarantine');
  });
});
