import type { Instant } from '@paidonce/kernel';

/** An answer as it can be given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * What is known of a key: `new` (claimed by this call, at the instant of the first claim, which a retry after a crash is told as
 * well), `running` elsewhere, `other` request under the same key, or `answered`.
 */
export type Claim =
  | { readonly kind: 'new'; readonly at: Instant }
  | { readonly kind: 'running' }
  | { readonly kind: 'other' }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer };

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
