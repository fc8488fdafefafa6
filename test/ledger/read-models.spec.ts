import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

const few = Math.ceil(runs / 5);

describe('Read models', () => {
  it('are the same however the log is cut into batches, and whenever the projector starts anew', async () => {
    await fc.assert(
      fc.asyncProperty(
        historyArbitrary(),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 60 }),
        async (history, batch, holds) => {
          const whole = await LedgerInParts.open(database.url, 1_000_000);
          const parts = await LedgerInParts.open(database.url, holds, whole.log);
          try {
            const decider = whole.decider();
            await Promise.all(linesOf(history).map((line) => decider.decide(line, importing)));
            await whole.project(10_000);
            await parts.project(batch);
            expect(await parts.rows()).toEqual(await whole.rows());
          } finally {
            await whole.close();
            await parts.close();
          }
        },
      ),
      { numRuns: few, endOnFailure: true },
    );
  }, 120_000);
});
