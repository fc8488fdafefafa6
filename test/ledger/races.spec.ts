import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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

describe('Several deciders on one log', () => {
  it('take every fact once, and bill what a settlement of the log bills', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary(), fc.integer({ min: 1, max: 25 }), async (history, batch) => {
        const lines = linesOf(history);
        const ledger = await LedgerInParts.open(database.url, 1000);
        try {
          const deciders = [ledger.decider(), ledger.decider(), ledger.decider()];
          const accepted: string[] = [];
          for (let i = 0; i < lines.length; i += batch) {
            const some = lines.slice(i, i + batch);
            // Each of them is offered everything: the others' decisions are duplicates.
            const decisions = await Promise.all(
              deciders.map((decider) => Promise.all(some.map((line) => decider.decide(line, importing)))),
            );
            for (const decision of decisions.flat()) {
              expect(decision.status).not.toBe('refused');
              if (decision.status === 'accepted') accepted.push(`${decision.source} ${decision.id}`);
            }
            if (i % 3 === 0) await ledger.project(batch);
          }
          const offered = new Set(history.map(({ source, id }) => `${source} ${id}`));
          expect(accepted.sort()).toEqual([...offered].sort());
          const facts = ledger.log.events.filter(({ type }) => type !== 'statement.issued');
          const settlement = new Settlement();
          const billed: Statement[] = [];
          for (const { data } of facts) {
            const applied = settlement.apply(JSON.parse(data));
            expect(applied.kind).toBe('recorded');
            if (applied.kind === 'recorded' && applied.statement) billed.push(applied.statement);
          }
          const issued = ledger.log.events.filter(({ type }) => type === 'statement.issued');
          expect(issued.map(({ data }) => JSON.parse(data) as Statement)).toEqual(billed);
        } finally {
          await ledger.close();
        }
      }),
      { numRuns: Math.ceil(runs / 10), endOnFailure: true },
    );
  }, 300_000);

  it('see what the others recorded, however long ago, before they decide', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary(), fc.infiniteStream(fc.nat(2)), async (history, turns) => {
        const lines = linesOf(history);
        const ledger = await LedgerInParts.open(database.url, 1000);
        try {
          const deciders = [ledger.decider(), ledger.decider(), ledger.decider()];
          for (const [i, line] of lines.entries()) {
            const decision = await deciders[Number(turns.next().value)]!.decide(line, importing);
            expect([line, decision.status]).not.toEqual([line, 'refused']);
            if (i % 5 === 0) await ledger.project(100);
          }
          const settlement = new Settlement();
          const owed = lines.flatMap((line) => {
            const applied = settlement.applyLine(line);
            return applied.kind === 'recorded' && applied.statement ? [applied.statement] : [];
          });
          const issued = ledger.log.events.filter(({ type }) => type === 'statement.issued');
          expect(issued.map(({ data }) => JSON.parse(data) as Statement)).toEqual(owed);
        } finally {
          await ledger.close();
        }
      }),
      { numRuns: Math.ceil(runs / 10), endOnFailure: true },
    );
  }, 300_000);
});
