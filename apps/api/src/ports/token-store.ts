import type { Role } from '../access/roles.js';

/** A bearer token without its secret. */
export interface Token {
  readonly id: string;
  /** Of the person or machine that uses it; kept with every event. */
  readonly name: string;
  readonly role: Role;
  /** Of role `client`: whose data it sees. */
  readonly clientId: string | null;
  /** Sources of the facts that it may post, with those below them; null: those of its role. */
  readonly sources: readonly string[] | null;
  /** RFC 3339. */
  readonly createdAt: string;
}

/** Bearer tokens by the SHA-256 of their secret; secrets are long and random, so that it tells nothing. */
export abstract class TokenStore {
  /** False where another token has the name, in whatever case. */
  abstract add(token: Token, hash: Buffer): Promise<boolean>;
  abstract find(hash: Buffer): Promise<Token | undefined>;
  abstract list(): Promise<readonly Token[]>;
  /** False where there is none. */
  abstract revoke(id: string): Promise<boolean>;
}
