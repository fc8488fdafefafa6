import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { historyArbitrary } from '../histories/history.arbitrary.js';
import { invalidLineArbitrary } from '../histories/invalid.arbitrary.js';
import { linesOf } from '../histories/wire.js';
import { settleByRules } from '../oracle/oracle.js';
import { Scenario } from '../oracle/scenario.js';
import { runs, settle } from './engine.js';

describe('The incremental engine', () => {
  it('yields what the rules yield, read literally', () => {
    fc.assert(
      fc.property(historyArbitrary(), (history) => {
        const lines = linesOf(history);
        const { statements, errors } = settle(lines);
        expect(errors).toEqual([]);
        expect({ statements }).toEqual(settleByRules(lines));
      }),
      { numRuns: 2 * runs },
    );
  });

  it('refuses what the rules refuse, with the code that comes first', () => {
    fc.assert(
      fc.property(invalidLineArbitrary(), ({ history, line, code }) => {
        const lines = [...linesOf(history), line];
        expect(settle(lines).errors).toEqual([{ line: lines.length, code }]);
      }),
      { numRuns: 2 * runs },
    );
  });
});

// The scenarios that were worked out by hand for the rules hold for the engine, too.
Scenario.settle = (lines) => {
  const { statements, errors } = settle(lines);
  return errors.length > 0 ? { errors } : { statements };
};
await import('../oracle/rules.spec.js');
