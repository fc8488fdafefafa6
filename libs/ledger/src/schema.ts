import { outliveConnections } from '@paidonce/postgres';
import type { Pool } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';

type Tables = Pick<DataSourceOptions, 'entities' | 'migrations'>;

export interface SchemaOptions extends Tables {
  readonly schema: string;
  readonly applicationName: string;
  /** Most connections at a time. */
  readonly connections: number;
  /** Whether a commit waits for the disk; default true. Where it does not, a crash of PostgreSQL may undo the last ones, in their order. */
  readonly durable?: boolean;
  /** What has to stand there beside the tables, done each time it is opened. */
  readonly seed?: (source: DataSource) => Promise<unknown>;
}

const SCHEMA_NAME = /^[a-z_][a-z0-9_]*$/;

/** Opens a schema of a PostgreSQL database, which is made or migrated where need be. Close it with `destroy()`. */
export async function openSchema(url: string, options: SchemaOptions): Promise<DataSource> {
  const { schema, applicationName, connections, entities, migrations, durable = true } = options;
  if (!SCHEMA_NAME.test(schema)) throw new RangeError(`not a name for a schema: ${schema}`);
  const source = new DataSource({
    type: 'postgres',
    url,
    schema,
    ...(entities && { entities }),
    ...(migrations && { migrations }),
    applicationName,
    poolSize: connections,
    extra: {
      options: `-c search_path=${schema}${durable ? '' : ' -c synchronous_commit=off'}`,
      connectionTimeoutMillis: 15_000,
      keepAlive: true,
    },
    logging: false,
  });
  await source.initialize();
  outliveConnections((source.driver as unknown as { readonly master: Pool }).master);
  try {
    await migrate(source, options);
  } catch (error) {
    await source.destroy();
    throw error;
  }
  return source;
}

/** One process at a time: several may start on one database. */
async function migrate(source: DataSource, { schema, seed }: SchemaOptions): Promise<void> {
  const lock = `hashtextextended('paidonce schema ${schema}', 0)`;
  const runner = source.createQueryRunner();
  try {
    await runner.query(`SELECT pg_advisory_lock(${lock})`);
    await runner.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    await source.runMigrations({ transaction: 'all' });
    await seed?.(source);
  } finally {
    await runner.query(`SELECT pg_advisory_unlock(${lock})`).catch(() => undefined);
    await runner.release();
  }
}
