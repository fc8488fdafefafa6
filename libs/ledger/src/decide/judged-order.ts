import type { Books } from '@paidonce/settlement';
import type { Judgement } from './round.js';

/**
 * Which facts have the place in the log in which they were judged. Those of several accounts that were judged together do not: they are appended account by account,
 * and what books say of when something came, in facts on record, is then another number.
 */
export class JudgedOrder {
  /** Behind how many facts the others begin, and with which they end; one behind another. */
  readonly #others: { readonly from: number; to: number }[] = [];

  /** Takes note of facts that were judged together, from behind so many facts on. */
  note(judgements: readonly Judgement[], from: number, to: number): void {
    if (!areOfSeveral(judgements)) return;
    const last = this.#others.at(-1);
    if (last?.to === from) last.to = to;
    else this.#others.push({ from, to });
  }

  /** Whether books say of everything when it came in the log. */
  holdsFor({ books }: Books): boolean {
    if (this.#others.length === 0) return true;
    return books.every(
      ({ lastStatementAt, reratings }) =>
        this.#holdsAt(lastStatementAt) && reratings.every(({ position }) => this.#holdsAt(position)),
    );
  }

  #holdsAt(count: number): boolean {
    return !this.#others.some(({ from, to }) => from < count && count <= to);
  }
}

function areOfSeveral(judgements: readonly Judgement[]): boolean {
  let one: string | undefined;
  for (const judged of judgements) {
    if (judged.kind !== 'recorded') continue;
    if (one !== undefined && judged.clientId !== one) return true;
    one = judged.clientId;
  }
  return false;
}
