import type { Delivery, RecordedEvent, SubscribeOptions } from '../event-store.js';
import type { LogClient } from './client.js';
import { toRecordedEvent } from './event-content.js';
import type { LogReader } from './log-reader.js';
import { reconnecting } from './reconnecting.js';
import { persistently, type Persistence } from './retries.js';

const BATCH = 5_000;

/**
 * How far it is known that nothing is still to come. Servers before 23.10 may say a checkpoint that lies beyond an event still to come, and some later ones that of the very
 * event that comes next, where only the commit position is kept. Events and checkpoints come in one order, though: once another one comes, the one before it holds.
 */
class Passed {
  position = 0n;
  #last = 0n;

  take(checkpoint: bigint): void {
    if (checkpoint <= this.#last) return;
    this.position = this.#last;
    this.#last = checkpoint;
  }

  /** On another connection nothing holds that was said last on the one before. */
  begin(): void {
    this.#last = this.position;
  }
}

/**
 * Follows the log. The server leaves out other streams; other types are left out here. Where the log ends is found by reading it from the end, since servers
 * before 23.10 do not say that a subscription has caught up. After a connection that was lost it goes on after the last event that came, or behind what
 * it has passed without one.
 */
export async function* subscription(
  client: LogClient,
  reader: LogReader,
  { after, types, batch = BATCH, signal }: SubscribeOptions,
  persistence: Persistence,
): AsyncGenerator<Delivery> {
  const isWanted = reader.wanted(types);
  const passed = new Passed();
  let last = after ?? 0n;
  let head = 0n;
  const reached = (): bigint => (last > passed.position ? last : passed.position);
  const open = () => client.subscribe(reached() === 0n ? 'start' : reached());
  for await (const arrival of reconnecting(open, batch, persistence.milliseconds, signal)) {
    const { items, isConnection, isDrained } = arrival;
    if (isConnection) passed.begin();
    const news: RecordedEvent[] = [];
    for (const item of items) {
      if ('checkpoint' in item) passed.take(item.checkpoint);
      else if (item.position !== undefined && item.position > last) {
        last = item.position;
        if (isWanted(item)) news.push(toRecordedEvent(item, last));
      }
    }
    if (news.length > 0) yield { kind: 'events', events: news };
    if (isConnection) head = await persistently({ ...persistence, signal }, () => reader.head());
    if (last >= head && (isConnection || isDrained)) yield { kind: 'caught-up', position: reached() };
  }
}
