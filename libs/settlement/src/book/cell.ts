import { exact, roundToMinor, type Exact } from '@paidonce/kernel';
import { priceByTiers } from '@paidonce/payment-models';
import type { UsageClause, Version } from '../terms/terms.js';
import type { LineKey } from './line.js';
import type { Page } from './page.js';

/**
 * What one usage clause owes for one period: the running sums that a line is made of. Facts add to it and take away from
 * it; the amount is worked out from the sums, and rounded once, when it is asked for.
 */
export class Cell {
  #quantity = 0;
  #results = 0;
  #deducted: Exact | undefined;

  constructor(
    readonly page: Page,
    /** `null` where tiers price all campaigns together. */
    readonly campaignId: string | null,
    readonly clause: UsageClause,
    readonly version: Version,
    readonly detail: string | null,
  ) {}

  /** What lines made of the cell are about. */
  get key(): LineKey {
    const { page, campaignId, clause, detail, version } = this;
    const { id: clauseId, model } = clause;
    return {
      forPeriod: page.period.name,
      campaignId,
      clauseId,
      model: model.code,
      detail,
      termsVersion: version.number,
    };
  }

  /** Whether all that was added has been taken back, or nothing ever was. */
  get isEmpty(): boolean {
    return this.#quantity === 0 && this.#results === 0 && (this.#deducted?.equals(0) ?? true);
  }

  /** In the model's unit; only billed facts count. */
  get quantity(): number {
    return this.#quantity;
  }

  /** Facts billed or covered, deemed ones not counted: what a bonus counts of a result clause. */
  get results(): number {
    return this.#results;
  }

  /** Before rounding, in major units. */
  get exactAmount(): Exact {
    const full = owed(this.clause, this.detail, this.#quantity);
    return this.#deducted ? full.sub(this.#deducted) : full;
  }

  /** In minor units, rounded half away from zero. */
  get amount(): bigint {
    return roundToMinor(this.exactAmount, this.version.terms.digits);
  }

  /** What has been deducted under top-up; `undefined` where nothing ever was. */
  get deducted(): Exact | undefined {
    return this.#deducted;
  }

  /** Takes up sums that were kept elsewhere. */
  resume(quantity: number, results: number, deducted: Exact | undefined): void {
    this.#quantity = quantity;
    this.#results = results;
    this.#deducted = deducted;
  }

  /** Adds a quantity, or with a negative one takes it back. */
  add(quantity: number): void {
    if (!this.page.book.counting.on) return;
    this.#quantity += quantity;
    this.page.change();
  }

  /** Counts facts that a bonus looks at, or with a negative number no longer does. */
  countResults(facts: number): void {
    if (!this.page.book.counting.on) return;
    this.#results += facts;
    this.page.change();
  }

  /** Under top-up: what an entitlement had already been paid of a billed fact's price; negative to take it back. */
  deduct(amount: Exact): void {
    if (!this.page.book.counting.on) return;
    this.#deducted = (this.#deducted ?? exact(0)).add(amount);
    this.page.change();
  }
}

/** The exact price of a quantity in the unit of the clause's model. */
export function owed(clause: UsageClause, detail: string | null, quantity: number): Exact {
  const units = exact(quantity).div(exact(clause.model.price.per));
  if (clause.tiers) return priceByTiers(clause.tiers, units);
  return (clause.priceOf(detail) ?? exact(0)).mul(units);
}
