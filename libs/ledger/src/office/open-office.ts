import { DataSource } from 'typeorm';
import { officeTables } from './office.entity.js';
import { Office1764000000000 } from './office.migration.js';

const SCHEMA = 'office';
const LOCK = `hashtextextended('paidonce office', 0)`;

export interface OfficeOptions {
  /** Most connections at a time; default 10. One is held as long as a refused fact is decided again. */
  readonly connections?: number;
}

/**
 * Opens what people and machines leave at the counter: refused facts, drafts, tokens, idempotency keys, in the schema `office` of a PostgreSQL
 * database, which is made or migrated where need be. None of it can be worked out from the log. Close it with `destroy()`.
 */
export async function openOffice(url: string, { connections = 10 }: OfficeOptions = {}): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url,
    schema: SCHEMA,
    entities: officeTables,
    migrations: [Office1764000000000],
    applicationName: 'paidonce office',
    poolSize: connections,
    extra: { options: `-c search_path=${SCHEMA}`, connectionTimeoutMillis: 15_000, keepAlive: true },
    logging: false,
  });
  await source.initialize();
  try {
    await migrate(source);
  } catch (error) {
    await source.destroy();
    throw error;
  }
  return source;
}

/** One process at a time: several may start on one database. */
async function migrate(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await runner.query(`SELECT pg_advisory_lock(${LOCK})`);
    await runner.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA}`);
    await source.runMigrations({ transaction: 'all' });
  } finally {
    await runner.query(`SELECT pg_advisory_unlock(${LOCK})`).catch(() => undefined);
    await runner.release();
  }
}
