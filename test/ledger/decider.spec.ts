import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Settlement, type Statement } from '@paidonce/settlement';
import fc from 'fast-check';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';
import { duplicateSome } from '../histories/rearrange.arbitrary.js';
import { historyArbitrary } from '../histories/history.arbitrary.js';
import { linesOf } from '../histories/wire.js';
import { runs } from '../properties/engine.js';
import { importing, LedgerInParts, outcomeOf } from './ledger.fixture.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const few = Math.ceil(runs / 5);

function settleWhole(lines: readonly string[]): { outcomes: string[]; statements: Statement[] } {
  const settlement = new Settlement();
  const statements: Statement[] = [];
  const outcomes = lines.map((line) => {
    const applied = settlement.applyLine(line);
    if (applied.kind === 'recorded' && applied.statement) statements.push(applied.statement);
    if (applied.kind === 'refused') return `refused ${applied.refusal.code} ${applied.refusal.path}`;
    return applied.kind === 'recorded' ? 'accepted' : 'duplicate';
  });
  return { outcomes, statements };
}

const issued = (ledger: LedgerInParts): Statement[] =>
  ledger.log.events.filter(({ type }) => type === 'statement.issued').map(({ data }) => JSON.parse(data) as Statement);

const nameOf = ({ contractId, number }: Statement): string => `${contractId} ${number}`;

/** Statements contract by contract, without how many facts of others they knew. */
function inOneOrder(statements: readonly Statement[]): object[] {
  const sorted = [...statements].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return sorted.map((statement) => ({ ...statement, position: 0 }));
}

describe('A ledger', () => {
  it('decides and bills as a settlement of the same history does, in whatever batches it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        historyArbitrary().chain((history) => fc.tuple(fc.constant(history), duplicateSome(history))),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 60 }),
        async ([, history], batch, holds) => {
          const lines = linesOf(history);
          const ledger = await LedgerInParts.open(database.url, holds);
          try {
            const decider = ledger.decider();
            const outcomes: string[] = [];
            for (let i = 0; i < lines.length; i += batch) {
              const some = lines.slice(i, i + batch).map((line) => decider.decide(line, importing));
              outcomes.push(...(await Promise.all(some)).map(outcomeOf));
              await ledger.project(batch);
            }
            const whole = settleWhole(lines);
            expect(outcomes).toEqual(whole.outcomes);
            expect(inOneOrder(issued(ledger))).toEqual(inOneOrder(whole.statements));
            // The log has the facts of a batch account by account: there the position of a statement is found again.
            const log = ledger.log.events.filter(({ type }) => type !== 'statement.issued').map(({ data }) => data);
            expect(issued(ledger)).toEqual(settleWhole(log).statements);
          } finally {
            await ledger.close();
          }
        },
      ),
      { numRuns: few },
    );
  }, 300_000);
});
