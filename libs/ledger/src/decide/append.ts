import type { ProposedEvent } from '@paidonce/event-store';
import type { Fact } from '@paidonce/facts';
import type { Statement } from '@paidonce/settlement';
import { TouchRows } from '../project/touch-rows.js';
import type { FactEvent } from '../workbench/shelf.js';
import { eventOf, issuedEvent } from './events.js';
import type { Judgement } from './round.js';
import type { Standing } from './standing.js';
import type { Waiting } from './waiting.js';
import { hasRows } from './working-out.js';
import { written, type WrittenFact } from './written-fact.js';

/** A fact that is to be appended. */
export interface Entry {
  readonly waiting: Waiting;
  readonly clientId: string;
  readonly fact: WrittenFact;
  readonly statement: Statement | undefined;
  readonly touched: readonly number[];
}

/** Facts that were recorded, by their places; `sealed` has those that had to be, in order. */
export function entriesOf(
  waiting: readonly Waiting[],
  judgements: readonly Judgement[],
  sealed: readonly Fact[],
): readonly Entry[] {
  const entries: Entry[] = [];
  let next = 0;
  for (let i = 0; i < judgements.length; i++) {
    const judged = judgements[i] as Judgement;
    if (judged.kind !== 'recorded') continue;
    const { clientId, statement, touched } = judged;
    const fact = 'toSeal' in judged.fact ? written(sealed[next++] as Fact) : judged.fact;
    entries.push({ waiting: waiting[i] as Waiting, clientId, fact, statement, touched });
  }
  return entries;
}

/** What appending came to. */
export interface AppendedAll {
  /** What met a conflict. */
  readonly left: ReadonlySet<Waiting>;
  /** What was appended where, if it was all there was to append and nothing of others has come in between. */
  readonly whole: Whole | undefined;
}

interface Whole {
  readonly before: number;
  readonly position: number;
  readonly touches: TouchRows;
  /** Facts that have rows of their own. */
  readonly listed: readonly FactEvent[];
}

/**
 * Appends what was recorded behind so many facts, account by account, and gives its decisions. Accounts with statements come last, one after another and
 * only if all went well: a statement tells how many facts come before it in the log.
 */
export async function appendAll(entries: readonly Entry[], standing: Standing, known: number): Promise<AppendedAll> {
  const left = new Set<Waiting>();
  const accounts = [...accountsOf(entries)];
  const touches = new TouchRows();
  const listed: FactEvent[] = [];
  let count = known;
  let appended = 0;
  const before = standing.known;
  const append = async ([clientId, own]: Account): Promise<void> => {
    const events: ProposedEvent[] = [];
    for (const { fact, statement, waiting } of own) {
      count++;
      const event = eventOf(fact, waiting.origin);
      events.push(event);
      // Both or none are in the log.
      if (statement)
        events.push({ ...issuedEvent(JSON.stringify({ ...statement, position: count }), event), joined: true });
    }
    const last = await standing.append(clientId, events);
    if (last === undefined) {
      for (const { waiting } of own) left.add(waiting);
      return;
    }
    appended += events.length;
    let fromEnd = events.length;
    for (const { waiting, fact, statement, touched } of own) {
      const { source, id } = fact;
      const position = standing.positionOf(Number(last), fromEnd);
      touches.add(touched, position);
      if (hasRows(fact.type)) listed.push({ position, clientId, text: fact.text });
      waiting.resolve({ status: 'accepted', source, id, position: BigInt(position), clientId });
      fromEnd -= statement ? 2 : 1;
    }
  };
  const isBilled = ([, own]: Account): boolean => own.some(({ statement }) => statement);
  const appends = accounts.filter((account) => !isBilled(account)).map(append);
  const failed = (await Promise.allSettled(appends)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
  for (const account of accounts.filter(isBilled)) {
    if (left.size === 0) await append(account);
    else for (const { waiting } of account[1]) left.add(waiting);
  }
  const isWhole = appended > 0 && (await standing.isAlone(before, appended)) && left.size === 0;
  const whole = isWhole ? { before: Number(before), position: Number(standing.known), touches, listed } : undefined;
  if (whole) standing.shelf.note?.(whole.before, whole.position, touches.subjects, standing.bench.origin.epoch);
  return { left, whole };
}

type Account = readonly [clientId: string, entries: readonly Entry[]];

/** What is to be appended to each account, in order. */
function accountsOf(entries: readonly Entry[]): Map<string, Entry[]> {
  const accounts = new Map<string, Entry[]>();
  for (const entry of entries) {
    const account = accounts.get(entry.clientId);
    if (account) account.push(entry);
    else accounts.set(entry.clientId, [entry]);
  }
  return accounts;
}
