import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Decider, SettlementProjection } from '@paidonce/ledger';
import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { historyArbitrary } from '../histories/history.arbitrary.js';
import { linesOf } from '../histories/wire.js';
import { runs } from '../properties/engine.js';
import { importing, LedgerInParts } from './ledger.fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

describe('A projection that another one has overtaken', () => {
  it('leaves nothing behind by which a decider would miss a fact on record', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary(), fc.nat(), async (history, cut) => {
        const ledger = await LedgerInParts.open(database.url, 1);
        try {
          const { log, shelf, source, vault } = ledger;
          const lines = linesOf(history);
          const before = ledger.decider();
          for (const line of lines) await before.decide(line, importing);
          const first = 1 + (cut % (log.events.length - 1));
          await new SettlementProjection(source, shelf).apply(log.events.slice(0, first));
          const slow = new SettlementProjection(source, shelf);
          await slow.position();
          await ledger.project(1000);
          // What it looks up is of the other's position by now, so that it may take for void what counts.
          await expect(slow.apply(log.events.slice(first))).rejects.toThrow();
          const decider = new Decider(log, shelf, vault, () => Date.UTC(2030, 0) * 1000);
          for (const line of lines) {
            expect([line, (await decider.decide(line, importing)).status]).toEqual([line, 'duplicate']);
          }
        } finally {
          await ledger.close();
        }
      }),
      { numRuns: Math.ceil(runs / 10), endOnFailure: true },
    );
  }, 300_000);
});

describe('A shelf', () => {
  it('forgets what it was told of tables in the place of which others have come', async () => {
    const ledger = await LedgerInParts.open(database.url, 1000);
    try {
      const { shelf, source } = ledger;
      shelf.note(0, 10, [], (await shelf.reach()).epoch);
      // What was parked when it was followed counts in the new ones.
      await source.query(`INSERT INTO touch (subject, position) VALUES (7, 5)`);
      expect(await shelf.touching([7], 10)).toEqual([]);
      await source.query(`UPDATE projection SET epoch = gen_random_uuid()`);
      await shelf.reach();
      expect(await shelf.touching([7], 10)).toEqual([5]);
    } finally {
      await ledger.close();
    }
  });
});
