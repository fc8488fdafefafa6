import type { Utf8Range } from '@paidonce/event-store';
import type { Books } from '@paidonce/settlement';

/** A fact on record, as the log has it. */
export interface FactEvent {
  readonly position: number;
  /** The client in whose account it is. */
  readonly clientId: string;
  /** Place in the client's account, where it was read from there. */
  readonly revision?: number;
  /** The CloudEvent, JSON text. */
  readonly text: string;
  /** The same, where it is at hand as bytes. */
  readonly utf8?: Utf8Range | undefined;
}

/** Where facts and sums are found again. It may be behind the log; what it says of itself always belongs together. */
export interface Shelf {
  /** How far it reaches: the position of the last fact, and how many facts there are up to it. What is built anew has another `epoch`. */
  reach(): Promise<{ readonly position: number; readonly facts: number; readonly epoch?: string | undefined }>;

  /** Positions, up to one, of the facts that touch any of these subjects (`subjectHash`); each once, in any order. */
  touching(subjects: readonly number[], upTo: number): Promise<readonly number[]>;

  /** Is told what the facts behind one position and up to another touch, once that is written, and of which building of the tables that is so. */
  note?(before: number, position: number, subjects: Iterable<number>, epoch: string | undefined): void;

  /** The facts at these positions, in any order. */
  facts(positions: readonly number[]): Promise<readonly FactEvent[]>;

  /** Batches of all facts of a client up to a position, in the order of the log, from a place in the account on. */
  account(clientId: string, upTo: number, fromRevision?: number): AsyncIterable<readonly FactEvent[]>;

  /** The sums of a client's contracts. */
  books(clientId: string): Promise<Books>;
}
