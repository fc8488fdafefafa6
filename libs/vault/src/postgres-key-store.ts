import type { Pool } from 'pg';
import type { KeyId, KeyReplacement, KeyStore, WrappedKey } from './key-store.js';

/** Two processes that start at once must not both create the table. */
const CREATE = `
  BEGIN;
  SELECT pg_advisory_xact_lock(hashtext('paidonce sealing_key'));
  CREATE TABLE IF NOT EXISTS sealing_key (id uuid PRIMARY KEY, wrapped bytea NOT NULL);
  COMMIT`;

const GET = { name: 'get-keys', text: 'SELECT id, wrapped FROM sealing_key WHERE id = ANY ($1::uuid[])' };

// In the order of ids: two batches that put the same keys wait for each other, and must not both wait.
const PUT = {
  name: 'put-keys',
  text: `
    INSERT INTO sealing_key (id, wrapped)
    SELECT id, wrapped FROM unnest($1::uuid[], $2::bytea[]) AS given (id, wrapped) ORDER BY id
    ON CONFLICT (id) DO NOTHING`,
};

const PUT_BESIDE_LOG = {
  name: 'put-keys-beside-log',
  text: `
    WITH flush AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO sealing_key (id, wrapped)
    SELECT id, wrapped FROM flush, unnest($1::uuid[], $2::bytea[]) AS given (id, wrapped) ORDER BY id
    ON CONFLICT (id) DO NOTHING`,
};

const REPLACE = `
  UPDATE sealing_key SET wrapped = given.after
  FROM unnest($1::uuid[], $2::bytea[], $3::bytea[]) AS given (id, before, after)
  WHERE sealing_key.id = given.id AND sealing_key.wrapped = given.before`;

const ERASE = 'DELETE FROM sealing_key WHERE id = ANY ($1::uuid[])';

const PAGE = 'SELECT id, wrapped FROM sealing_key WHERE id > $1 ORDER BY id LIMIT $2';

interface Row {
  readonly id: string;
  readonly wrapped: WrappedKey;
}

export interface PostgresKeyStoreOptions {
  /**
   * Whether the log lies in this very PostgreSQL server. Putting keys then does not wait for the disk: PostgreSQL
   * writes one log of all that it does, in order, so that the commit of the facts, which comes later and does wait,
   * takes the keys along. Default: false.
   */
  readonly besideLog?: boolean;
}

/** Keys in the table `sealing_key`. */
export class PostgresKeyStore implements KeyStore {
  readonly #pool: Pool;
  readonly #put: { readonly name: string; readonly text: string };

  private constructor(pool: Pool, { besideLog = false }: PostgresKeyStoreOptions) {
    this.#pool = pool;
    this.#put = besideLog ? PUT_BESIDE_LOG : PUT;
  }

  /** Creates the table where it is missing. The pool stays the caller's. */
  static async open(pool: Pool, options: PostgresKeyStoreOptions = {}): Promise<PostgresKeyStore> {
    await pool.query(CREATE);
    return new PostgresKeyStore(pool, options);
  }

  async getAll(ids: readonly KeyId[]): Promise<ReadonlyMap<KeyId, WrappedKey>> {
    if (ids.length === 0) return new Map();
    return keysOf((await this.#pool.query<Row>({ ...GET, values: [ids] })).rows);
  }

  async putAll(keys: ReadonlyMap<KeyId, WrappedKey>): Promise<ReadonlyMap<KeyId, WrappedKey>> {
    if (keys.size === 0) return new Map();
    const ids = [...keys.keys()];
    const { rowCount } = await this.#pool.query({ ...this.#put, values: [ids, [...keys.values()]] });
    if (rowCount === keys.size) return new Map();
    const present = await this.getAll(ids);
    return new Map([...present].filter(([id, wrapped]) => !keys.get(id)?.equals(wrapped)));
  }

  async replaceAll(replacements: readonly KeyReplacement[]): Promise<void> {
    await this.#pool.query(REPLACE, [
      replacements.map(({ id }) => id),
      replacements.map(({ from }) => from),
      replacements.map(({ to }) => to),
    ]);
  }

  async erase(ids: readonly KeyId[]): Promise<number> {
    return (await this.#pool.query(ERASE, [ids])).rowCount ?? 0;
  }

  async *pages(size: number): AsyncIterable<ReadonlyMap<KeyId, WrappedKey>> {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const { rows } = await this.#pool.query<Row>(PAGE, [after, size]);
      const last = rows.at(-1);
      if (!last) return;
      yield keysOf(rows);
      after = last.id;
    }
  }
}

/** PostgreSQL writes a uuid with hyphens. */
function keysOf(rows: readonly Row[]): Map<KeyId, WrappedKey> {
  return new Map(rows.map(({ id, wrapped }) => [id.replaceAll('-', ''), wrapped]));
}
