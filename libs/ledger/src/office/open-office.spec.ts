import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openOffice, QuarantineStore } from './index.js';
import { NOON, OPENING, testOffice, type TestOffice } from './office.fixture.js';

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

  it('takes over the refused facts of a server from before', async () => {
    await office.source.undoLastMigration();
    const id = '018f0000-0000-7000-8000-000000000000';
    const refusal = office.vault.sealText('{"path":"data","message":"no"}', `office.quarantine ${id} refusal`);
    const text = office.vault.sealText('{}', `office.quarantine ${id} text`);
    await office.source.query(
      `INSERT INTO quarantine (id, refused_at, actor, correlation_id, line, code, sealed_refusal, sealed_text)
       VALUES ($1, '2026-01-01T00:00:00Z', 'crm', 'r', 1, 'invalid', $2, $3)`,
      [id, refusal, text],
    );
    const opened = await openOffice(office.url, { connections: 2 });
    const decide = (): Promise<never> => Promise.reject(new Error('not asked'));
    const quarantine = new QuarantineStore(opened, { vault: office.vault, now: () => NOON, decide });
    expect((await quarantine.list({}, { limit: 5 })).items).toMatchObject([{ id, imported: false, message: 'no' }]);
    expect(await quarantine.get(id)).toMatchObject({ text: '{}', raw: null, fact: { source: null }, resolution: null });
    await opened.destroy();
  });

  it('says at once where there is no such database', async () => {
    await expect(openOffice(`${office.url}x`)).rejects.toThrow('does not exist');
  });

  it('can be taken down again', async () => {
    for (const _ of office.source.migrations) await office.source.undoLastMigration();
    expect(await office.contents()).not.toContain('quarantine');
  });
});
