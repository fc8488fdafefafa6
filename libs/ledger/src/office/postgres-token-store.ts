import type { DataSource, Repository } from 'typeorm';
import { validate } from 'uuid';
import { TokenRow } from './office.entity.js';

/** A bearer token without its secret. Which roles there are is the edge's concern. */
export interface StoredToken<Role extends string = string> {
  /** A UUID. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly clientId: string | null;
  /** Sources of the facts that it may post; null: those of its role. */
  readonly sources: readonly string[] | null;
  /** RFC 3339. */
  readonly createdAt: string;
}

/** Bearer tokens in the schema `office`, by the SHA-256 of their secret: no secret is kept anywhere. */
export class PostgresTokenStore<Role extends string = string> {
  readonly #tokens: Repository<TokenRow>;

  constructor(source: DataSource) {
    this.#tokens = source.getRepository(TokenRow);
  }

  /**
   * False where another token has the name, in whatever case: by its name people know who recorded something. Rejects where the token, or another one
   * with this hash, is there already.
   */
  add(token: StoredToken<Role>, hash: Buffer): Promise<boolean> {
    const { id, name, role, clientId, sources, createdAt } = token;
    return this.#tokens.manager.transaction(async (manager) => {
      // Tokens are made one after another. Older ones may have one name, so that no index can hold them apart.
      await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('paidonce token names', 0))`);
      const alike = manager.createQueryBuilder(TokenRow, 'token').where('lower(token.name) = lower(:name)', { name });
      if ((await alike.getCount()) > 0) return false;
      const row = { hash, id, name, role, clientId, sources: sources && [...sources], createdAt };
      await manager.insert(TokenRow, row);
      return true;
    });
  }

  async find(hash: Buffer): Promise<StoredToken<Role> | undefined> {
    const row = await this.#tokens.findOneBy({ hash });
    return row ? tokenOf(row) : undefined;
  }

  /** The oldest first. */
  async list(): Promise<readonly StoredToken<Role>[]> {
    return (await this.#tokens.find({ order: { createdAt: 'ASC', id: 'ASC' } })).map((row) => tokenOf<Role>(row));
  }

  /** Holds for every process at once. False where there is none. */
  async revoke(id: string): Promise<boolean> {
    return validate(id) && (await this.#tokens.delete({ id })).affected === 1;
  }
}

function tokenOf<Role extends string>({ id, name, role, clientId, sources, createdAt }: TokenRow): StoredToken<Role> {
  return { id, name, role: role as Role, clientId, sources, createdAt };
}
