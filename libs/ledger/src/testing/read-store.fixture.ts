import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { testDatabase, type TestDatabase } from '../../../postgres/src/testing/index.js';
import { inTransaction, onConnection } from '../project/connections.js';
import { TouchRows } from '../project/touch-rows.js';
import { copyAsRun } from '../project/touch-run.js';
import { PostgresShelf } from '../read/postgres-shelf.js';
import { openReadStore } from '../read/read-store.js';
import { MemoryEventStore } from './memory-event-store.fixture.js';

/** What a fact touches: a hash of 53 bits, and the position of the fact. */
export type Touch = readonly [subject: number, position: number];

/** Read models of one spec file, in a database of its own. */
export class TestReadStore {
  static async open(): Promise<TestReadStore> {
    const database = await testDatabase();
    return new TestReadStore(database, await openReadStore(database.url));
  }

  private constructor(
    readonly database: TestDatabase,
    readonly source: DataSource,
  ) {}

  async drop(): Promise<void> {
    await this.source.destroy();
    await this.database.drop();
  }

  /** Writes what is touched as a run of its own. */
  writeRun(touches: readonly Touch[]): Promise<void> {
    const rows = new TouchRows();
    for (const [subject, position] of touches) rows.addOne(subject, position);
    return inTransaction(this.source, (_, client) => copyAsRun(client, rows));
  }

  connected<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return onConnection(this.source, (_, client) => work(client));
  }

  /** Positions of the facts that touch something, in order. */
  async touching(subjects: readonly number[], upTo = Number.MAX_SAFE_INTEGER): Promise<number[]> {
    const shelf = new PostgresShelf(this.source, new MemoryEventStore(), { facts: () => Promise.resolve([]) });
    return [...(await shelf.touching(subjects, upTo))].sort((a, b) => a - b);
  }

  /** Rows of a table, or of tables that are joined. */
  async count(tables: string): Promise<number> {
    const [row] = await this.source.query<{ count: string }[]>(`SELECT count(*) FROM ${tables}`);
    return Number(row?.count);
  }
}
