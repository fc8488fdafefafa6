import type { Connection, Pool, PoolClient, Submittable } from 'pg';
import { COPIED_COLUMNS, copyEvents, type PlacedEvent } from './copy-in.js';
import { channelOf } from './log-schema.js';

/** Another process has appended since the head was read: nothing was written. */
export class LogMovedOn extends Error {
  override readonly name = 'LogMovedOn';
}

const SERIALIZATION_FAILURE = '40001';
const INSERT_ONE = 'paidonce_insert_one';
/** A process that stops while it holds the head row stops all others; the server ends its transaction after this time. */
const MOST_IDLE_MILLISECONDS = 30_000;

/** The one connection that a process writes on; taken from the pool when first needed, and again after it was lost. */
export class WriterConnection {
  #client: PoolClient | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
  ) {}

  async head(): Promise<number> {
    const client = await this.#connected();
    const { rows } = await client.query<{ position: string }>(`SELECT position FROM ${this.schema}.head`);
    return headOf(rows);
  }

  /** Last revisions of streams; -1 of a stream that has no events. */
  async revisions(streams: readonly string[]): Promise<(readonly [stream: string, revision: number])[]> {
    const client = await this.#connected();
    const { rows } = await client.query<{ stream: string; revision: string | null }>(
      `SELECT wanted.stream, (
         SELECT revision FROM ${this.schema}.event WHERE event.stream = wanted.stream ORDER BY revision DESC LIMIT 1
       ) AS revision
       FROM unnest($1::text[]) AS wanted (stream)`,
      [streams],
    );
    return rows.map(({ stream, revision }) => [stream, Number(revision ?? -1)]);
  }

  /**
   * Writes events at the next positions, durably unless within {@link withHeadLocked}. Throws {@link LogMovedOn}.
   * @param characters About how many the events have.
   */
  async insert(placed: readonly PlacedEvent[], characters: number): Promise<void> {
    const client = await this.#connected();
    const [first] = placed;
    if (first === undefined) return;
    if (placed.length === 1) return insertOne(client, first);
    const from = first.position - 1;
    const sql = `SELECT ${this.schema}.advance(${from}, ${from + placed.length});
      COPY ${this.schema}.event (${COPIED_COLUMNS}) FROM STDIN (FORMAT binary)`;
    try {
      await copyEvents(client, sql, placed, 3 * characters + 100 * placed.length);
    } catch (error) {
      throw movedOn(error) ? new LogMovedOn() : error;
    }
  }

  /** Runs work in a transaction in which nobody else appends. */
  async withHeadLocked<T>(work: (head: number) => Promise<T>): Promise<T> {
    const client = await this.#connected();
    await client.query('BEGIN');
    try {
      const { rows } = await client.query<{ position: string }>(`SELECT position FROM ${this.schema}.head FOR UPDATE`);
      const result = await work(headOf(rows));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {
        this.drop();
      });
      throw error;
    }
  }

  /** The connection is of no use any more. */
  drop(): void {
    this.#client?.release(true);
    this.#client = undefined;
  }

  async #connected(): Promise<PoolClient> {
    if (this.#client !== undefined) return this.#client;
    const client = await this.pool.connect();
    client.on('error', () => {
      if (this.#client === client) this.drop();
    });
    try {
      // An event may be lost after it was acknowledged where the server is set up not to wait for its disk.
      await client.query(
        `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'`,
      );
      await client.query(`SET idle_in_transaction_session_timeout = ${MOST_IDLE_MILLISECONDS}`);
      // As above, by one statement: COPY takes longer to begin than to write one row.
      await client.query(
        `PREPARE ${INSERT_ONE} (bigint, bigint, uuid, text, text, json, json) AS
           WITH moved AS (
             UPDATE ${this.schema}.head SET position = $1 WHERE position = $1 - 1
             RETURNING pg_notify('${channelOf(this.schema)}', $1::text)
           )
           INSERT INTO ${this.schema}.event (${COPIED_COLUMNS}) SELECT $1, $2, $3, $4, $5, $6, $7 FROM moved`,
      );
    } catch (error) {
      client.release(true);
      throw error;
    }
    return (this.#client = client);
  }
}

/** Executes the prepared statement in one message; its only answer is the number of rows. */
class InsertOne implements Submittable {
  constructor(
    private readonly values: readonly string[],
    private readonly resolve: () => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  submit(connection: Connection): void {
    connection.stream.cork();
    connection.bind({ statement: INSERT_ONE, values: [...this.values] }, true);
    connection.execute(null, true);
    connection.sync();
    connection.stream.uncork();
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    if (text === 'INSERT 0 0') this.reject(new LogMovedOn());
  }

  handleError(error: unknown): void {
    this.reject(movedOn(error) ? new LogMovedOn() : error);
  }

  handleReadyForQuery(): void {
    this.resolve();
  }
}

function insertOne(client: PoolClient, { position, revision, stream, event }: PlacedEvent): Promise<void> {
  const values = [String(position), String(revision), event.id, stream, event.type, event.data, event.metadata];
  return new Promise((resolve, reject) => {
    client.query(new InsertOne(values, resolve, reject));
  });
}

const headOf = (rows: readonly { position: string }[]): number => Number(rows[0]?.position ?? 0);

const movedOn = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === SERIALIZATION_FAILURE;
