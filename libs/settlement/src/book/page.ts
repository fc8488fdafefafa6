import type { Period } from '@paidonce/kernel';
import type { Book } from './book.js';
import type { Cell } from './cell.js';
import type { DesiredLine } from './line.js';

/** What a contract owes and was billed for one period. */
export class Page {
  readonly cells = new Map<string, Cell>();
  /** What statements have billed so far, by line key. */
  readonly billed = new Map<string, DesiredLine>();
  billedVat = 0n;
  /** The part of the billed VAT that was added to totals (exclusive mode). */
  billedVatAdded = 0n;
  /** Minor units that pilot campaigns have used from their launch to the end of this period. */
  used: ReadonlyMap<string, bigint> = new Map();
  /** Whether anything changed since the page was last billed. */
  dirty = true;
  /** Whether anything changed since the page was last saved, where books are kept elsewhere as well. */
  unsaved = false;
  #scores = { sum: 0, count: 0 };

  constructor(
    readonly period: Period,
    readonly book: Book,
  ) {}

  /** Sum and number of the scores given in the period. */
  get scores(): { readonly sum: number; readonly count: number } {
    return this.#scores;
  }

  /** Takes up sums that were kept elsewhere. */
  resume(scores: { readonly sum: number; readonly count: number }): void {
    this.#scores = scores;
  }

  /** Counts a score, or with `times` -1 takes it back. */
  score(value: number, times: 1 | -1): void {
    if (!this.book.counting.on) return;
    this.#scores = { sum: this.#scores.sum + times * value, count: this.#scores.count + times };
    this.change();
  }

  /** Something about the page changed. */
  change(): void {
    this.dirty = true;
    this.save();
  }

  /** What is kept elsewhere of the page is no longer what it says. */
  save(): void {
    if (this.unsaved) return;
    this.unsaved = true;
    this.book.counting.changed.add(this.book);
  }
}
