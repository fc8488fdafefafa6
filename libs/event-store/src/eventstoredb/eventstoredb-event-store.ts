import type { EventStore } from '../event-store.js';
import { Appender } from './appender.js';
import { connect } from './client.js';
import { LogReader } from './log-reader.js';
import { persistently } from './retries.js';
import { subscription } from './subscription.js';

export interface EventStoreDbOptions {
  /** `esdb://user:password@host:2113?tls=…`, `kurrentdb://…`; with `+discover` or several hosts for a cluster. In secure mode the user must be allowed to read `$all`. */
  readonly url: string;
  /** Most bytes that the server takes in one append, its setting `MaxAppendSize`; default 1,000,000. What is larger is appended in parts. */
  readonly maxAppendBytes?: number;
  /** How long to try to reach the server before an error is thrown; default 30 seconds. */
  readonly patienceMilliseconds?: number;
}

/** A little less than the megabyte that a server takes by default. */
const MAX_APPEND_BYTES = 1_000_000;

/** The log on EventStoreDB 21.10 or later, and on KurrentDB. Throws where the server cannot be reached. */
export async function openEventStoreDb(options: EventStoreDbOptions): Promise<EventStore> {
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
