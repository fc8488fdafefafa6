import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { TokenStore } from '../ports/token-store.js';
import { Problem } from '../problems/problem.js';
import { authenticated, type Principal } from './principal.js';
import { hashOf } from './secrets.js';

/** The administrator who is built in; no token is called so. */
export const ADMINISTRATOR: Principal = {
  id: 'administrator',
  name: 'administrator',
  role: 'administrator',
  clientId: null,
  sources: null,
};
const BEARER = /^Bearer +([\w.~+/=-]{1,512}) *$/i;

/** Finds out who asks, before anything of the body is read. */
export class Authentication {
  readonly #administrator: Buffer;

  constructor(
    administratorSecret: string,
    readonly tokens: Pick<TokenStore, 'find'>,
  ) {
    this.#administrator = hashOf(administratorSecret);
  }

  /** Throws the problem `unauthorized`. */
  async authenticate(request: FastifyRequest): Promise<Principal> {
    const secret = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (secret === undefined) throw new Problem('unauthorized', 'Send a token as `Authorization: Bearer TOKEN`.');
    const principal = await this.#principalWith(hashOf(secret));
    if (!principal) throw new Problem('unauthorized', 'The token is unknown or was revoked.');
    authenticated(request, principal);
    return principal;
  }

  /** Hashes are compared, never secrets; how long that takes tells nothing of them. */
  async #principalWith(hash: Buffer): Promise<Principal | undefined> {
    if (timingSafeEqual(hash, this.#administrator)) return ADMINISTRATOR;
    return this.tokens.find(hash);
  }
}
