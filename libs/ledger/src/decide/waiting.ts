import type { Utf8Range } from '@paidonce/event-store';
import type { FactText } from '../fact-text.js';
import type { Decision, Origin } from '../ledger.js';
import type { PostedFact } from './posted-batch.js';

/** Facts that were posted together, whose decisions are given together. */
export class Group {
  readonly decided: Promise<readonly Decision[]>;
  readonly #decisions: Decision[] = [];
  #left: number;
  #resolve: (decisions: readonly Decision[]) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  isRejected = false;

  constructor(
    size: number,
    readonly origin: Origin,
  ) {
    this.#left = size;
    this.decided = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (size === 0) this.#resolve([]);
  }

  reject(error: unknown): void {
    this.isRejected = true;
    this.#reject(error);
  }

  /** The first decision on a fact counts: what is judged anew may have been decided already. */
  decide(index: number, decision: Decision): void {
    if (this.#decisions[index]) return;
    this.#decisions[index] = decision;
    if (--this.#left === 0) this.#resolve(this.#decisions);
  }
}

/** A posted fact that waits for its decision. */
export class Waiting implements PostedFact {
  constructor(
    readonly fact: FactText,
    readonly group: Group,
    readonly index: number,
  ) {}

  get text(): string {
    return this.fact.text;
  }

  get utf8(): Utf8Range | undefined {
    return this.fact.utf8;
  }

  get origin(): Origin {
    return this.group.origin;
  }

  resolve(decision: Decision): void {
    this.group.decide(this.index, decision);
  }

  reject(error: unknown): void {
    this.group.reject(error);
  }
}
