import { describe, expect, it } from '@jest/globals';
import type { ReadStreamOptions } from '@paidonce/event-store';
import { MemoryEventStore } from '../testing/memory-event-store.fixture.js';
import { firstRevisionBehind } from './account-places.js';

/** Counts the events that are read. */
class CountingStore extends MemoryEventStore {
  read = 0;

  override async *readStream(stream: string, options?: ReadStreamOptions) {
    for await (const events of super.readStream(stream, options)) {
      this.read += events.length;
      yield events;
    }
  }
}

/** Two accounts, with events in turn: those of `a` at the odd positions. */
async function accounts(count: number): Promise<CountingStore> {
  const log = new CountingStore();
  for (let n = 0; n < count; n++) {
    const event = { id: String(n), type: 'lead.confirmed', data: '{}', metadata: '{}' };
    for (const stream of ['a', 'b']) await log.append(stream, [event], 'any');
  }
  return log;
}

describe('The place in an account behind a position of the log', () => {
  it('is the first event that lies behind it, wherever that is', async () => {
    for (const count of [0, 1, 2, 7]) {
      const log = await accounts(count);
      for (let position = 0; position <= 2 * count + 1; position++)
        expect(await firstRevisionBehind(log, 'a', BigInt(position))).toBe(Math.min(count, Math.ceil(position / 2)));
    }
  });

  it('is found by few events of many', async () => {
    const log = await accounts(5_000);
    expect(await firstRevisionBehind(log, 'b', 9_000n)).toBe(4_500);
    expect(log.read).toBeLessThan(16);
  });

  it('is the first where everything is asked for, without a look', async () => {
    const log = await accounts(3);
    expect(await firstRevisionBehind(log, 'a', 0n)).toBe(0);
    expect(log.read).toBe(0);
  });
});
