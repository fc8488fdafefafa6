import type { Utf8Range } from '@paidonce/event-store';
import type { FactText } from '../fact-text.js';
import type { Decision, Origin } from '../ledger.js';
import type { PostedFact } from './posted-batch.js';

/** What one request delivers, in its order. Where the log failed over one of its facts, none that is behind it is decided: it must not come before it in the log. */
export class Delivery {
  readonly #open = new Set<Group>();
  #failure: { readonly error: unknown } | undefined;

  constructor(readonly origin: Origin) {}

  add(group: Group): void {
    if (this.#failure) group.reject(this.#failure.error);
    else this.#open.add(group);
  }

  done(group: Group): void {
    this.#open.delete(group);
  }

  /** Rejects what is not decided yet, and whatever comes. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    for (const group of this.#open) group.reject(error);
  }
}

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
    readonly delivery: Delivery,
  ) {
    this.#left = size;
    this.decided = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    if (size === 0) this.#resolve([]);
    else delivery.add(this);
  }

  reject(error: unknown): void {
    this.isRejected = true;
    this.#reject(error);
    this.delivery.done(this);
  }

  /** The first decision on a fact counts: what is judged anew may have been decided already. */
  decide(index: number, decision: Decision): void {
    if (this.#decisions[index]) return;
    this.#decisions[index] = decision;
    if (--this.#left > 0) return;
    this.#resolve(this.#decisions);
    this.delivery.done(this);
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
    return this.group.delivery.origin;
  }

  resolve(decision: Decision): void {
    this.group.decide(this.index, decision);
  }

  /** Rejects what was posted together with it. */
  reject(error: unknown): void {
    this.group.reject(error);
  }

  /** Rejects it and all that is behind it in its delivery. */
  breakOff(error: unknown): void {
    this.group.delivery.fail(error);
  }
}
