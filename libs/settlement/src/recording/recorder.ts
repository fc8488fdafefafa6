import type { FactOf, FactType, Offered, ReadFact, ScannedType } from '@paidonce/facts';
import { refuse, type Refusal, type Text } from '@paidonce/kernel';
import type { Statement } from '../book/statement.js';
import type { World } from './world.js';

/** What recording a fact comes to: a refusal, a statement that it issued, or nothing to tell. */
export type Recorded = Refusal | Statement | undefined;

/** A fact as its recorder gets it: of the types that may have been scanned, without strings of its own. */
export type Read<T extends FactType> = T extends ScannedType ? Offered<T> : ReadFact<FactOf<T>>;

/** How the facts of one type are recorded and taken back. */
export interface Recorder<T extends FactType> {
  /** Refuses the fact (everything but `invalid` and `conflict`), or appends it and brings what is owed up to date. */
  record(world: World, read: Read<T>): Recorded;
  /** Undoes what the fact did, and calls `mark` once, from where on it counts as retracted; absent where it did nothing. */
  takeBack?(world: World, position: number, mark: () => void): void;
}

export type Recorders = { readonly [T in FactType]: Recorder<T> };

export function unknown(member: string, what: string, id: Text): Refusal {
  return refuse('unknown-reference', `data.${member}`, `no ${what} "${String(id)}" is recorded`);
}

export function duplicate(member: string, what: string, id: Text): Refusal {
  return refuse('duplicate', `data.${member}`, `${what} "${String(id)}" is recorded already`);
}
