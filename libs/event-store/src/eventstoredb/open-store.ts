import type { EventStore } from '../event-store.js';
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
  const { url, maxAppendBytes = MAX_APPEND_BYTES, patienceMilliseconds = 30_000 } = options;
  const client = connect(url);
  const reader = new LogReader(client);
  const appender = new Appender(client, reader, maxAppendBytes, patienceMilliseconds);
  const head = () => persistently(patienceMilliseconds, () => reader.head());
  await head();
  return {
    append: (stream, events, expected) => appender.append(stream, events, expected),
    readStream: (stream, readOptions) => reader.readStream(stream, readOptions),
    readAll: (readOptions) => reader.readAll(readOptions),
    subscribe: (subscribeOptions) => subscription(client, reader, subscribeOptions, patienceMilliseconds),
    head,
    close: () => client.close(),
  };
}
