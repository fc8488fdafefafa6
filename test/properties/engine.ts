import { Settlement } from '@paidonce/settlement';
import type { Code, Statement } from '../oracle/oracle.js';

/** What the engine makes of a history: its statements as they go over the wire, or the refused lines. */
export interface Settled {
  readonly settlement: Settlement;
  readonly statements: Statement[];
  readonly errors: { line: number; code: Code }[];
}

export function settle(lines: readonly string[], settlement = new Settlement()): Settled {
  const statements: Statement[] = [];
  const errors: Settled['errors'] = [];
  lines.forEach((line, i) => {
    const applied = settlement.applyLine(line);
    if (applied.kind === 'refused') errors.push({ line: i + 1, code: applied.refusal.code });
    if (applied.kind !== 'recorded' || !applied.statement) return;
    const { position: _, ...statement } = applied.statement;
    statements.push(statement as Statement);
  });
  return { settlement, statements, errors };
}

/** How often each property is tried; more in the long suite, fewer where mutants wait. */
export const runs = Number(process.env['PROPERTY_RUNS'] ?? 100);
