import type { EventStore, RecordedEvent } from '@paidonce/event-store';

type Streams = Pick<EventStore, 'readStream'>;

/** The event of a stream at a revision, or the last one. */
export async function eventAt(log: Streams, stream: string, revision?: number): Promise<RecordedEvent | undefined> {
  const at = { direction: 'backwards', limit: 1, ...(revision !== undefined && { from: revision }) } as const;
  let found: RecordedEvent | undefined;
  // Read to its end: a reading that is broken off costs the log a connection.
  for await (const [event] of log.readStream(stream, at)) found ??= event;
  return found;
}

/** The first revision of a stream that lies behind a position of the log, found by halves: some twenty events of a million are looked at. */
export async function firstRevisionBehind(log: Streams, stream: string, position: bigint): Promise<number> {
  const last = position > 0n ? await eventAt(log, stream) : undefined;
  if (!last) return 0;
  if (last.position <= position) return last.revision + 1;
  let [first, end] = [0, last.revision];
  while (first < end) {
    const middle = Math.floor((first + end) / 2);
    const event = await eventAt(log, stream, middle);
    if (event && event.position > position) end = middle;
    else first = middle + 1;
  }
  return first;
}
