import type { Fact, ScannedFact, ScannedLines } from '@paidonce/facts';
import type { Applied, Statement } from '@paidonce/settlement';
import type { ClaimedFact } from './claimed.js';
import type { FactBlock } from './fact-block.js';
import type { FactEvent } from './shelf.js';
import { FOREIGN, ForeignEvent, readStored, type StoredFact } from './stored-fact.js';

/** Why an event in an account counts for nothing: two writers raced for it, and the other one's came first, or it is not of ours. */
export interface Void {
  readonly event: FactEvent;
  readonly code: string;
  readonly message: string;
}

/** A fact that was followed and counts. */
export interface FollowedFact {
  readonly position: number;
  readonly clientId: string;
  /** One that was scanned holds during the call only. */
  readonly fact: Fact | ScannedFact['fact'];
  /** What it touches, as hashes; each once. */
  readonly subjects: readonly number[];
}

/** Is told what following the log comes to, as it comes. */
export interface FollowWatch {
  followed?(fact: FollowedFact): void;
  /** Beside `followed`, and also of those that were scanned. */
  claimed?(fact: ClaimedFact): void;
  /** With the closing that issued it, which holds during the call only. */
  issued?(statement: Statement, closing: Placed): void;
  void?(fact: Void): void;
}

/** One event of the log is damaged, or the rules cannot take it: trying again is of no use. */
export class CannotFollow extends Error {
  override readonly name = 'CannotFollow';

  constructor(
    readonly position: number,
    cause: unknown,
  ) {
    super(`the fact at position ${position} cannot be followed`, { cause });
  }
}

/** Where a fact stands in the log, and in whose account. */
export type Placed = Pick<FactEvent, 'position' | 'clientId'>;

/** What is told of an event that is not of ours. */
export function foreignVoid(event: FactEvent, { message }: ForeignEvent): Void {
  return { event, code: FOREIGN, message };
}

/** Reads what was not scanned. What is not of ours is no reason to stop. */
export function readUnlessForeign(event: Placed, text: string): StoredFact | ForeignEvent {
  try {
    return readStored(text);
  } catch (error) {
    if (error instanceof ForeignEvent) return error;
    throw new CannotFollow(event.position, error);
  }
}

/** Applies one event: what fails, fails because of it. */
export function reading<T>({ position }: Placed, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new CannotFollow(position, error);
  }
}

export const OF_ANOTHER: Applied = {
  kind: 'refused',
  refusal: { code: 'unknown-reference', path: 'data', message: 'what it refers to is of another client' },
};

/** Whether a fact is not in the account where it belongs: others may have recorded meanwhile what it refers to. */
export function isAnothers({ clientId }: Placed, owner: string | undefined): boolean {
  return owner !== undefined && owner !== clientId;
}

/** What of a block was not scanned, by the places in it: facts, and what is not of ours. */
export function readIn(
  { bytes, cells, places, positions }: FactBlock,
  lines: ScannedLines,
): Map<number, StoredFact | ForeignEvent> {
  const read = new Map<number, StoredFact | ForeignEvent>();
  lines.open(bytes, cells, places);
  for (let i = 0; lines.next(); i++) {
    if (lines.isScanned) continue;
    const position = positions[i] as number;
    read.set(i, readUnlessForeign({ position, clientId: '' }, lines.text));
  }
  return read;
}
