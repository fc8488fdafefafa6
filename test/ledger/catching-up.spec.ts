import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Decider, PostgresShelf } from '@paidonce/ledger';
import { Settlement, type Statement } from '@paidonce/settlement';
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

/** A shelf that the projector moves on at the worst moment: before sums are read. */
class MovingShelf extends PostgresShelf {
  constructor(readonly ledger: LedgerInParts) {
    super(ledger.source, ledger.log, ledger.shelf.reader);
  }

  override async books(clientId: string): ReturnType<PostgresShelf['books']> {
    await this.ledger.project(5);
    return super.books(clientId);
  }
}

describe('A decider that starts while the projection catches up', () => {
  it('counts nothing twice of what it follows', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary(), fc.nat(), fc.nat(), async (history, first, second) => {
        const lines = linesOf(history);
        const [projected, recorded] = [first % lines.length, second % lines.length].sort((a, b) => a - b);
        const ledger = await LedgerInParts.open(database.url, 1000);
        const decideAll = async (decider: Decider, some: readonly string[]): Promise<void> => {
          for (const line of some) await decider.decide(line, importing);
        };
        try {
          const before = ledger.decider();
          await decideAll(before, lines.slice(0, projected));
          await ledger.project(1000);
          await decideAll(before, lines.slice(projected, recorded));
          const { log, vault } = ledger;
          const now = () => Date.UTC(2030, 0) * 1000;
          await decideAll(new Decider(log, new MovingShelf(ledger), vault, now), lines.slice(recorded));
          const settlement = new Settlement();
          const owed = lines.flatMap((line) => {
            const applied = settlement.applyLine(line);
            return applied.kind === 'recorded' && applied.statement ? [applied.statement] : [];
          });
          const issued = log.events.filter(({ type }) => type === 'statement.issued');
          expect(issued.map(({ data }) => JSON.parse(data) as Statement)).toEqual(owed);
        } finally {
          await ledger.close();
        }
      }),
      { numRuns: Math.ceil(runs / 5), endOnFailure: true },
    );
  }, 300_000);
});
