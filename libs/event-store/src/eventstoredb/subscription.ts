import type { Delivery, RecordedEvent, SubscribeOptions } from '../event-store.js';
import type { LogClient } from './client.js';
import { toRecordedEvent } from './event-content.js';
import { wanted, type LogReader } from './log-reader.js';
import { reconnecting } from './reconnecting.js';
import { persistently, type Persistence } from './retries.js';

const BATCH = 5_000;

/**
 * Follows the log. The server leaves out its own events; other types are left out here. Where the log ends is found by reading it from the end, since servers
 * before 23.10 do not say that a subscription has caught up. After a connection that was lost it goes on after the last event that came, never after
 * a checkpoint: servers before 23.10 may send one that lies beyond an event still to come.
 */
export async function* subscription(
  client: LogClient,
  reader: LogReader,
  { after, types, batch = BATCH, signal }: SubscribeOptions,
  persistence: Persistence,
): AsyncGenerator<Delivery> {
  const isWanted = wanted(types);
  let last = after ?? 0n;
  let head = 0n;
  const open = () => client.subscribe(last === 0n ? 'start' : last);
  for await (const { items, isConnection, isDrained } of reconnecting(open, batch, persistence.milliseconds, signal)) {
    const news: RecordedEvent[] = [];
    for (const event of items) {
      if (event.position === undefined || event.position <= last) continue;
      last = event.position;
      if (isWanted(event)) news.push(toRecordedEvent(event, last));
    }
    if (news.length > 0) yield { kind: 'events', events: news };
    if (isConnection) head = await persistently({ ...persistence, signal }, () => reader.head());
    if (last >= head && (isConnection || isDrained)) yield { kind: 'caught-up', position: last };
  }
}
