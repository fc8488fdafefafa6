import type { Books } from '@paidonce/settlement';
import type { FactEvent } from './shelf.js';

/**
 * What facts come to that have just been appended, as whoever decided them has worked it out: whoever projects takes it over and need not do so
 * again. It can be handed to another thread. Of statements nothing is told: they are left to those who follow the log.
 */
export interface WorkedOut {
  /** Tells the read models on which it rests. */
  readonly epoch: string;
  /** Position of the read models on which it rests. */
  readonly opened: number;
  /** Position behind which the facts come. Up to the first of them nothing else has come that counts. */
  readonly before: number;
  readonly first: number;
  /** Position of the last one. */
  readonly position: number;
  /** Facts on record up to it. */
  readonly facts: number;
  /** What they touch, as hashes, each beside the position of its fact. */
  readonly subjects: Float64Array;
  readonly positions: Float64Array;
  /** Those that have rows of their own, in the order of the log. */
  readonly listed: readonly FactEvent[];
  /** What changed of the sums since the last time that something was worked out. */
  readonly books: Books;
  /** The client of each contract that is among them. */
  readonly clients: ReadonlyMap<string, string>;
}

/** Is told of facts that are decided. */
export interface WorkWatch {
  /** Some are about to be appended. */
  begins(): void;
  /** They have been; with what they come to, unless it is left to those who follow the log. */
  ends(out: WorkedOut | undefined): void;
}

/** Passes on what it is told to whoever listens by then. */
export class WorkRelay implements WorkWatch {
  to: WorkWatch | undefined;

  begins(): void {
    this.to?.begins();
  }

  ends(out: WorkedOut | undefined): void {
    this.to?.ends(out);
  }
}
