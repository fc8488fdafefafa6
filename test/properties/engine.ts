import { ScannedLines, Scanner, Tape } from '@paidonce/facts';
import { Settlement, type Applied } from '@paidonce/settlement';
import type { Code, Statement } from '../oracle/oracle.js';

/** What the engine makes of a history: its statements as they go over the wire, or the refused lines. */
export interface Settled {
  readonly settlement: Settlement;
  readonly statements: Statement[];
  readonly errors: { line: number; code: Code }[];
}

const scanner = new Scanner();
const scanned = new ScannedLines();

/** Offers a line as the command line does: scanned, where it can be, else parsed. */
function applyScanned(settlement: Settlement, line: string): Applied {
  const bytes = Buffer.from(`${line}\n`);
  const tape = new Tape();
  scanner.scan(bytes, tape);
  scanned.open(bytes, tape.cells, tape.end);
  const fact = scanned.next() ? scanned.scanned : undefined;
  return fact ? settlement.applyScanned(fact) : settlement.applyLine(line);
}

/** Takes every other line scanned and the ones between parsed, so that what is said twice is said in both ways. */
export function settle(lines: readonly string[], settlement = new Settlement()): Settled {
  const statements: Statement[] = [];
  const errors: Settled['errors'] = [];
  lines.forEach((line, i) => {
    const applied = i % 2 === 0 ? applyScanned(settlement, line) : settlement.applyLine(line);
    if (applied.kind === 'refused') errors.push({ line: i + 1, code: applied.refusal.code });
    if (applied.kind !== 'recorded' || !applied.statement) return;
    const { position: _, ...statement } = applied.statement;
    statements.push(statement as Statement);
  });
  return { settlement, statements, errors };
}

/** How often each property is tried; more in the long suite, fewer where mutants wait. */
export const runs = Number(process.env['PROPERTY_RUNS'] ?? 100);
