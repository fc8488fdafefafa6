import type { Pool } from 'pg';
import type { EventStore, RecordedEvent } from '../event-store.js';
import type { ReadAt } from '../read-at.js';
import { HeadWatch } from './head-watch.js';
import { LogReader } from './log-reader.js';
import type { LogPlace } from './log-rows.js';
import { channelOf, migrateLog, quoted } from './log-schema.js';
import { LogWriter } from './log-writer.js';
import { subscription } from './subscription.js';

export interface PostgresEventStoreOptions {
  /**
   * Connections to a PostgreSQL from 14 on; stays the caller's, also after `close`. Two of them are kept: one to write, one to listen while somebody subscribes. Each reading takes one
   * more while it goes on.
   */
  readonly pool: Pool;
  /** Schema of the tables, made when it is not there; default `log`. */
  readonly schema?: string;
  /** How often a subscription looks by itself whether the log has grown, when no notification comes; default 1000. */
  readonly pollMilliseconds?: number;
}

/** The log in PostgreSQL. Positions are contiguous from 1, and a reader never meets one before all below it. */
export interface PostgresEventStore extends EventStore, ReadAt {
  /** Where it lies; `undefined` where the pool was not made from an address. */
  readonly place: LogPlace | undefined;
}

/** Opens the log, and makes its tables where they are missing. Any number of processes may have it open. */
export async function openPostgresEventStore({
  pool,
  schema = 'log',
  pollMilliseconds = 1000,
}: PostgresEventStoreOptions): Promise<PostgresEventStore> {
  await migrateLog(pool, schema);
  const name = quoted(schema);
  const reader = new LogReader(pool, name);
  const watch = new HeadWatch(pool, channelOf(name), () => reader.head(), pollMilliseconds);
  const writer = new LogWriter(pool, name, (head) => {
    watch.advance(head);
  });
  const url = pool.options.connectionString;
  return {
    place: url === undefined ? undefined : { url, schema },
    append: (stream, events, expected) => writer.append(stream, events, expected),
    readStream: (stream, options) => reader.readStream(stream, options),
    readAll: (options) => reader.readAll(options),
    subscribe: (options) => subscription(reader, watch, options),
    head: () => reader.head(),
    readAt: (positions): Promise<RecordedEvent[]> => reader.readAt(positions),
    async close() {
      await writer.close();
      watch.close();
    },
  };
}
