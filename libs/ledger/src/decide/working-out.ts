import type { FactType } from '@paidonce/facts';
import { unsaved } from '@paidonce/settlement';
import { isListedType } from '../project/directory.js';
import { isClaimedType } from '../workbench/claimed.js';
import type { WorkedOut } from '../workbench/worked-out.js';
import type { Workbench } from '../workbench/workbench.js';
import type { AppendedAll } from './append.js';
import type { Judgement } from './round.js';

/** What a workbench comes to. */
export type Sums = Pick<WorkedOut, 'facts' | 'books' | 'clients'>;

/** Whether no statement comes of a fact. */
export function isPlain(judged: Judgement): boolean {
  return judged.kind !== 'recorded' || !judged.statement;
}

/** Whether facts of a type have rows of their own in the read models. */
export function hasRows(type: FactType): boolean {
  return isListedType(type) || isClaimedType(type);
}

/** What a workbench came to since it was asked last. */
export function sumsOf({ settlement, facts }: Workbench): Sums {
  const books = unsaved(settlement);
  const clients = new Map<string, string>();
  for (const { contractId } of [...books.books, ...books.pages]) {
    clients.set(contractId, settlement.world.contracts.get(contractId)?.client.id ?? '');
  }
  return { facts, books, clients };
}

/** What facts that were appended come to; `undefined` where it is not known what that rests on. */
export function workedOut(
  { before, position, listed, touches: { subjects, positions } }: NonNullable<AppendedAll['whole']>,
  sums: Sums,
  { origin: { opened, epoch } }: Workbench,
): WorkedOut | undefined {
  if (epoch === undefined) return undefined;
  const first = positions.reduce((least, each) => Math.min(least, each), position);
  const touched = { subjects: subjects.slice(), positions: positions.slice() };
  const inOrder = [...listed].sort((a, b) => a.position - b.position);
  return { epoch, opened, before, first, position, ...sums, ...touched, listed: inOrder };
}
