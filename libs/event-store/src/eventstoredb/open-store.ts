import { LogUnavailable, type EventStore } from '../event-store.js';
import { Appender } from './appender.js';
import { connect } from './client.js';
import type { EventStoreDbOptions } from './eventstoredb-event-store.js';
import { LogReader } from './log-reader.js';
import { persistently } from './retries.js';
import { subscription } from './subscription.js';

/** A little less than the megabyte that a server takes by default. */
const MAX_APPEND_BYTES = 1_000_000;

/** See {@link openEventStoreDb}. */
export async function openStore(options: EventStoreDbOptions): Promise<EventStore> {
  const { url, maxAppendBytes = MAX_APPEND_BYTES, patienceMilliseconds = 10_000, signal, streams } = options;
  const persistence = { milliseconds: patienceMilliseconds, signal };
  const client = connect(url, streams);
  const reader = new LogReader(client, streams);
  const appender = new Appender(client, reader, maxAppendBytes, persistence);
  const head = () => persistently(persistence, () => reader.head());
  await persistently(persistence, () => reader.lastPosition()).catch(async (error: unknown) => {
    await client.close().catch(() => undefined);
    throw error instanceof LogUnavailable ? error : new LogUnavailable(error);
  });
  return {
    append: (stream, events, expected) => appender.append(stream, events, expected),
    readStream: (stream, readOptions) => reader.readStream(stream, readOptions),
    readAll: (readOptions) => reader.readAll(readOptions),
    subscribe: (subscribeOptions) => subscription(client, reader, subscribeOptions, persistence),
    head,
    close: () => client.close(),
  };
}
