import type { NewEvent } from '@paidonce/event-store';
import { openPostgresEventStore, type PostgresEventStore } from '@paidonce/event-store';
import { randomBytes, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { testDatabase, type TestDatabase } from '../../../postgres/src/testing/index.js';
import { openAuditStore } from '../open-audit-store.js';
import type { LogKeys } from './log-keys.js';
import { Sealer, type SealerOptions, type SealerWatch } from './sealer.js';

const eventOf = (n: number, type = 'call.completed'): NewEvent => ({
  id: randomUUID(),
  type,
  data: JSON.stringify({ n }),
  metadata: '{"actor":"somebody"}',
});

/** A log in a database of its own, and its seal. */
export class SealedLog {
  keys: LogKeys = { current: randomBytes(32), former: [] };
  now = Date.parse('2026-03-01T00:00:00Z');

  private constructor(
    readonly database: TestDatabase,
    readonly log: PostgresEventStore,
    readonly source: DataSource,
  ) {}

  static async open(): Promise<SealedLog> {
    const database = await testDatabase();
    const log = await openPostgresEventStore({ pool: database.pool });
    return new SealedLog(database, log, await openAuditStore(database.url));
  }

  append(stream: string, count: number, type?: string): Promise<unknown> {
    return this.log.append(
      stream,
      Array.from({ length: count }, (_, i) => eventOf(i, type)),
      'any',
    );
  }

  /** Runs a sealer until it has sealed so many events and has signed what is due. */
  async sealUpTo(size: number, watch: SealerWatch = {}, options: SealerOptions = {}): Promise<void> {
    const stop = new AbortController();
    const sealer = new Sealer(
      { log: this.log, source: this.source, keys: () => Promise.resolve(this.keys), now: () => this.now },
      watch,
      options,
    );
    const running = sealer.run(stop.signal);
    while ((await this.sizes()).sealed < size) await new Promise((resolve) => setTimeout(resolve, 10));
    await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    await running;
  }

  async sizes(): Promise<{ sealed: number; signed: number[] }> {
    const [seal] = await this.source.query<{ size: string }[]>('SELECT size FROM seal');
    const checkpoints = await this.source.query<{ size: string }[]>('SELECT size FROM checkpoint ORDER BY size');
    return { sealed: Number(seal?.size), signed: checkpoints.map(({ size }) => Number(size)) };
  }

  async close(): Promise<void> {
    await this.source.destroy();
    await this.log.close();
    await this.database.drop();
  }
}
