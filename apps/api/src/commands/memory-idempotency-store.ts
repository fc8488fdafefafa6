import { DAY, MINUTE, type Instant } from '@paidonce/kernel';
import { IdempotencyStore, type Claim, type KeptAnswer } from '../ports/idempotency-store.js';

interface Entry {
  readonly request: string;
  readonly at: Instant;
  claimedAt: Instant;
  answer: KeptAnswer | undefined;
}

/** Keys of the last day, as long as the process lives. */
export class MemoryIdempotencyStore extends IdempotencyStore {
  /** In the order of their first claim. */
  readonly #entries = new Map<string, Entry>();

  override claim(key: string, request: string, now: Instant): Promise<Claim> {
    this.#forget(now);
    const entry = this.#entries.get(key);
    if (!entry) {
      this.#entries.set(key, { request, at: now, claimedAt: now, answer: undefined });
      return Promise.resolve({ kind: 'new', at: now });
    }
    if (entry.request !== request) return Promise.resolve({ kind: 'other' });
    if (entry.answer) return Promise.resolve({ kind: 'answered', answer: entry.answer });
    if (now - entry.claimedAt < MINUTE) return Promise.resolve({ kind: 'running' });
    entry.claimedAt = now;
    return Promise.resolve({ kind: 'new', at: entry.at });
  }

  override answer(key: string, answer: KeptAnswer): Promise<void> {
    const entry = this.#entries.get(key);
    if (entry) entry.answer = answer;
    return Promise.resolve();
  }

  override release(key: string, nothingHappened: boolean): Promise<void> {
    const entry = this.#entries.get(key);
    if (nothingHappened) this.#entries.delete(key);
    else if (entry) entry.claimedAt = -Infinity;
    return Promise.resolve();
  }

  #forget(now: Instant): void {
    for (const [key, { at }] of this.#entries) {
      if (now - at < DAY) return;
      this.#entries.delete(key);
    }
  }
}
