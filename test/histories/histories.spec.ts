import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { judge, readHistory, settleByRules } from '../oracle/oracle.js';
import { FEATURES, featuresOf } from './features.js';
import { historyArbitrary } from './history.arbitrary.js';
import { goodAmendment } from './invalid-terms.js';
import { invalidLineArbitrary, MUTATIONS } from './invalid.arbitrary.js';
import {
  duplicateSome,
  isClosing,
  owedInTotal,
  permuteKeepingReferences,
  reorderingArbitrary,
  splitIntoFiles,
  withoutClosings,
} from './rearrange.arbitrary.js';
import { linesOf, type History } from './wire.js';

jest.setTimeout(120_000);

const SEED = 20260101;
const SAMPLES = 300;
/** Of the samples: a property over a hundred histories or so meets every rule. */
const LEAST = 3;

const refusalsOf = (history: History) => readHistory(linesOf(history)).errors;
const statementsOf = (history: History) => {
  const settled = settleByRules(linesOf(history));
  if ('errors' in settled) throw new Error(JSON.stringify(settled.errors));
  return settled.statements;
};

describe('random histories', () => {
  const met = new Map<string, number>();
  const sizes: number[] = [];

  beforeAll(() => {
    for (const history of fc.sample(historyArbitrary(), { numRuns: SAMPLES, seed: SEED })) {
      sizes.push(history.length);
      for (const feature of featuresOf(history)) met.set(feature, (met.get(feature) ?? 0) + 1);
    }
  });

  it.each(Object.keys(FEATURES))('meet: %s', (feature) => {
    expect(met.get(feature) ?? 0).toBeGreaterThanOrEqual(LEAST);
  });

  it('are short enough to be read', () => {
    expect(Math.max(...sizes)).toBeLessThan(130);
    expect(sizes.reduce((a, b) => a + b) / SAMPLES).toBeLessThan(70);
  });

  it('are the same for the same seed', () => {
    const sample = () => fc.sample(historyArbitrary(), { numRuns: 3, seed: SEED });
    expect(sample()).toEqual(sample());
  });
});

describe('rearranged histories', () => {
  const settings = { seed: SEED, numRuns: 30 };

  it('stay valid when facts are permuted behind what they refer to', () => {
    const permuted = historyArbitrary().chain((history) =>
      permuteKeepingReferences(history).map((other) => ({ history, other })),
    );
    let moved = 0;
    fc.assert(
      fc.property(permuted, ({ history, other }) => {
        expect(refusalsOf(other)).toEqual([]);
        expect([...other].sort(byIdentity)).toEqual([...history].sort(byIdentity));
        if (JSON.stringify(other) !== JSON.stringify(history)) moved += 1;
      }),
      settings,
    );
    expect(moved).toBeGreaterThan(settings.numRuns / 2);
  });

  it('owe the same in any order of the same facts', () => {
    fc.assert(
      fc.property(reorderingArbitrary(), ({ inOrder, reordered }) => {
        expect(owedInTotal(statementsOf(reordered))).toEqual(owedInTotal(statementsOf(inOrder)));
      }),
      settings,
    );
  });

  it('yield the same statements when facts come again', () => {
    const repeated = historyArbitrary().chain((history) => duplicateSome(history).map((other) => ({ history, other })));
    fc.assert(
      fc.property(repeated, ({ history, other }) => {
        expect(statementsOf(other)).toEqual(statementsOf(history));
      }),
      settings,
    );
  });

  it('stay valid and issue nothing without closings', () => {
    fc.assert(
      fc.property(historyArbitrary(), (history) => {
        expect(withoutClosings(history).some(isClosing)).toBe(false);
        expect(statementsOf(withoutClosings(history))).toEqual([]);
      }),
      settings,
    );
  });

  it('are the same history in one file or in several', () => {
    const cut = historyArbitrary().chain((history) =>
      splitIntoFiles(linesOf(history)).map((files) => ({ lines: linesOf(history), files })),
    );
    fc.assert(
      fc.property(cut, ({ lines, files }) => {
        expect(files.flat()).toEqual(lines);
      }),
      settings,
    );
  });
});

const byIdentity = (a: History[number], b: History[number]): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

describe('lines that must be refused', () => {
  const histories = fc.sample(historyArbitrary({ minMoves: 30 }), { numRuns: 60, seed: SEED });

  it.each(MUTATIONS)('$code for $what', ({ code, make }) => {
    let refused = 0;
    for (const [i, history] of histories.entries()) {
      const line = make(history, i);
      if (line === null) continue;
      expect([line, judge(readHistory(linesOf(history)).facts, line)]).toEqual([line, { code }]);
      refused += 1;
      if (refused === 3) break;
    }
    expect(refused).toBeGreaterThan(0);
  });

  it('are drawn with the code that they are refused with', () => {
    fc.assert(
      fc.property(invalidLineArbitrary(), ({ history, line, code }) => {
        expect([line, judge(readHistory(linesOf(history)).facts, line)]).toEqual([line, { code }]);
      }),
      { seed: SEED, numRuns: 30 },
    );
  });

  it('have an amendment beside them that is accepted', () => {
    histories.slice(0, 30).forEach((history, i) => {
      const line = goodAmendment(history, i) ?? '';
      expect(judge(readHistory(linesOf(history)).facts, line)).toHaveProperty('fact');
    });
  });
});
