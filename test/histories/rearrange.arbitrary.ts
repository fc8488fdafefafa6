/** The same facts in another order, again, in pieces, or without their closings. */
import fc from 'fast-check';
import { readHistory, type Statement } from '../oracle/oracle.js';
import { closingsOfAll } from './closings.js';
import { historyArbitrary, type HistoryOptions } from './history.arbitrary.js';
import { prerequisitesOf } from './prerequisites.js';
import { inUniversalTime, linesOf, type History, type WireFact } from './wire.js';

/** Facts by priority, lowest first; one waits for those that it needs. With equal priorities the order stays. */
function rearranged(history: History, priorities: readonly number[]): History {
  const needs = prerequisitesOf(history);
  const order: number[] = [];
  const waiting = new Set(history.keys());
  while (waiting.size > 0) {
    const ready = [...waiting].filter((i) => needs[i]?.every((need) => !waiting.has(need)));
    const next = ready.reduce((a, b) => ((priorities[b] ?? 0) < (priorities[a] ?? 0) ? b : a));
    waiting.delete(next);
    order.push(next);
  }
  return order.flatMap((i) => history[i] ?? []);
}

const priorities = (history: History): fc.Arbitrary<number[]> =>
  fc.array(fc.nat(history.length), { minLength: history.length, maxLength: history.length, size: 'max' });

/**
 * Permutations in which every fact stays after the facts that it refers to, and that stay valid: versions, termination
 * and closings of one contract keep their order, a natural key is taken again after it was freed.
 */
export const permuteKeepingReferences = (history: History): fc.Arbitrary<History> =>
  priorities(history).map((given) => rearranged(history, given));

export const isClosing = ({ type }: WireFact): boolean => type === 'period.closed' || type === 'correction.issued';

export const withoutClosings = (history: History): History => history.filter((fact) => !isClosing(fact));

/** Says when each fact was recorded, so that its clocks do not hang on the order. */
const withRecordedTimes = (history: History): History =>
  history.map((fact) => ({ ...fact, recordedtime: fact.recordedtime ?? fact.time }));

/** Some facts come again somewhere later: as they were, or in another offset and recorded later. Nothing changes. */
export const duplicateSome = (history: History): fc.Arbitrary<History> =>
  fc.array(fc.record({ which: fc.nat(), where: fc.nat(), anew: fc.boolean() }), { maxLength: 8 }).map((copies) =>
    copies.reduce<History>((facts, { which, where, anew }) => {
      const i = which % Math.max(1, facts.length);
      const fact = facts[i];
      if (fact === undefined) return facts;
      const again = { ...fact, time: inUniversalTime(fact.time), recordedtime: '2029-01-01T00:00:00Z' };
      const at = i + 1 + (where % (facts.length - i));
      return [...facts.slice(0, at), anew ? again : fact, ...facts.slice(at)];
    }, history),
  );

/** The lines of a history cut into files, some of them empty. */
export const splitIntoFiles = (lines: readonly string[]): fc.Arbitrary<string[][]> =>
  fc
    .array(fc.nat(lines.length), { maxLength: 4 })
    .map((cuts) => [0, ...cuts.sort((a, b) => a - b), lines.length])
    .map((edges) => edges.slice(1).map((edge, i) => lines.slice(edges[i], edge)));

export interface Reordering {
  /** Facts in their first order, then the closings of all periods and a correction of each contract. */
  readonly inOrder: History;
  /** The same facts in another order, then the same closings. */
  readonly reordered: History;
}

/** Two orders of the same facts: after the last correction the same must be owed (see `owedInTotal`). */
export const reorderingArbitrary = (options: HistoryOptions = {}): fc.Arbitrary<Reordering> =>
  historyArbitrary({ ...options, closings: false })
    .map(withRecordedTimes)
    .chain((facts) => {
      const closings = withRecordedTimes(closingsOfAll(readHistory(linesOf(facts)).facts));
      return permuteKeepingReferences(facts).map((reordered) => ({
        inOrder: [...facts, ...closings],
        reordered: [...reordered, ...closings],
      }));
    });

/** Everything that statements billed, summed by contract and key: what is owed, VAT and total included. */
export function owedInTotal(statements: readonly Statement[]): Record<string, string> {
  const sums = new Map<string, bigint>();
  const add = (key: readonly unknown[], value: bigint): void => {
    const name = JSON.stringify(key);
    sums.set(name, (sums.get(name) ?? 0n) + value);
  };
  /** All amounts of a contract have the same number of decimals. */
  const minor = (amount: string): bigint => BigInt(amount.replace('.', ''));
  for (const { contractId, lines, vat, total } of statements) {
    add([contractId, 'vat'], minor(vat));
    add([contractId, 'total'], minor(total));
    for (const { forPeriod, campaignId, clauseId, model, detail, termsVersion, quantity, amount } of lines) {
      const key = [contractId, forPeriod, campaignId, clauseId, model, detail, termsVersion];
      add([...key, 'quantity'], BigInt(quantity));
      add([...key, 'amount'], minor(amount));
    }
  }
  const owed = [...sums].filter(([, value]) => value !== 0n).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(owed.map(([key, value]) => [key, value.toString()]));
}
