import type { EventStore } from '../event-store.js';

export interface EventStoreDbOptions {
  /** `esdb://user:password@host:2113?tls=…`, `kurrentdb://…`; with `+discover` or several hosts for a cluster. In secure mode the user must be allowed to read `$all`. */
  readonly url: string;
  /** Most bytes that the server takes in one append, its setting `MaxAppendSize`; default 1,000,000. What is larger is appended in parts. */
  readonly maxAppendBytes?: number;
  /** How long to try to reach the server before an error is thrown; default 30 seconds. */
  readonly patienceMilliseconds?: number;
}

/** The log on EventStoreDB 21.10 or later, and on KurrentDB. Throws where the server cannot be reached. */
export async function openEventStoreDb(options: EventStoreDbOptions): Promise<EventStore> {
  // The client costs a fifth of a second and 25 MB: only where it is used.
  const { openStore } = await import('./open-store.js');
  return openStore(options);
}
