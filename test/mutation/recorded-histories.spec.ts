/**
 * Random histories with what the rules, read literally, make of them: worked out once and kept, since the slow engine
 * would cost a mutant more than all else. Kept for mutants only: `npm run test:mutation` begins by throwing it away.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Settlement } from '@paidonce/settlement';
import fc from 'fast-check';
import { historyArbitrary } from '../histories/history.arbitrary.js';
import { settleByRules } from '../oracle/oracle.js';

interface Recorded {
  readonly lines: readonly string[];
  readonly settled: ReturnType<typeof settleByRules>;
}

const SEED = 20260101;
const HISTORIES = Number(process.env['PROPERTY_RUNS'] ?? 60);
const A_TEST = 10;
/** Stryker says so to its workers. Elsewhere what was kept could be older than the rules. */
const isMutated = process.env['STRYKER_MUTATOR_WORKER'] !== undefined;
const folder = new URL('../../node_modules/.cache/paidonce/', import.meta.url);
const file = new URL(`histories-${HISTORIES}.json`, folder);

function record(): Recorded[] {
  const histories = fc.sample(historyArbitrary(), { numRuns: HISTORIES, seed: SEED });
  const recorded = histories.map((history) => {
    const lines = history.map((fact) => JSON.stringify(fact));
    return { lines, settled: settleByRules(lines) };
  });
  if (!isMutated) return recorded;
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify(recorded));
  return recorded;
}

const histories = isMutated && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Recorded[]) : record();

function settle(lines: readonly string[]): ReturnType<typeof settleByRules> | { refused: string[] } {
  const settlement = new Settlement();
  const statements: object[] = [];
  const refused: string[] = [];
  for (const line of lines) {
    const applied = settlement.applyLine(line);
    if (applied.kind === 'refused') refused.push(applied.refusal.message);
    if (applied.kind !== 'recorded' || !applied.statement) continue;
    const { position: _, ...bare } = applied.statement;
    statements.push(bare);
  }
  return refused.length > 0 ? { refused } : ({ statements } as ReturnType<typeof settleByRules>);
}

describe('The incremental engine', () => {
  const starts = Array.from({ length: Math.ceil(histories.length / A_TEST) }, (_, i) => i * A_TEST);

  it.each(starts)('yields what the rules yield, read literally: recorded histories from %d on', (start) => {
    for (const { lines, settled } of histories.slice(start, start + A_TEST)) expect(settle(lines)).toEqual(settled);
  });
});
