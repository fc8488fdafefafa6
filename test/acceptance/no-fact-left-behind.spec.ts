/** What is reported of facts, on random histories: against the rules read literally, and against what is billed. */
import { describe, expect, it } from '@jest/globals';
import { factTypes } from '@paidonce/facts';
import { account, explainFact, explainLine, items, Settlement, type Item } from '@paidonce/settlement';
import fc from 'fast-check';
import { historyArbitrary } from '../histories/history.arbitrary.js';
import { entitlementsByRules } from '../oracle/oracle.js';

const numRuns = Math.min(20, Number(process.env['PROPERTY_RUNS'] ?? 20));
const SEED = 20260102;

function settled(lines: readonly string[]): Settlement {
  const settlement = new Settlement();
  for (const line of lines) settlement.applyLine(line);
  return settlement;
}

const holds = (check: (settlement: Settlement, lines: readonly string[]) => void): void => {
  fc.assert(
    fc.property(historyArbitrary(), (history) => {
      const lines = history.map((fact) => JSON.stringify(fact));
      check(settled(lines), lines);
    }),
    { numRuns, seed: SEED },
  );
};

const keyOf = ({ contractId, forPeriod, campaignId, clauseId, detail }: Item): string =>
  JSON.stringify([contractId, forPeriod, campaignId, clauseId, detail]);

describe('No fact is left behind', () => {
  it('each one that was read is counted once', () => {
    holds((settlement, lines) => {
      const { rows, total, facts, repeated } = account(settlement);
      expect(facts + repeated).toBe(lines.length);
      const sum = rows.reduce(
        (all, { type: _, ...counts }) => all + Object.values(counts).reduce((a, b) => a + b, 0),
        0,
      );
      expect(sum).toBe(facts);
      expect(Object.values(total).reduce((a, b) => a + b, 0)).toBe(facts);
      expect(rows.map(({ type }) => type)).toEqual(
        [...factTypes, 'unreadable'].filter((type) => rows.some((row) => row.type === type)),
      );
    });
  });

  it('each one can be explained, in both languages', () => {
    holds((settlement, lines) => {
      for (const [i, line] of lines.entries()) {
        const { source, id } = JSON.parse(line) as { source: string; id: string };
        const report = explainFact(settlement, { source, id });
        if (!report) throw new Error(`line ${i + 1} has no report`);
        expect(report.why.length).toBeGreaterThan(0);
        for (const { en, ru } of report.why)
          expect([/[a-z]/.test(en), /[а-яё]/.test(ru), /[а-яё]/.test(en)]).toEqual([true, true, false]);
      }
    });
  });
});

describe('What is owed for facts', () => {
  it('adds up to the quantity of their line', () => {
    holds((settlement) => {
      const sums = new Map<string, { quantity: number; isTiered: boolean; item: Item }>();
      for (const item of items(settlement)) {
        if (item.clauseId === null || item.forPeriod === null) continue;
        const sum = sums.get(keyOf(item)) ?? { quantity: 0, isTiered: false, item };
        sum.quantity += item.quantity;
        sum.isTiered ||= item.amount === null;
        sums.set(keyOf(item), sum);
      }
      for (const { quantity, isTiered, item } of sums.values()) {
        const { contractId, forPeriod, campaignId, clauseId, detail } = item;
        // Tiers price all campaigns together: then the line is more than the items of one campaign.
        if (isTiered || quantity === 0 || contractId === null || forPeriod === null || clauseId === null) continue;
        const line = explainLine(settlement, { contractId, forPeriod, campaignId, clauseId, detail });
        expect(line?.owed.reduce((all, owed) => all + owed.quantity, 0)).toBe(quantity);
      }
    });
  });

  it('is billed or covered as the rules say, read literally', () => {
    holds((settlement, lines) => {
      const found = new Map([...items(settlement)].map((item) => [JSON.stringify([item.fact, item.clauseId]), item]));
      for (const { facts } of entitlementsByRules(lines)) {
        for (const { source, id, clauseId, billed, coveredBy, termsVersion } of facts) {
          const item = found.get(JSON.stringify([{ source, id }, clauseId]));
          expect(item).toMatchObject({
            termsVersion,
            coveredBy: coveredBy && { source: coveredBy.source, id: coveredBy.id },
            ...(coveredBy ? { fate: 'covered', amount: '0', quantity: 0 } : { amount: billed, quantity: 1 }),
          });
        }
      }
    });
  });
});
