import { items, Settlement, type Item, type Statement, type StatementLine } from '@paidonce/settlement';
import { costOfApplication, type CostOfApplication } from './cost-of-application.js';
import type { DemoCase, DemoOptions } from './demo-case.js';
import type { DemoFact } from './telling/history.js';

export interface Settled {
  readonly settlement: Settlement;
  readonly statements: readonly Statement[];
  readonly costs: readonly CostOfApplication[];
  /** Facts by type. */
  readonly counts: ReadonlyMap<string, number>;
  /** Whatever did not come to be recorded, which should be nothing. */
  readonly notRecorded: readonly unknown[];
}

/** Tells a history and settles it on the way; no fact is kept. */
export function settled(demoCase: DemoCase, options: DemoOptions): Settled {
  const settlement = new Settlement();
  const statements: Statement[] = [];
  const counts = new Map<string, number>();
  const notRecorded: unknown[] = [];
  function* settling(): Generator<DemoFact> {
    for (const fact of demoCase.generate(options)) {
      counts.set(fact.type, (counts.get(fact.type) ?? 0) + 1);
      const applied = settlement.apply(fact);
      if (applied.kind !== 'recorded') notRecorded.push({ fact, applied });
      else if (applied.statement) statements.push(applied.statement);
      yield fact;
    }
  }
  const costs = costOfApplication(settling(), statements);
  return { settlement, statements, costs, counts, notRecorded };
}

export function linesOf({ statements }: Settled): StatementLine[] {
  return statements.flatMap(({ lines }) => lines);
}

/** How many items of a settlement fit. */
export function countItems({ settlement }: Settled, fits: (item: Item) => boolean): number {
  let count = 0;
  for (const item of items(settlement)) if (fits(item)) count++;
  return count;
}
