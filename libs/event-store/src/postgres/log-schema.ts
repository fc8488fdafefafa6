import pg, { type Pool } from 'pg';

const MIGRATIONS: readonly ((schema: string) => string)[] = [
  (schema) => `
    CREATE TABLE ${schema}.event (
      position bigint PRIMARY KEY,
      revision bigint NOT NULL,
      id uuid NOT NULL,
      created timestamptz NOT NULL DEFAULT now(),
      stream text COLLATE "C" NOT NULL,
      type text COLLATE "C" NOT NULL,
      data json NOT NULL,
      metadata json NOT NULL,
      CONSTRAINT event_revision UNIQUE (stream, revision),
      CONSTRAINT event_id UNIQUE (id, stream)
    );

    CREATE FUNCTION ${schema}.refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$BEGIN RAISE EXCEPTION 'the log is never rewritten'; END$$;
    CREATE TRIGGER never_rewritten BEFORE UPDATE OR DELETE OR TRUNCATE ON ${schema}.event
      FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.refuse();

    -- One row. Room for its versions in its page, so that an update touches no index and is cleaned up on the way.
    CREATE TABLE ${schema}.head (position bigint NOT NULL) WITH (fillfactor = 10);
    INSERT INTO ${schema}.head VALUES (0);

    -- Takes the next positions for the transaction that calls it, or fails where somebody else has taken them.
    CREATE FUNCTION ${schema}.advance(from_position bigint, to_position bigint) RETURNS void LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE ${schema}.head SET position = to_position WHERE position = from_position;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the log has moved on from %', from_position USING ERRCODE = 'serialization_failure';
      END IF;
      PERFORM pg_notify('${channelOf(schema)}', to_position::text);
    END$$;`,
];

/** The name of a schema as SQL writes it. */
export const quoted = (schema: string): string => pg.escapeIdentifier(schema);

/** The channel on which each flush announces the new head. */
export const channelOf = (quotedSchema: string): string => `${quotedSchema.replace(/\W/g, '')}_head`;

/** Brings the tables of the log up to date, however many processes do so at once. A database that is up to date needs no right to create. */
export async function migrateLog(pool: Pool, schema: string): Promise<void> {
  const name = quoted(schema);
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    if ((await versionOf(client, schema)) >= MIGRATIONS.length) return;
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`paidonce log ${schema}`]);
    for (let version = await versionOf(client, schema); version < MIGRATIONS.length; version++) {
      if (version === 0) {
        await client.query(`CREATE SCHEMA IF NOT EXISTS ${name}`);
        await client.query(
          `CREATE TABLE ${name}.migration (version int PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())`,
        );
      }
      await client.query(MIGRATIONS[version]?.(name) ?? '');
      await client.query(`INSERT INTO ${name}.migration VALUES ($1)`, [version + 1]);
    }
    await client.query('COMMIT');
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    client.release(broken);
  }
}

async function versionOf(client: pg.ClientBase, schema: string): Promise<number> {
  // Not by `to_regclass`, which may remember that there was none.
  const there = await client.query(`SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = 'migration'`, [schema]);
  if (there.rowCount === 0) return 0;
  const { rows } = await client.query<{ version: number }>(
    `SELECT coalesce(max(version), 0) AS version FROM ${quoted(schema)}.migration`,
  );
  return rows[0]?.version ?? 0;
}
