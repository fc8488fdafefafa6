import type { Instant } from '@paidonce/kernel';
import type { KeyClaim as Claim, StoredAnswer as KeptAnswer } from '@paidonce/ledger';

export type { Claim, KeptAnswer };

/** Requests by their `Idempotency-Key`. `key` and `request` are digests: neither holds anything personal. */
export abstract class IdempotencyStore {
  /** A claim that was never answered can be claimed again by the same request after a minute. */
  abstract claim(key: string, request: string, now: Instant): Promise<Claim>;
  abstract answer(key: string, answer: KeptAnswer): Promise<void>;
  /**
   * The request failed and may come again: as if it had never come where `nothingHappened`, else with the instant of its first claim.
   */
  abstract release(key: string, nothingHappened: boolean): Promise<void>;
}
