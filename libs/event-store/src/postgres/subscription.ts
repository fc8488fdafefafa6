import { setTimeout as sleep } from 'node:timers/promises';
import type { Delivery, RecordedEvent, SubscribeOptions } from '../event-store.js';
import type { HeadWatch } from './head-watch.js';
import type { LogReader } from './log-reader.js';
import { isLostConnection } from './lost-connection.js';

const BATCH = 5000;
const FIRST_PAUSE_MILLISECONDS = 50;
const LONGEST_PAUSE_MILLISECONDS = 5000;

/** See `EventStore.subscribe`. While PostgreSQL is away it waits, longer from time to time, and goes on where it was. */
export async function* subscription(
  reader: LogReader,
  watch: HeadWatch,
  { after = 0n, types, batch = BATCH, reached, signal }: SubscribeOptions,
): AsyncGenerator<Delivery> {
  const stopped = () => signal.aborted;
  let last = after;
  let failures = 0;
  let head: bigint | undefined;
  while (!stopped()) {
    if (reached) last = greatest(last, await reached());
    try {
      head ??= await reader.head();
      for await (const events of ofSize(batch, reader.range(last, head, { types, signal }))) {
        failures = 0;
        last = events.at(-1)?.position ?? last;
        yield { kind: 'events', events };
      }
    } catch (error) {
      if (!isLostConnection(error)) throw error;
      head = undefined;
      await pause(failures++, signal);
      continue;
    }
    if (stopped()) return;
    // Also past events of other types.
    if (head > last) last = head;
    yield { kind: 'caught-up', position: last };
    head = await watch.past(last, signal);
  }
}

/** Cuts and joins batches, so that all but the last have `size` events. */
async function* ofSize(size: number, batches: AsyncIterable<RecordedEvent[]>): AsyncGenerator<RecordedEvent[]> {
  let kept: RecordedEvent[] = [];
  for await (const events of batches) {
    kept = kept.length === 0 ? events : kept.concat(events);
    let start = 0;
    for (; kept.length - start >= size; start += size) yield kept.slice(start, start + size);
    if (start > 0) kept = kept.slice(start);
  }
  if (kept.length > 0) yield kept;
}

const greatest = (a: bigint, b: bigint): bigint => (a > b ? a : b);

async function pause(failures: number, signal: AbortSignal): Promise<void> {
  const milliseconds = Math.min(FIRST_PAUSE_MILLISECONDS * 2 ** failures, LONGEST_PAUSE_MILLISECONDS);
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
