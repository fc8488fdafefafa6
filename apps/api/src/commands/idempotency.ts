import { Injectable } from '@nestjs/common';
import { createHmac } from 'node:crypto';
import { canonicalJson } from '@paidonce/vault';
import type { FastifyRequest } from 'fastify';
import { v5, v7 } from 'uuid';
import type { Principal } from '../access/principal.js';
import { Clock } from '../ports/clock.js';
import { IdempotencyStore, type KeptAnswer } from '../ports/idempotency-store.js';
import { Problem } from '../problems/problem.js';
import type { Given } from './record-fact.js';

export type Outcome = KeptAnswer;

/** So that ids made from keys are no other ids. */
const NAMESPACE = '5e0f6a1c-2a53-4f0b-9d61-0f6f3a1f9a11';
const KEY = /^[\x21-\x7e]{1,255}$/;

@Injectable()
export class Idempotency {
  constructor(
    readonly store: IdempotencyStore,
    readonly clock: Clock,
  ) {}

  /**
   * Runs a request once for its `Idempotency-Key`: the same again gets the same answer; another request under the key is refused. What
   * failed changed nothing and may come again. The id is the same for the same key from its first claim on, so that even where an answer was lost
   * nothing is recorded twice.
   */
  async once(request: FastifyRequest, principal: Principal, run: (given: Given) => Promise<Outcome>): Promise<Outcome> {
    const secret = keyOf(request);
    if (secret === undefined) return run({ id: v7(), at: this.clock.now() });
    const key = digest(`${principal.id} ${secret}`, 'key');
    const claim = await this.store.claim(key, digest(secret, requestText(request)), this.clock.now());
    switch (claim.kind) {
      case 'answered':
        return claim.answer;
      case 'running':
        throw new Problem('in-progress');
      case 'other':
        throw new Problem('key-reused');
      case 'new':
        // A key that is used again after its day is another request, with an id of its own.
        return this.#run(key, { id: v5(`${key} ${claim.at}`, NAMESPACE), at: claim.at }, run);
    }
  }

  async #run(key: string, given: Given, run: (given: Given) => Promise<Outcome>): Promise<Outcome> {
    try {
      const answer = await run(given);
      await this.store.answer(key, answer);
      return answer;
    } catch (error) {
      await this.store.release(key, error instanceof Problem && error.details.status < 500);
      throw error;
    }
  }
}

function keyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && KEY.test(key)) return key;
  throw new Problem('malformed-request', 'An Idempotency-Key is 1 to 255 visible ASCII characters.');
}

/** Whoever sends the same again may write its members in another order. */
function requestText({ method, url, body }: FastifyRequest): string {
  return `${method} ${url} ${canonically(body ?? null)}`;
}

function canonically(body: unknown): string {
  try {
    return canonicalJson(body);
  } catch (error) {
    if (error instanceof RangeError) throw new Problem('malformed-request', 'The body is nested too deep.');
    throw error;
  }
}

/** Keyed by the secret that the caller keeps: who sees digests cannot try out phone numbers. */
function digest(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}
