import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventStore } from '../event-store.js';
import { collect, fresh, numbered, numberOf } from '../testing/events.fixture.js';
import { openEventStoreDb } from './eventstoredb-event-store.js';
import { startFakeServer, type FakeServer } from './fake-server.fixture.js';
import { subscribeByGroup } from './group-subscription.js';
import { joinProjectorGroup, type HandedEvent, type ProjectorGroup } from './persistent-subscription.js';

let server: FakeServer;
let store: EventStore;
let group: ProjectorGroup;
beforeEach(async () => {
  server = await startFakeServer();
  store = await openEventStoreDb({ url: server.url });
  group = await joinProjectorGroup({ url: server.url, group: 'settlement', maxRetries: 2 });
  await store.append(fresh('account'), numbered('call.completed', 3), 'no-stream');
});
afterEach(async () => {
  await group.close();
  await store.close();
  server.stop();
});

/** Deals with events until `enough`. */
async function consume(deal: (handed: HandedEvent) => Promise<void>, enough: () => boolean): Promise<void> {
  const stop = new AbortController();
  for await (const batch of group.events(stop.signal)) {
    for (const handed of batch) await deal(handed);
    if (enough()) stop.abort();
  }
}

describe('a log that is followed by a group', () => {
  it('comes in its order and once, whatever is handed out again, and is acknowledged when it is dealt with', async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    let waiting = 0;
    for await (const delivery of subscribeByGroup(store, group, { signal: stop.signal, batch: 2 })) {
      if (delivery.kind === 'events') {
        seen.push(...delivery.events.map(numberOf));
        waiting = Math.max(waiting, server.groups.groups.get('settlement')?.out.size ?? 0);
        continue;
      }
      if (seen.length === 3) await store.append(fresh('account'), numbered('call.completed', 3, 3), 'no-stream');
      else if (seen.length === 6) {
        // What is handed out again has been followed.
        server.groups.cut();
        await store.append(fresh('account'), numbered('call.completed', 1, 6), 'no-stream');
      } else stop.abort();
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(waiting).toBeGreaterThan(0);
  });

  it('goes on from where the follower is, of which the group knows nothing', async () => {
    const [, second] = await collect(store.readStream(server.log.events[0]?.stream ?? ''));
    const stop = new AbortController();
    const seen: number[] = [];
    for await (const delivery of subscribeByGroup(store, group, { after: second?.position, signal: stop.signal })) {
      if (delivery.kind === 'events') seen.push(...delivery.events.map(numberOf));
      else stop.abort();
    }
    expect(seen).toEqual([2]);
  });
});

describe('a group of projectors', () => {
  it('begins with the first event, each stream at one consumer, without events of the server', async () => {
    const seen: number[] = [];
    await consume(
      async ({ event, ack }) => {
        seen.push(numberOf(event));
        await ack();
      },
      () => seen.length === 3,
    );
    expect(seen).toEqual([0, 1, 2]);
    expect(server.groups.groups.get('settlement')?.settings.getNamedConsumerStrategy()).toBe(2);
  });

  it('is joined by others, and keeps its place', async () => {
    const other = await joinProjectorGroup({ url: server.url, group: 'settlement' });
    await other.close();
    expect(server.groups.groups.get('settlement')?.settings.getMaxRetryCount()).toBe(2);
  });

  it('gets an event again until it is dealt with, and a poisonous one is parked, with the reason', async () => {
    const seen: string[] = [];
    await consume(
      async ({ event, retries, ack, retry, park }) => {
        const n = numberOf(event);
        seen.push(`${n} (${retries})`);
        if (n === 0 && retries === 0) await retry('the database is away');
        else if (n === 1) await park('not to be read');
        else await ack();
      },
      () => seen.length === 4,
    );
    expect(seen).toEqual(['0 (0)', '1 (0)', '2 (0)', '0 (1)']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.groups.groups.get('settlement')?.parked.map(({ reason }) => reason)).toEqual(['not to be read']);

    await group.replayParked();
    const again: number[] = [];
    await consume(
      async ({ event, ack }) => {
        again.push(numberOf(event));
        await ack();
      },
      () => again.includes(1),
    );
    expect(again).toContain(1);
  });

  it('goes on when its connection is lost', async () => {
    const seen = new Set<number>();
    await consume(
      async ({ event, ack }) => {
        const isNew = !seen.has(numberOf(event));
        seen.add(numberOf(event));
        await ack();
        if (isNew && seen.size === 3) {
          server.groups.cut();
          await store.append(fresh('account'), numbered('call.completed', 1, 3), 'no-stream');
        }
      },
      () => seen.size === 4,
    );
    expect([...seen]).toEqual([0, 1, 2, 3]);
  });
});
