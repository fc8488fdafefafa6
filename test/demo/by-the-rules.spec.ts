import { describe, expect, it } from '@jest/globals';
import { demoCases } from '@paidonce/demo';
import { Settlement } from '@paidonce/settlement';
import { settleByRules } from '../oracle/oracle.js';

/** More are told and settled in the library's own specs; by the rules, read literally, it takes long. */
const options = { seed: 2, leads: Number(process.env['DEMO_LEADS'] ?? 120) };

describe('the demo histories', () => {
  it.each(demoCases)('"$name" owe what the rules say', ({ generate }) => {
    const settlement = new Settlement();
    const lines = [...generate(options)].map((fact) => JSON.stringify(fact));
    const statements = lines.flatMap((line) => {
      const applied = settlement.applyLine(line);
      return applied.kind === 'recorded' && applied.statement ? [applied.statement] : [];
    });
    const bare = statements.map(({ position: _, ...statement }) => statement);
    expect({ statements: bare }).toEqual(settleByRules(lines));
  });
});
