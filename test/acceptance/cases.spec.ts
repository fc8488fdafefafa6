import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { account, Settlement, type Statement } from '@paidonce/settlement';

const folder = new URL('../cases/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const cases = readdirSync(folder).flatMap((name) => /^(.+)\.expected\.json$/.exec(name)?.[1] ?? []);

function settle(name: string) {
  const settlement = new Settlement();
  const statements: Statement[] = [];
  const errors: { line: number; code: string; path: string; message: string }[] = [];
  for (const [i, line] of read(`${name}.ndjson`).split('\n').entries()) {
    if (line.trim() === '') continue;
    const applied = settlement.applyLine(line);
    if (applied.kind === 'refused') errors.push({ line: i + 1, ...applied.refusal });
    else if (applied.kind === 'recorded' && applied.statement) statements.push(applied.statement);
  }
  return { settlement, statements, errors };
}

describe('A case', () => {
  it.each(cases)('%s yields its statements', (name) => {
    const { statements, errors, settlement } = settle(name);
    const { statements: expected } = JSON.parse(read(`${name}.expected.json`)) as { statements: object[] };
    expect(errors).toEqual([]);
    expect(statements).toMatchObject(expected);
    expect(account(settlement).facts + settlement.repeated).toBe(read(`${name}.ndjson`).trim().split('\n').length);
  });

  it('of refused facts names every one of them, by its code', () => {
    const { errors } = JSON.parse(read('refused.errors.json')) as { errors: object[] };
    expect(settle('refused').errors).toMatchObject(errors);
  });
});
