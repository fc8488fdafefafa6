import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AppendTooLarge, type EventStore } from '../event-store.js';
import { collect, event, follow, fresh, numbered, numberOf } from '../testing/events.fixture.js';
import { openEventStoreDb } from './eventstoredb-event-store.js';
import { startFakeServer, type FakeServer } from './fake-server.fixture.js';

let server: FakeServer;
let store: EventStore;
beforeEach(async () => {
  server = await startFakeServer({ maxAppendSize: 20_000 });
  store = await openEventStoreDb({ url: server.url, patienceMilliseconds: 5_000 });
});
afterEach(async () => {
  await store.close();
  server.stop();
});

describe('an append to EventStoreDB', () => {
  it.each(['no-stream', 'any'] as const)(
    'whose answer is lost is made once, and counts as made (%s)',
    async (expected) => {
      const stream = fresh('account');
      server.loseAnswer();
      const appended = await store.append(stream, numbered('call.completed', 3), expected);
      expect(appended).toMatchObject({ revision: 2, idempotent: false });
      expect(await collect(store.readStream(stream))).toHaveLength(3);
    },
  );

  it('that a node going down refuses is made by the next', async () => {
    server.refuseOnce();
    const stream = fresh('account');
    expect(await store.append(stream, numbered('call.completed', 1), 'no-stream')).toMatchObject({ revision: 0 });
    expect(await collect(store.readStream(stream))).toHaveLength(1);
  });

  it('that is larger than the server takes is made in parts, and made again changes nothing', async () => {
    const stream = fresh('account');
    const events = numbered('call.completed', 1_000);
    await store.append(stream, events.slice(0, 400), 'no-stream');
    // As after an interruption: the beginning is there.
    const appended = await store.append(stream, events, 'no-stream');
    expect(appended).toMatchObject({ revision: 999, idempotent: false });
    expect((await collect(store.readStream(stream))).map(numberOf)).toEqual(events.map(numberOf));
    expect(await store.append(stream, events, 'no-stream')).toEqual({ ...appended, idempotent: true });
  });

  it('never parts what belongs together', async () => {
    const stream = fresh('account');
    const writes: number[] = [];
    server.log.on('appended', () => writes.push(server.log.stream(stream).length));
    // Of facts that fill one write nearly, and of a closing with a statement that no longer fits into the rest of it.
    const facts = numbered('call.completed', 300);
    const closing = event('period.closed', { period: '2026-01' });
    const statement = { ...event('statement.issued', { text: 'x'.repeat(15_000) }), joined: true } as const;
    await store.append(stream, [...facts, closing, statement, ...numbered('call.completed', 300)], 'no-stream');
    expect(await collect(store.readStream(stream))).toHaveLength(602);
    expect(writes.length).toBeGreaterThan(2);
    expect(writes).not.toContain(301);
  });

  it.each([0, 300])(
    'of things that belong together and do not fit is refused before any of it is written, behind %i events',
    async (count) => {
      const stream = fresh('account');
      // By then it is known what the server takes.
      await store.append(fresh('account'), numbered('call.completed', 1_000), 'no-stream');
      const closing = event('period.closed', { period: '2026-01' });
      const statement = { ...event('statement.issued', { text: 'x'.repeat(30_000) }), joined: true } as const;
      const append = store.append(stream, [...numbered('call.completed', count), closing, statement], 'no-stream');
      await expect(append).rejects.toThrow(AppendTooLarge);
      expect(await collect(store.readStream(stream))).toEqual([]);
    },
  );

  it('of a very long text is compressed, and comes back as it was', async () => {
    const stream = fresh('account');
    const lines = Array.from({ length: 20_000 }, (_, n) => ({ campaignId: `K-${n}`, amount: '12.50' }));
    const long = { ...event('statement.issued', {}), data: JSON.stringify({ lines }).replace('12.50', '12.5\u0030') };
    const roomy = await startFakeServer();
    const other = await openEventStoreDb({ url: roomy.url });
    await other.append(stream, [long], 'no-stream');
    expect((await collect(other.readStream(stream))).map(({ data }) => data)).toEqual([long.data]);
    expect(roomy.log.stream(stream)[0]?.data.length).toBeLessThan(long.data.length / 4);
    await other.close();
    roomy.stop();
  });

  it('of one event that is larger than the server takes says which setting limits it', async () => {
    const large = event('lead.confirmed', { text: 'x'.repeat(30_000) });
    await expect(store.append(fresh('account'), [large], 'any')).rejects.toThrow(
      'at most 20000 bytes in one append (its setting MaxAppendSize)',
    );
  });
});

describe('a subscription to EventStoreDB', () => {
  it('goes on where it was when its connection is lost, without gap or repeat', async () => {
    const [stream, type] = [fresh('account'), fresh('call.completed')];
    const options = { types: [type], signal: new AbortController().signal };
    const following = follow(store.subscribe(options), (events) => events.length >= 50);
    for (let n = 0; n < 50; n++) {
      await store.append(stream, numbered(type, 1, n), 'any');
      if (n % 10 === 5) server.cutSubscriptions();
    }
    expect((await following).map(numberOf)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  it('throws when the server is gone for longer than it has patience', async () => {
    const impatient = await openEventStoreDb({ url: server.url, patienceMilliseconds: 200 });
    const following = follow(impatient.subscribe({ signal: new AbortController().signal }), () => {
      server.stop();
      return false;
    });
    await expect(following).rejects.toThrow(/UNAVAILABLE|CANCELLED|ECONNREFUSED|going down/);
    await impatient.close();
  });
});

describe('opening', () => {
  it('fails where no server answers', async () => {
    const { url } = server;
    server.stop();
    await expect(openEventStoreDb({ url, patienceMilliseconds: 200 })).rejects.toThrow(/UNAVAILABLE|ECONNREFUSED/);
  });
});
