import { DAY, HOUR, MINUTE, type Instant } from '@paidonce/kernel';
import type { Vault } from '@paidonce/vault';
import { IsNull, LessThanOrEqual, type DataSource, type Repository } from 'typeorm';
import { IdempotencyRow } from './office.entity.js';

/** An answer as it can be given again; `body` is JSON. */
export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * What is known of a key: `new`, claimed by this call, at the instant of the first claim; `running` elsewhere; claimed for an `other` request;
 * or `answered`.
 */
export type KeyClaim =
  | { readonly kind: 'new'; readonly at: Instant }
  | { readonly kind: 'running' }
  | { readonly kind: 'other' }
  | { readonly kind: 'answered'; readonly answer: StoredAnswer };

/** How long a key is known. */
const REMEMBERED = DAY;
/** After that a claim without an answer is that of a process that died. */
const PATIENCE = MINUTE;

/** In one statement, so that of several callers one gets it; those who do not get it find no row. */
const CLAIM = `
  INSERT INTO idempotency AS known (key, request, at, claimed_at) VALUES ($1, $2, $3, $3)
  ON CONFLICT (key) DO UPDATE SET
    request = EXCLUDED.request,
    at = CASE WHEN known.at <= $4 THEN EXCLUDED.at ELSE known.at END,
    claimed_at = EXCLUDED.claimed_at,
    answer = NULL
  WHERE known.at <= $4
    OR (known.request = EXCLUDED.request AND known.answer IS NULL AND coalesce(known.claimed_at, $5) <= $5)
  RETURNING at`;

/**
 * Requests of the last day by their `Idempotency-Key`, in the schema `office`. Keys and requests come as digests; answers are sealed, since one
 * holds a new token.
 */
export class PostgresIdempotencyStore {
  readonly #source: DataSource;
  readonly #requests: Repository<IdempotencyRow>;
  #forgotAt: Instant = -Infinity;

  constructor(
    source: DataSource,
    readonly vault: Pick<Vault, 'sealText' | 'openText'>,
  ) {
    this.#source = source;
    this.#requests = source.getRepository(IdempotencyRow);
  }

  /** A claim that was never answered can be claimed again by the same request after a minute. */
  async claim(key: string, request: string, now: Instant): Promise<KeyClaim> {
    const given = [key, request, now, now - REMEMBERED, now - PATIENCE];
    const [claimed] = await this.#source.query<Pick<IdempotencyRow, 'at'>[]>(CLAIM, given);
    if (claimed) {
      await this.#forget(now);
      return { kind: 'new', at: Number(claimed.at) };
    }
    const known = await this.#requests.findOneBy({ key });
    // It was released in between.
    if (!known) return this.claim(key, request, now);
    if (known.request !== request) return { kind: 'other' };
    return known.answer ? { kind: 'answered', answer: this.#opened(key, known.answer) } : { kind: 'running' };
  }

  /** The first answer stands: who was given up for dead may come late. */
  async answer(key: string, answer: StoredAnswer): Promise<void> {
    const sealed = this.vault.sealText(JSON.stringify(answer), contextOf(key));
    await this.#requests.update({ key, answer: IsNull() }, { answer: { sealed } });
  }

  /** Throws where the key that sealed it is lost: that the request was answered is all that is known. */
  #opened(key: string, kept: object): StoredAnswer {
    // Those of the day before answers were sealed.
    if (!('sealed' in kept)) return kept as StoredAnswer;
    const opened = this.vault.openText(String(kept.sealed), contextOf(key));
    if ('text' in opened) return JSON.parse(opened.text) as StoredAnswer;
    throw new Error('the answer to this key cannot be opened any more');
  }

  /** The request failed and may come again: as if it had never come where `nothingHappened`, else with the instant of its first claim. */
  async release(key: string, nothingHappened: boolean): Promise<void> {
    const unanswered = { key, answer: IsNull() };
    if (nothingHappened) await this.#requests.delete(unanswered);
    else await this.#requests.update(unanswered, { claimedAt: null });
  }

  async #forget(now: Instant): Promise<void> {
    if (now - this.#forgotAt < HOUR) return;
    this.#forgotAt = now;
    await this.#requests.delete({ at: LessThanOrEqual(String(now - REMEMBERED)) });
  }
}

/** Moved to another key, it does not open. */
function contextOf(key: string): string {
  return `office.idempotency ${key}`;
}
