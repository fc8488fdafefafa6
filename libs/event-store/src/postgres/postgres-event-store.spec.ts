import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg, { type Pool } from 'pg';
import { testDatabase, type TestDatabase } from '../../../postgres/src/testing/index.js';
import {
  LogDamaged,
  openPostgresEventStore,
  RevisionConflict,
  type Appended,
  type EventStore,
  type NewEvent,
  type PostgresEventStore,
  type RecordedEvent,
} from '../index.js';
import { collect, event, follow, numbered, numberOf } from '../testing/events.fixture.js';

let database: TestDatabase;
let schema: string;
let pools: Pool[];
let stores: PostgresEventStore[];

/** A store with connections of its own, as of another process. */
async function openStore(options: { pollMilliseconds?: number } = {}): Promise<PostgresEventStore> {
  const pool = new pg.Pool({ connectionString: database.url, application_name: 'store', max: 6 });
  pool.on('error', () => undefined);
  // As those of this product's pools do, they outlive an end that comes while they change hands.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  const store = await openPostgresEventStore({ pool, schema, ...options });
  pools.push(pool);
  stores.push(store);
  return store;
}

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(() => {
  schema = `log_${randomUUID().slice(0, 8)}`;
  [pools, stores] = [[], []];
});
afterEach(async () => {
  for (const store of stores) await store.close();
  for (const pool of pools) await pool.end();
});
afterAll(() => database.drop());

const positionsTo = (head: number): bigint[] => Array.from({ length: head }, (_, n) => BigInt(n + 1));
const positions = async (store: EventStore): Promise<bigint[]> =>
  (await collect(store.readAll())).map(({ position }) => position);

/** Appends as a program would that is slow to commit, or never does, or does not notify. */
async function appendSlowly(milliseconds: number, end: 'COMMIT' | 'ROLLBACK'): Promise<void> {
  const client = await database.pool.connect();
  await client.query('BEGIN');
  await client.query(`UPDATE ${schema}.head SET position = position + 3`);
  await client.query(
    `INSERT INTO ${schema}.event (position, revision, id, stream, type, data, metadata)
     SELECT position - 2 + n, n, gen_random_uuid(), 'slow-' || gen_random_uuid(), 'call.completed', '{}', '{}'
     FROM ${schema}.head, generate_series(0, 2) AS n`,
  );
  await sleep(milliseconds);
  await client.query(end);
  client.release();
}

describe('the order of the log', () => {
  it('does not read what a subscriber has reached by itself, whenever that was', async () => {
    const store = await openStore();
    const { position } = await store.append('account-reached', numbered('call.completed', 5), 'no-stream');
    let reached = position;
    const stop = new AbortController();
    const seen: RecordedEvent[] = [];
    const subscribed = store.subscribe({ reached: () => Promise.resolve(reached), signal: stop.signal });
    for await (const delivery of subscribed) {
      if (delivery.kind === 'events') seen.push(...delivery.events);
      else if (seen.length > 0) stop.abort();
      else {
        // Waits for what comes behind both.
        expect(delivery.position).toBe(reached);
        ({ position: reached } = await store.append('account-reached', numbered('call.completed', 5, 5), 'any'));
        await store.append('account-reached', numbered('call.completed', 2, 10), 'any');
      }
    }
    expect(seen.map(numberOf)).toEqual([10, 11]);
  });

  it('has no gap, and no subscriber skips a position, beside slow and aborted transactions', async () => {
    const [one, other, reading] = [await openStore(), await openStore(), await openStore({ pollMilliseconds: 20 })];
    const stop = new AbortController();
    const total = 2 * 60 + 3 * 5;
    const subscribers = [one, reading].map((store) =>
      follow(store.subscribe({ signal: stop.signal }), (events) => events.length >= total),
    );
    const slow = (async () => {
      for (let n = 0; n < 10; n++) await appendSlowly(n % 3 === 0 ? 60 : 10, n % 2 === 0 ? 'COMMIT' : 'ROLLBACK');
    })();
    const appending = [one, other].map(async (store, k) => {
      for (let n = 0; n < 60; n++) await store.append(`account-${k}-${n % 3}`, numbered('call.completed', 1, n), 'any');
    });
    await Promise.all([slow, ...appending]);
    for (const seen of await Promise.all(subscribers)) {
      expect(seen.map(({ position }) => position)).toEqual(positionsTo(total));
    }
    expect(await positions(one)).toEqual(positionsTo(total));
  });

  it('is kept by two processes that append at the same time, each revision once', async () => {
    const [one, other] = [await openStore(), await openStore()];
    const appended = await Promise.all(
      Array.from({ length: 400 }, (_, n) =>
        (n % 2 === 0 ? one : other).append('account', [event('call.completed', { n })], 'any'),
      ),
    );
    expect(appended.map(({ revision }) => revision).sort((a, b) => a - b)).toEqual(appended.map((_, n) => n));
    expect(await positions(other)).toEqual(positionsTo(400));
  });

  it('does not depend on what a conflict or a bad event had taken', async () => {
    const store = await openStore();
    const outcomes = await Promise.allSettled([
      store.append('account-1', numbered('call.completed', 2), 'no-stream'),
      store.append('account-2', [{ ...event('call.completed'), data: '{"no": json' }], 'any'),
      store.append('account-3', numbered('call.completed', 1), 8),
      store.append('account-\u0000', numbered('call.completed', 1), 'any'),
      store.append('account-1', numbered('call.completed', 2, 2), 1),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect((await collect(store.readStream('account-1'))).map(numberOf)).toEqual([0, 1, 2, 3]);
    expect(await positions(store)).toEqual(positionsTo(4));
  });

  it('is checked while it is read', async () => {
    const store = await openStore();
    await store.append('account', numbered('call.completed', 9), 'any');
    await database.pool.query(
      `ALTER TABLE ${schema}.event DISABLE TRIGGER ALL; DELETE FROM ${schema}.event WHERE position = 5`,
    );
    await expect(collect(store.readAll())).rejects.toThrow(new LogDamaged(5n));
    await expect(collect(store.readAll({ direction: 'backwards' }))).rejects.toThrow(LogDamaged);
    expect(await collect(store.readAll({ after: 5n }))).toHaveLength(4);
  });

  it.each(['UPDATE', 'DELETE', 'TRUNCATE'])('cannot be changed afterwards by %s', async (verb) => {
    const store = await openStore();
    await store.append('account', numbered('call.completed', 1), 'any');
    const sql = { UPDATE: `UPDATE ${schema}.event SET type = ''`, DELETE: `DELETE FROM ${schema}.event` }[verb];
    await expect(database.pool.query(sql ?? `TRUNCATE ${schema}.event`)).rejects.toThrow('the log is never rewritten');
  });
});

describe('a flush', () => {
  it('takes all appends that wait, in one transaction', async () => {
    const store = await openStore();
    await Promise.all(
      Array.from({ length: 300 }, (_, n) => store.append(`account-${n}`, numbered('call.completed', 1), 'no-stream')),
    );
    const { rows } = await database.pool.query(
      `SELECT count(DISTINCT xmin::text)::int AS flushes FROM ${schema}.event`,
    );
    expect(rows).toEqual([{ flushes: 1 }]);
  });

  it('of the same events twice answers the second append as idempotent', async () => {
    const store = await openStore();
    const events = numbered('call.completed', 3);
    const twice = await Promise.all([store.append('account', events, 'any'), store.append('account', events, 'any')]);
    expect(twice.map(({ idempotent }) => idempotent)).toEqual([false, true]);
    expect(await collect(store.readStream('account'))).toHaveLength(3);
  });

  it('refuses an event that an append has twice', async () => {
    const store = await openStore();
    const twice = event('call.completed');
    await expect(store.append('account', [twice, twice], 'any')).rejects.toThrow('an event twice');
    await expect(store.append('account', [{ ...twice, id: 'L-1' }], 'any')).rejects.toThrow('"L-1" is no UUID');
  });

  it('is still made when the store closes', async () => {
    const store = await openStore();
    const appended = store.append('account', numbered('call.completed', 1), 5).catch((error: unknown) => error);
    const made = store.append('account', numbered('call.completed', 1), 'any');
    await store.close();
    await expect(made).resolves.toMatchObject({ revision: 0 });
    expect(await appended).toBeInstanceOf(RevisionConflict);
    await expect(store.append('account', numbered('call.completed', 1), 'any')).rejects.toThrow('closed');
  });
});

describe('events', () => {
  it('come back as the same bytes', async () => {
    const store = await openStore();
    const data = '{ "b": 1,\n\t"a" : 1.0, "a": "\\u0041\\/\\ud83d" }';
    await store.append('account', [{ ...event('call.completed'), data }], 'any');
    expect((await collect(store.readAll()))[0]?.data).toBe(data);
  });

  it('are found at scattered positions', async () => {
    const store = await openStore();
    await store.append('account-1', numbered('call.completed', 5000), 'any');
    const wanted = Array.from({ length: 2000 }, (_, n) => BigInt(((n * 7919) % 6000) + 1));
    const found = await store.readAt(wanted);
    const there = wanted.filter((position) => position <= 5000n);
    expect(found.map(({ position }) => position)).toEqual([...there].sort((a, b) => Number(a - b)));
    expect(await store.readAt([3n, 3n, 1n])).toMatchObject([{ position: 1n }, { position: 3n }]);
    expect(await store.readAt([])).toEqual([]);
  });

  it('of several pages are read whole in both directions', async () => {
    const store = await openStore();
    for (let n = 0; n < 6; n++) await store.append('account', numbered('call.completed', 20_000, n * 20_000), 'any');
    const forwards = await positions(store);
    expect(forwards).toEqual(positionsTo(120_000));
    const backwards = await collect(store.readAll({ direction: 'backwards', limit: 110_000 }));
    expect(backwards.map(({ position }) => position)).toEqual(forwards.reverse().slice(0, 110_000));
  });
});

describe('the tables', () => {
  it('are made once, by however many processes at once, in a schema of any name', async () => {
    schema = `Log "${randomUUID().slice(0, 8)}" of 'us'`;
    const opened = await Promise.all(Array.from({ length: 6 }, () => openStore()));
    await Promise.all(opened.map((store) => store.append('account', numbered('call.completed', 1), 'any')));
    expect(await positions(await openStore())).toEqual(positionsTo(6));
  });
});

describe('a lost connection', () => {
  const cutAll = () =>
    database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'store' AND datname = current_database()`,
    );

  /** Appends again until it is answered, as a careful caller does. */
  async function insist(store: EventStore, stream: string, events: NewEvent[]): Promise<Appended> {
    for (;;) {
      try {
        return await store.append(stream, events, 'any');
      } catch {
        await sleep(5);
      }
    }
  }

  it('loses nothing and repeats nothing, for those who append and for those who subscribe', async () => {
    const store = await openStore({ pollMilliseconds: 50 });
    const seen = follow(store.subscribe({ signal: new AbortController().signal }), (events) => events.length >= 600);
    const appending = Array.from({ length: 6 }, async (_, k) => {
      for (let n = 0; n < 100; n++) await insist(store, `account-${k}`, numbered('call.completed', 1, n));
    });
    const state = { over: false };
    const cutting = (async () => {
      while (!state.over) {
        await cutAll();
        await sleep(40);
      }
    })();
    await Promise.all(appending);
    state.over = true;
    await cutting;
    expect((await seen).map(({ position }) => position)).toEqual(positionsTo(600));
    for (let k = 0; k < 6; k++) {
      const events = await collect(store.readStream(`account-${k}`));
      expect(events.map(numberOf)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    }
  });

  it('is noticed by an append that it breaks, and renewed by the next', async () => {
    const store = await openStore();
    await store.append('account', numbered('call.completed', 1), 'any');
    await cutAll();
    await sleep(20);
    await expect(insist(store, 'account', numbered('call.completed', 1))).resolves.toMatchObject({ revision: 1 });
  });
});

describe('a subscription', () => {
  it('comes by itself upon what was not announced', async () => {
    const store = await openStore({ pollMilliseconds: 20 });
    const seen = follow(store.subscribe({ signal: new AbortController().signal }), (events) => events.length === 3);
    await sleep(60);
    await appendSlowly(0, 'COMMIT');
    expect(await seen).toHaveLength(3);
  });

  it('hears at once of what another process appends', async () => {
    const [one, other] = [await openStore({ pollMilliseconds: 60_000 }), await openStore()];
    const stop = new AbortController();
    const seen = follow(one.subscribe({ signal: stop.signal }), (events, { kind }) => {
      if (kind === 'caught-up' && events.length === 0) {
        // Once it listens.
        setTimeout(() => void other.append('account', numbered('call.completed', 1), 'any'), 100);
      }
      return events.length === 1;
    });
    expect(await seen).toHaveLength(1);
  });

  it('ends with an error when its store is closed', async () => {
    const store = await openStore();
    const seen = follow(store.subscribe({ signal: new AbortController().signal }), () => false);
    setTimeout(() => void store.close(), 50);
    await expect(seen).rejects.toThrow('the event store is closed');
  });
});
