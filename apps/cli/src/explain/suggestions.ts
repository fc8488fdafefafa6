import { items, type Identity, type LineReference, type Settlement, type Statement } from '@paidonce/settlement';
import type { Context } from '../context.js';
import { printable } from '../terminal/printable.js';
import { nearest } from './near.js';
import { factText, lineReferenceText } from './reference.js';

const MOST = 12;

/** Tells what there is in the place of a line that there is not: from its contract on, the first part that is unknown. */
export function suggestLines(
  context: Context,
  settlement: Settlement,
  statements: readonly Statement[],
  asked: LineReference,
): void {
  const { known } = context.texts.explain;
  const all = linesOf(settlement, statements);
  let lines = all;
  const steps = [
    ['contractId', known.contracts],
    ['forPeriod', known.periods],
    ['campaignId', known.campaigns],
    ['clauseId', known.clauses],
    ['detail', known.details],
  ] as const;
  for (const [part, title] of steps) {
    const same = lines.filter((line) => line[part] === asked[part]);
    if (same.length === 0) {
      const names = new Set(lines.map((line) => line[part] ?? '-'));
      if (part === 'contractId') for (const contract of settlement.world.contracts.keys()) names.add(contract);
      tell(context, title, orderedLike(asked[part] ?? '-', [...names]));
      break;
    }
    lines = same;
  }
  tell(context, known.lines, nearest(lineReferenceText(asked), all.map(lineReferenceText), 5));
}

/** Tells which facts have names like one that is not on record. */
export function suggestFacts(context: Context, { world }: Settlement, asked: Identity): void {
  const { known } = context.texts.explain;
  const sources = new Set<string>();
  const candidates = function* (): Generator<string> {
    for (let position = 0; position < world.position; position++) {
      const identity = world.facts.identityOf(position);
      sources.add(identity.source);
      if (identity.source === asked.source || identity.id === asked.id) yield factText(identity);
    }
  };
  tell(context, known.facts, nearest(factText(asked), candidates(), 5));
  if (!sources.has(asked.source)) tell(context, known.sources, orderedLike(asked.source, [...sources]));
}

/** Every line that a fact or a statement knows of, each once. */
function linesOf(settlement: Settlement, statements: readonly Statement[]): LineReference[] {
  const found = new Map<string, LineReference>();
  const add = (line: LineReference): void => {
    found.set(JSON.stringify(Object.values(line)), line);
  };
  for (const { contractId, lines } of statements) {
    for (const { forPeriod, campaignId, clauseId, model, detail } of lines) {
      add({ contractId, forPeriod, campaignId, clauseId: clauseId ?? model, detail });
    }
  }
  for (const { contractId, forPeriod, campaignId, clauseId, detail } of items(settlement)) {
    if (contractId === null || forPeriod === null || clauseId === null) continue;
    add({ contractId, forPeriod, campaignId, clauseId, detail });
  }
  return [...found.values()];
}

function orderedLike(name: string, names: readonly string[]): string[] {
  const near = nearest(name, names, MOST);
  return [...near, ...names.filter((each) => !near.includes(each)).sort()];
}

function tell({ err }: Context, title: string, names: readonly string[]): void {
  if (names.length === 0) return;
  const more = names.length > MOST ? ', …' : '';
  err.line(`${title}: ${printable(names.slice(0, MOST).join(', '))}${more}`);
}
