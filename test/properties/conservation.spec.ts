import { describe, expect, it } from '@jest/globals';
import { account, explainFact, items, type Item } from '@paidonce/settlement';
import { Fraction } from 'fraction.js';
import fc from 'fast-check';
import { historyArbitrary } from '../histories/history.arbitrary.js';
import { linesOf } from '../histories/wire.js';
import { operatorSecondsByRules } from '../oracle/oracle.js';
import { runs, settle } from './engine.js';

const lineOf = (item: Item): string =>
  JSON.stringify([item.contractId, item.forPeriod, item.campaignId, item.clauseId, item.detail, item.termsVersion]);

describe('Nothing is lost and nothing is paid twice:', () => {
  it('the items of a line sum up to the line', () => {
    fc.assert(
      fc.property(historyArbitrary(), (history) => {
        const { settlement } = settle(linesOf(history));
        const quantities = new Map<string, number>();
        const amounts = new Map<string, Fraction>();
        for (const item of items(settlement)) {
          if (item.quantity === 0) continue;
          const line = lineOf(item);
          quantities.set(line, (quantities.get(line) ?? 0) + item.quantity);
          amounts.set(line, (amounts.get(line) ?? new Fraction(0)).add(new Fraction(item.amount ?? '0')));
        }
        for (const contract of settlement.world.contractList) {
          for (const page of contract.book.pages()) {
            for (const cell of page.cells.values()) {
              if (cell.campaignId === null || (cell.quantity === 0 && cell.amount === 0n)) continue;
              const { clause, detail, version } = cell;
              const line = JSON.stringify([
                contract.id,
                page.period.name,
                cell.campaignId,
                clause.id,
                detail,
                version.number,
              ]);
              expect([line, quantities.get(line)]).toEqual([line, cell.quantity]);
              expect([line, amounts.get(line)?.toFraction()]).toEqual([line, cell.exactAmount.toFraction()]);
            }
          }
        }
      }),
      { numRuns: runs },
    );
  });

  it('an entitlement is billed by at most its highest price, and in full at most once', () => {
    fc.assert(
      fc.property(historyArbitrary(), (history) => {
        const { settlement } = settle(linesOf(history));
        const results = [...items(settlement)].filter(({ fate, leadId }) => leadId !== null && fate !== 'unbillable');
        for (const { fact } of results) {
          for (const rows of explainFact(settlement, fact)?.entitlements ?? []) {
            if (rows.some(({ price }) => price === null)) continue;
            const prices = rows.map(({ price }) => new Fraction(price ?? '0'));
            const billed = rows.map((row) => new Fraction(row.billed ?? '0'));
            const highest = prices.reduce((max, price) => (price.compare(max) > 0 ? price : max));
            const sum = billed.reduce((total, amount) => total.add(amount), new Fraction(0));
            expect(sum.compare(highest)).toBeLessThanOrEqual(0);
            expect(billed.filter((amount, i) => amount.equals(prices[i] ?? 0) && !amount.equals(0))).toHaveLength(1);
          }
        }
      }),
      { numRuns: runs },
    );
  });

  it('a second of an operator is paid once', () => {
    fc.assert(
      fc.property(historyArbitrary(), (history) => {
        const lines = linesOf(history);
        const { settlement } = settle(lines);
        const bySlices = settlement.world.shiftList.flatMap(({ slices }) => slices.filter(({ cell }) => cell));
        const paid = bySlices.reduce((sum, { seconds }) => sum + seconds, 0);
        expect(paid).toBe(secondsByRules(lines));
      }),
      { numRuns: runs },
    );
  });

  it('every fact that was read is in exactly one count, refused ones included', () => {
    fc.assert(
      fc.property(historyArbitrary(), (history) => {
        const lines = [...linesOf(history), 'not a fact', ...linesOf(history.slice(0, 5))];
        const { settlement, errors } = settle(lines);
        const { rows, total, facts, repeated } = account(settlement);
        expect(facts + repeated).toBe(lines.length);
        expect(total.refused).toBe(errors.length);
        const sum = rows.reduce(
          (all, { type: _, ...counts }) => all + Object.values(counts).reduce((a, b) => a + b, 0),
          0,
        );
        expect(sum).toBe(facts);
      }),
      { numRuns: runs },
    );
  });
});

/** Seconds that the rules pay, over all clients and operators, none of them twice. */
function secondsByRules(lines: readonly string[]): number {
  let microseconds = 0n;
  for (const { paid } of operatorSecondsByRules(lines)) {
    paid.forEach(({ from, to }, i) => {
      expect(from >= (paid[i - 1]?.to ?? from)).toBe(true);
      microseconds += to - from;
    });
  }
  return Number(microseconds) / 1e6;
}
