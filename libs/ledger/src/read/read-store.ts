import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import { readModels } from './read-models.entity.js';
import { ReadModels1763900000000 } from './read-models.migration.js';

export const LIVE_SCHEMA = 'read';

/** Name of the checkpoint of the settlement projection. */
export const PROJECTION = 'settlement';

const SCHEMA_NAME = /^[a-z_][a-z0-9_]*$/;

export interface ReadStoreOptions {
  readonly schema?: string;
  /** Most connections at a time; default 10. */
  readonly connections?: number;
}

/** Opens the read models in a schema of a PostgreSQL database, and makes or migrates them where need be. */
export async function openReadStore(
  url: string,
  { schema = LIVE_SCHEMA, connections = 10 }: ReadStoreOptions = {},
): Promise<DataSource> {
  if (!SCHEMA_NAME.test(schema)) throw new RangeError(`not a name for a schema: ${schema}`);
  const source = new DataSource({
    type: 'postgres',
    url,
    schema,
    entities: readModels,
    migrations: [ReadModels1763900000000],
    applicationName: 'paidonce read models',
    poolSize: connections,
    extra: { options: `-c search_path=${schema}`, connectionTimeoutMillis: 15_000, keepAlive: true },
    logging: false,
  });
  await source.initialize();
  try {
    await prepare(source, schema);
  } catch (error) {
    await source.destroy();
    throw error;
  }
  return source;
}

/** One process at a time: several may start on one database. */
async function prepare(source: DataSource, schema: string): Promise<void> {
  const lock = source.createQueryRunner();
  try {
    await lock.query(`SELECT pg_advisory_lock(hashtextextended('paidonce read models', 0))`);
    await lock.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await source.runMigrations({ transaction: 'all' });
    await lock.query(
      `INSERT INTO projection (name, epoch, position, facts) VALUES ($1, $2, 0, 0) ON CONFLICT (name) DO NOTHING`,
      [PROJECTION, randomUUID()],
    );
  } finally {
    await lock.query(`SELECT pg_advisory_unlock(hashtextextended('paidonce read models', 0))`).catch(() => undefined);
    await lock.release();
  }
}
