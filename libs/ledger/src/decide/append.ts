import type { NewEvent } from '@paidonce/event-store';
import type { Fact } from '@paidonce/facts';
import type { Statement } from '@paidonce/settlement';
import { eventOf, issuedEvent } from './events.js';
import type { Judgement } from './round.js';
import type { Standing } from './standing.js';
import type { Waiting } from './waiting.js';
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

/**
 * Appends what was recorded behind so many facts, account by account, and gives its decisions; answers what met a conflict. Accounts with
 * statements come last, one after another and only if all went well: a statement tells how many facts come before it in the log.
 */
export async function appendAll(entries: readonly Entry[], standing: Standing, known: number): Promise<Set<Waiting>> {
  const left = new Set<Waiting>();
  const accounts = [...accountsOf(entries)];
  let count = known;
  let appended = 0;
  const before = standing.known;
  const append = async ([clientId, own]: Account): Promise<void> => {
    const events: NewEvent[] = [];
    for (const { fact, statement, waiting } of own) {
      count++;
      const { origin } = waiting;
      events.push(eventOf(fact, origin));
      if (statement) events.push(issuedEvent({ ...statement, position: count }, events.at(-1) as NewEvent, origin));
    }
    const last = await standing.append(clientId, events);
    if (last !== undefined) appended += events.length;
    let behind = events.length;
    for (const { waiting, fact, statement } of own) {
      const { source, id } = fact;
      if (last === undefined) left.add(waiting);
      else waiting.resolve({ status: 'accepted', source, id, position: standing.positionOf(last, behind), clientId });
      behind -= statement ? 2 : 1;
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
  if (appended > 0) await standing.noteAppended(before, appended, left.size === 0 ? touchedBy(entries) : undefined);
  return left;
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

function* touchedBy(entries: readonly Entry[]): Generator<number, void> {
  for (const { touched } of entries) yield* touched;
}
