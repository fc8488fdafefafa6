import { describe, expect, it } from '@jest/globals';
import { Settlement } from '@paidonce/settlement';
import fc from 'fast-check';
import { historyArbitrary } from '../histories/history.arbitrary.js';
import { duplicateSome, owedInTotal, reorderingArbitrary, splitIntoFiles } from '../histories/rearrange.arbitrary.js';
import { linesOf, type History } from '../histories/wire.js';
import { runs, settle } from './engine.js';

const correctionAfter = (fact: History[number], i: number): History[number] => {
  const { contractId } = fact.data as { contractId: string };
  return { ...fact, id: `check-${i}`, type: 'correction.issued', data: { contractId } };
};

describe('Settlement', () => {
  it('owes the same whatever the order in which facts were recorded, once references stand first', () => {
    fc.assert(
      fc.property(reorderingArbitrary(), ({ inOrder, reordered }) => {
        const first = settle(linesOf(inOrder));
        const second = settle(linesOf(reordered));
        expect(second.errors).toEqual(first.errors);
        expect(owedInTotal(second.statements)).toEqual(owedInTotal(first.statements));
      }),
      { numRuns: runs },
    );
  });

  it('is not changed by facts that come again, however often and late', () => {
    fc.assert(
      fc.property(
        historyArbitrary().chain((history) => fc.tuple(fc.constant(history), duplicateSome(history))),
        ([history, repeated]) => {
          const once = settle(linesOf(history));
          const again = settle(linesOf(repeated));
          expect(again.errors).toEqual([]);
          expect(again.statements).toEqual(once.statements);
          const more = repeated.length - history.length;
          expect(again.settlement.repeated).toBe(once.settlement.repeated + more);
        },
      ),
      { numRuns: runs },
    );
  });

  it('is not changed by where a history is cut into files, nor by a replay of all of it', () => {
    fc.assert(
      fc.property(
        historyArbitrary().chain((history) =>
          fc.tuple(fc.constant(linesOf(history)), splitIntoFiles(linesOf(history))),
        ),
        ([lines, files]) => {
          const settlement = new Settlement();
          const parts = files.flatMap((file) => settle(file, settlement).statements);
          expect(parts).toEqual(settle(lines).statements);
          expect(settle(lines, settlement)).toMatchObject({ statements: [], errors: [] });
        },
      ),
      { numRuns: runs },
    );
  });

  it('never contradicts what a shorter history was settled to', () => {
    fc.assert(
      fc.property(historyArbitrary(), fc.double({ min: 0, max: 1, noNaN: true }), (history, share) => {
        const lines = linesOf(history);
        const whole = settle(lines).statements;
        const prefix = settle(lines.slice(0, Math.floor(lines.length * share))).statements;
        expect(whole.slice(0, prefix.length)).toEqual(prefix);
      }),
      { numRuns: runs },
    );
  });

  it('has billed what is owed after every statement: a correction right behind it finds nothing', () => {
    fc.assert(
      fc.property(historyArbitrary(), (history) => {
        const settlement = new Settlement();
        history.forEach((fact, i) => {
          const applied = settlement.apply(fact);
          if (applied.kind !== 'recorded' || !applied.statement) return;
          const [statement] = settle(linesOf([correctionAfter(fact, i)]), settlement).statements;
          const { lines, vat, total } = statement ?? { lines: ['none'], vat: '1', total: '1' };
          expect({ lines, vat: Number(vat), total: Number(total) }).toEqual({ lines: [], vat: 0, total: 0 });
        });
      }),
      { numRuns: runs },
    );
  });

  it('owes nothing earlier for results and calls that are dated later', () => {
    let compared = 0;
    fc.assert(
      fc.property(historyArbitrary({ closings: false }), fc.nat(999), (generated, pick) => {
        // A dispute of a fact is one of all facts of its kind: it cannot be left out with that fact alone.
        const history = generated.filter(({ type }) => !type.startsWith('dispute.'));
        const cut = Date.parse(history[pick % history.length]?.time ?? '');
        const isLater = ({ type, time }: History[number]): boolean =>
          /^(lead\.(confirmed|transferred|arrived)|call\.completed)$/.test(type) && Date.parse(time) >= cut;
        const before = history.filter((fact) => !isLater(fact));
        // Of several time zones a day of one may run over the end of a period of another (section 4).
        if (hasSeveralZones(history)) return;
        const without = owedBefore(settle(linesOf(before)).settlement, cut * 1000);
        if (before.length < history.length && without.length > 0) compared++;
        expect(without).toEqual(owedBefore(settle(linesOf(history)).settlement, cut * 1000));
      }),
      { numRuns: 4 * runs },
    );
    expect(compared).toBeGreaterThan(0);
  });
});

function hasSeveralZones(history: History): boolean {
  const zones = history
    .filter(({ type }) => type === 'contract.signed')
    .map(({ data }) => (data as { terms: { timeZone: string } }).terms.timeZone);
  return new Set(zones).size > 1;
}

/** What the usage clauses owe for periods that end before a moment. */
function owedBefore({ world }: Settlement, instant: number): unknown[] {
  return world.contractList.flatMap((contract) =>
    contract.book
      .pages()
      .filter(({ period }) => period.end <= instant)
      .flatMap((page) =>
        [...page.cells.values()]
          .filter(({ quantity }) => quantity !== 0)
          .map((cell) =>
            [
              contract.id,
              page.period.name,
              cell.campaignId,
              cell.clause.id,
              cell.detail,
              cell.version.number,
              cell.quantity,
              cell.amount,
            ].join(),
          )
          .sort(),
      ),
  );
}
