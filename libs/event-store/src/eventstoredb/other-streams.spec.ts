import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventStore } from '../event-store.js';
import { collect, event, follow, fresh, numbered, numberOf } from '../testing/events.fixture.js';
import { openEventStoreDb } from './eventstoredb-event-store.js';
import { startFakeServer, type FakeServer } from './fake-server.fixture.js';

let server: FakeServer;
let store: EventStore;
/** Another application in the same database. */
let other: EventStore;
beforeEach(async () => {
  server = await startFakeServer({ checkpointEvery: 10 });
  store = await openEventStoreDb({ url: server.url, streams: ['account-', 'journal-'] });
  other = await openEventStoreDb({ url: server.url });
});
afterEach(async () => {
  await store.close();
  await other.close();
  server.stop();
});

const foreign = (count: number) => other.append(fresh('order'), numbered('call.completed', count), 'no-stream');
const sentOfOthers = (): number => server.sent.filter((stream) => stream.startsWith('order-')).length;

describe('Events of other streams than ours', () => {
  it('are not sent to who reads the log, or follows it', async () => {
    await foreign(500);
    await store.append('account-a', numbered('call.completed', 3), 'no-stream');
    await foreign(500);
    await store.append('journal-2026-01', numbered('journal.entry', 2), 'no-stream');
    await store.head();
    server.sent.length = 0;
    const all = await collect(store.readAll());
    expect(all.map(({ stream }) => stream)).toEqual([
      ...['account-a', 'account-a', 'account-a', 'journal-2026-01', 'journal-2026-01'],
    ]);
    const followed = await follow(
      store.subscribe({ signal: new AbortController().signal }),
      (seen) => seen.length === 5,
    );
    expect(followed.map(numberOf)).toEqual([0, 1, 2, 0, 1]);
    expect(sentOfOthers()).toBe(0);
    const backwards = await collect(store.readAll({ direction: 'backwards' }));
    expect(backwards).toEqual(all.toReversed());
    const [last] = await collect(store.readAll({ direction: 'backwards', limit: 1 }));
    expect(last).toEqual(all.at(-1));
  });

  it('do not move the end of the log, which is found by few events, and nothing twice', async () => {
    const { position } = await store.append('account-a', numbered('call.completed', 3), 'no-stream');
    await foreign(300);
    expect(await store.head()).toBe(position);
    server.sent.length = 0;
    for (let n = 0; n < 10; n++) expect(await store.head()).toBe(position);
    expect(server.sent).toHaveLength(10);
    const next = await store.append('account-a', numbered('call.completed', 1), 2);
    server.sent.length = 0;
    expect(await store.head()).toBe(next.position);
    expect(server.sent.length).toBeLessThan(20);
  });

  it('have an empty log for us where there is nothing else', async () => {
    await foreign(50);
    expect(await store.head()).toBe(0n);
    server.sent.length = 0;
    expect(await store.head()).toBe(0n);
    expect(server.sent).toHaveLength(1);
    expect(await collect(store.readAll())).toEqual([]);
  });

  it('are passed: whoever has caught up, or connects again, does not begin before them', async () => {
    await store.append('account-a', numbered('call.completed', 1), 'no-stream');
    const stop = new AbortController();
    const reached: bigint[] = [];
    const following = (async () => {
      for await (const delivery of store.subscribe({ signal: stop.signal }))
        if (delivery.kind === 'caught-up') reached.push(delivery.position);
    })();
    const { position } = await foreign(200);
    while ((reached.at(-1) ?? 0n) < position - 20_000n) await new Promise((resolve) => setTimeout(resolve, 10));
    // Never further than what is known to be behind: the last word may be of something that is still to come.
    expect(reached.at(-1)).toBeLessThan(position);
    server.cutSubscriptions();
    const { position: ours } = await store.append('account-a', [event('call.completed', { n: 1 })], 0);
    while ((reached.at(-1) ?? 0n) < ours) await new Promise((resolve) => setTimeout(resolve, 10));
    stop.abort();
    await following;
  });
});
