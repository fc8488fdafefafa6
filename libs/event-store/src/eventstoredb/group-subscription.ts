import type { Delivery, EventStore, SubscribeOptions } from '../event-store.js';
import type { ProjectorGroup } from './persistent-subscription.js';

const BATCH = 5_000;

/**
 * Follows the log where a group is handed something. What it is handed only says that there is more: a group has no order that can be relied on, since what is retried comes after
 * later events. So the log is read on from where the follower is, in its order, and what was handed is acknowledged once the follower has dealt with all of that. How far it is
 * stays the follower's own to keep; the server knows as well, and shows it.
 */
export async function* subscribeByGroup(
  log: Pick<EventStore, 'readAll'>,
  group: ProjectorGroup,
  { after, types, batch = BATCH, signal }: SubscribeOptions,
): AsyncGenerator<Delivery> {
  let last = after ?? 0n;
  const isOver = (): boolean => signal.aborted;
  const readOn = async function* (): AsyncGenerator<Delivery> {
    for await (const events of log.readAll({ after: last, signal, ...(types && { types }) })) {
      for (let start = 0; start < events.length && !isOver(); start += batch) {
        const some = events.slice(start, start + batch);
        yield { kind: 'events', events: some };
        last = some.at(-1)?.position ?? last;
      }
    }
    if (!isOver()) yield { kind: 'caught-up', position: last };
  };
  // The group is there before the first reading ends, so that it is handed whatever comes behind that.
  await group.make();
  yield* readOn();
  for await (const handed of group.events(signal)) {
    if (handed.some(({ event }) => event.position > last)) yield* readOn();
    if (!isOver()) await Promise.all(handed.map(({ ack }) => ack()));
  }
}
