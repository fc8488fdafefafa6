import { factTypes, type FactType } from '@paidonce/facts';
import type { Settlement } from '../engine.js';
import { typeOfCode } from '../recording/codes.js';
import type { World } from '../recording/world.js';
import type { Fate, Item } from './item.js';
import { itemsOf } from './items.js';
import type { Account, AccountRow } from './reports.js';

/** A fact that several clauses bill counts as the first of these that one of them makes of it. */
const precedence: readonly Fate[] = ['billed', 'pending', 'covered', 'removed', 'unbillable'];

type Counts = { -readonly [K in keyof Omit<AccountRow, 'type'>]: number };

const none = (): Counts => ({ billed: 0, covered: 0, removed: 0, pending: 0, unbillable: 0, refused: 0 });

/** What became of one fact, over all clauses. A fact of a kind that no clause bills is unbillable. */
export function fateOf(world: World, position: number, of: readonly Item[]): Fate {
  const found = precedence.find((fate) => of.some((item) => item.fate === fate));
  return found ?? (world.facts.retractedBy(position) >= 0 ? 'removed' : 'unbillable');
}

/** No fact left behind: counts what became of every fact that was read. */
export function account({ world, refused, repeated }: Settlement): Account {
  const byType = new Map<FactType | 'unreadable', Counts>();
  const countsOf = (type: FactType | 'unreadable'): Counts => {
    let counts = byType.get(type);
    if (!counts) byType.set(type, (counts = none()));
    return counts;
  };
  for (let position = 0; position < world.facts.size; position++) {
    countsOf(typeOfCode(world.facts.typeOf(position)))[fateOf(world, position, itemsOf(world, position))]++;
  }
  for (const [type, count] of refused) countsOf(type).refused += count;
  const total = none();
  const rows: AccountRow[] = [];
  for (const type of [...factTypes, 'unreadable' as const]) {
    const counts = byType.get(type);
    if (!counts) continue;
    rows.push({ type, ...counts });
    for (const key of Object.keys(total) as (keyof Counts)[]) total[key] += counts[key];
  }
  const facts = Object.values(total).reduce((sum, count) => sum + count, 0);
  return { rows, total, facts, repeated };
}
