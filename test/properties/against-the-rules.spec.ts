import { describe, expect, it } from '@jest/globals';
import { Settlement, type Statement } from '@paidonce/settlement';
import fc from 'fast-check';
import { historyArbitrary } from '../histories/history.arbitrary.js';
import { settleByRules } from '../oracle/oracle.js';

const runs = Number(process.env['PROPERTY_RUNS'] ?? 300);

function settle(lines: readonly string[]): { statements: Statement[]; errors: { line: number; code: string }[] } {
  const settlement = new Settlement();
  const statements: Statement[] = [];
  const errors: { line: number; code: string }[] = [];
  lines.forEach((line, i) => {
    const applied = settlement.applyLine(line);
    if (applied.kind === 'refused') errors.push({ line: i + 1, code: applied.refusal.code });
    else if (applied.kind === 'recorded' && applied.statement) statements.push(applied.statement);
  });
  return { statements, errors };
}

describe('The incremental engine', () => {
  it('yields what the rules yield, read literally', () => {
    fc.assert(
      fc.property(historyArbitrary(), (history) => {
        const lines = history.map((fact) => JSON.stringify(fact));
        const { statements, errors } = settle(lines);
        const bare = statements.map(({ position: _, ...rest }) => rest);
        expect(errors).toEqual([]);
        expect({ statements: bare }).toEqual(settleByRules(lines));
      }),
      { numRuns: runs },
    );
  });
});
