import type { FactTable } from '../state/fact-table.js';

/** Whether fact `a` is later by time than `b`; of facts at one time the greater `(source, id)` is the later (section 5). */
export function isLater(a: number, b: number, facts: FactTable): boolean {
  const difference = facts.occurredAt(a) - facts.occurredAt(b);
  return difference > 0 || (difference === 0 && facts.compareIdentity(a, b) > 0);
}

/** The latest standing fact of some, or -1. */
export function latest(positions: readonly number[], facts: FactTable): number {
  let found = -1;
  for (const position of positions) {
    if (facts.retractedBy(position) >= 0) continue;
    if (found < 0 || isLater(position, found, facts)) found = position;
  }
  return found;
}

/** The first standing fact of some, or -1. */
export function earliest(positions: readonly number[], facts: FactTable): number {
  let found = -1;
  for (const position of positions) {
    if (facts.retractedBy(position) >= 0) continue;
    if (found < 0 || isLater(found, position, facts)) found = position;
  }
  return found;
}
