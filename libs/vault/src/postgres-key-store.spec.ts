import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../../postgres/src/testing/index.js';
import type { KeyId, KeyStore, WrappedKey } from './key-store.js';
import { MemoryKeyStore } from './memory-key-store.js';
import { BANK, identified, registered } from './person.fixture.js';
import { PostgresKeyStore, type PostgresKeyStoreOptions } from './postgres-key-store.js';
import { openVault } from './vault.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** The table without the keys of other specs, whose master keys nobody knows. */
async function inPostgres(options: PostgresKeyStoreOptions): Promise<KeyStore> {
  const store = await PostgresKeyStore.open(database.pool, options);
  await database.pool.query('TRUNCATE sealing_key');
  return store;
}

const stores: [string, () => Promise<KeyStore>][] = [
  ['in memory', () => Promise.resolve(new MemoryKeyStore())],
  ['in PostgreSQL', () => inPostgres({})],
  ['in PostgreSQL beside the log', () => inPostgres({ besideLog: true })],
];

const newId = (): KeyId => randomBytes(16).toString('hex');
const keysFor = (ids: readonly KeyId[]): Map<KeyId, WrappedKey> => new Map(ids.map((id) => [id, randomBytes(77)]));

describe.each(stores)('A key store %s', (_, open) => {
  let store: KeyStore;
  beforeEach(async () => {
    store = await open();
  });

  it('gives what was put, and nothing for what was not', async () => {
    const keys = keysFor([newId(), newId()]);
    expect(await store.putAll(keys)).toEqual(new Map());
    expect(await store.getAll([...keys.keys(), newId()])).toEqual(keys);
    expect([await store.getAll([]), await store.putAll(new Map())]).toEqual([new Map(), new Map()]);
  });

  it('never replaces a key by putting one, and tells whose is there', async () => {
    const [mine, theirs] = [newId(), newId()];
    const first = keysFor([theirs]);
    await store.putAll(first);
    const second = keysFor([mine, theirs]);
    expect(await store.putAll(second)).toEqual(first);
    expect(await store.getAll([mine, theirs])).toEqual(new Map([...second, ...first]));
  });

  it('lets one of several that put the same keys at once win, for each key', async () => {
    const ids = Array.from({ length: 300 }, newId);
    const attempts = [ids, ids.toReversed(), ids].map(keysFor);
    const earlier = await Promise.all(attempts.map((keys) => store.putAll(keys)));
    const present = await store.getAll(ids);
    attempts.forEach((keys, i) => {
      expect(new Map([...keys, ...(earlier[i] ?? [])])).toEqual(new Map(ids.map((id) => [id, present.get(id)])));
    });
  });

  it('replaces only what still stands', async () => {
    const [a, b, c] = [newId(), newId(), newId()];
    const keys = keysFor([a, b, c]);
    await store.putAll(keys);
    await store.erase([c]);
    const to = randomBytes(77);
    const from = (id: KeyId): WrappedKey => keys.get(id)!;
    await store.replaceAll([
      { id: a, from: from(a), to },
      { id: b, from: randomBytes(77), to },
      { id: c, from: from(c), to },
    ]);
    expect(await store.getAll([a, b, c])).toEqual(
      new Map([
        [a, to],
        [b, from(b)],
      ]),
    );
  });

  it('erases, and says how many there were', async () => {
    const keys = keysFor([newId(), newId()]);
    await store.putAll(keys);
    expect(await store.erase([...keys.keys(), newId()])).toBe(2);
    expect(await store.getAll([...keys.keys()])).toEqual(new Map());
  });

  it('tells all keys in pages', async () => {
    const keys = keysFor(Array.from({ length: 25 }, newId));
    await store.putAll(keys);
    const told = new Map<KeyId, WrappedKey>();
    for await (const page of store.pages(10)) {
      expect(page.size).toBeLessThanOrEqual(10);
      for (const [id, wrapped] of page) told.set(id, wrapped);
    }
    for (const [id, wrapped] of keys) expect(told.get(id)).toEqual(wrapped);
  });

  it('holds the keys of a vault through erasure and a new master key', async () => {
    const [former, current] = [randomBytes(32), randomBytes(32)];
    const vault = await openVault({ masterKeys: { current: former }, keyStore: store });
    const leadId = newId();
    const facts = [registered({ name: 'Anna' }), registered({ name: 'Vera' }, { leadId })];
    const sealed = await vault.sealAll(facts.map((fact) => ({ fact, ...BANK })));
    await vault.erase([leadId]);
    const rotating = await openVault({
      masterKeys: { current, former: [former] },
      keyStore: store,
    });
    await rotating.rewrap();
    const later = await openVault({ masterKeys: { current }, keyStore: store });
    const opened = await later.unsealAll(sealed.map((fact) => ({ fact, clientId: 'bank' })));
    expect(opened).toMatchObject([
      { data: { person: { name: 'Anna' } } },
      { data: { person: { unreadable: 'erased' } } },
    ]);
    expect(await later.seal(identified({}), BANK)).toMatchObject({ data: { personKeys: [] } });
  });
});
