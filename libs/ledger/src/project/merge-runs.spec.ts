import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TestReadStore, type Touch } from '../testing/read-store.fixture.js';
import { inTransaction } from './connections.js';
import { mergeRuns, TOGETHER, TOUCH_TABLES } from './merge-runs.js';

let store: TestReadStore;
beforeAll(async () => {
  store = await TestReadStore.open();
});
afterAll(() => store.drop());
beforeEach(() => store.source.query('TRUNCATE touch, touch_run, touch_bucket'));

async function sizes(): Promise<number[]> {
  const rows = await store.source.query<{ entries: number }[]>('SELECT entries FROM touch_run ORDER BY entries');
  return rows.map(({ entries }) => entries);
}

const bucketEntries = (): Promise<number> =>
  store.count('touch_bucket JOIN touch_run USING (run), unnest(touch_bucket.entries)');

/** Positions far apart, as in a store that counts the bytes of others too; and subjects whose hashes begin alike, or touch the borders. */
const subject = fc.oneof(
  fc.integer({ min: 0, max: 7 }).map((i) => i * 2 ** 50),
  fc.integer({ min: 1, max: 40 }).map((i) => i * 2 ** 14),
  fc.constantFrom(0, 2 ** 53 - 1, 2 ** 53 - 2 ** 14, 2 ** 52),
  fc.maxSafeNat(),
);
const run = fc
  .tuple(
    fc.oneof(fc.nat(1_000), fc.nat(2 ** 35), fc.nat(2 ** 40)),
    fc.oneof(fc.constant(1), fc.constant(2 ** 30), fc.constant(2 ** 36)),
    fc.array(fc.tuple(subject, fc.nat(20)), { minLength: 1, maxLength: 60 }),
  )
  .map(([first, apart, touches]) => touches.map(([hash, i]): Touch => [hash, first + i * apart]));

/** What the first 39 bits of a hash do not tell apart is one subject. */
const keptOf = (hash: number): number => Math.floor(hash / 2 ** 14);

describe('Runs', () => {
  it('answer what was written, before they are merged and after, whatever the hashes and positions', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(run, { minLength: 2, maxLength: 6 }), fc.nat(), async (runs, some) => {
        await store.source.query('TRUNCATE touch, touch_run, touch_bucket');
        for (const touches of runs) await store.writeRun(touches);
        const all = runs.flat();
        const asked = all.filter((_, i) => i % 3 === some % 3).map(([hash]) => hash);
        const kept = new Set(asked.map(keptOf));
        const found = all.flatMap(([hash, position]) => (kept.has(keptOf(hash)) ? [position] : []));
        const expected = [...new Set(found)].sort((a, b) => a - b);
        const upTo = all[some % all.length]?.[1] ?? 0;
        const check = async (): Promise<void> => {
          expect(await store.touching(asked)).toEqual(expected);
          expect(await store.touching(asked, upTo)).toEqual(expected.filter((position) => position <= upTo));
        };
        await check();
        expect(await mergeRuns(store.source, 2)).toBe(true);
        expect(await sizes()).toEqual([all.length]);
        expect(await bucketEntries()).toBe(all.length);
        await check();
      }),
      { numRuns: 40, endOnFailure: true },
    );
  }, 60_000);

  it('are merged once so many of a size are there, part by part where they are large, others stay', async () => {
    const touches = (first: number, count: number): Touch[] =>
      Array.from({ length: count }, (_, i) => [Math.floor(((i * 0.618) % 1) * 2 ** 53), first + i]);
    await store.writeRun(touches(1, 33_000));
    for (let i = 1; i < TOGETHER; i++) await store.writeRun(touches(i * 10_000, 7_000));
    expect(await mergeRuns(store.source)).toBe(false);
    await store.writeRun(touches(TOGETHER * 10_000, 7_000));
    const asked = touches(1, 300).map(([hash]) => hash);
    const before = await store.touching(asked);
    expect(before.length).toBeGreaterThanOrEqual(300 * (TOGETHER + 1));
    expect(await mergeRuns(store.source)).toBe(true);
    expect(await sizes()).toEqual([33_000, 7_000 * TOGETHER]);
    expect(await store.touching(asked)).toEqual(before);
    expect(await mergeRuns(store.source)).toBe(false);
    expect(await mergeRuns(store.source, 2)).toBe(true);
    expect(await store.touching(asked)).toEqual(before);
    expect([await sizes(), await bucketEntries()]).toEqual([[33_000 + 7_000 * TOGETHER], 33_000 + 7_000 * TOGETHER]);
  }, 60_000);

  it('stay as they were where merging them fails', async () => {
    for (let i = 0; i < 3; i++) await store.writeRun([[2 ** 40, 10 + i]]);
    await store.source.query(`ALTER TABLE touch_bucket ADD CONSTRAINT full_disk CHECK (run < 0) NOT VALID`);
    await expect(mergeRuns(store.source, 2)).rejects.toThrow('full_disk');
    await store.source.query('ALTER TABLE touch_bucket DROP CONSTRAINT full_disk');
    expect(await sizes()).toEqual([1, 1, 1]);
    expect(await store.touching([2 ** 40], 100)).toEqual([10, 11, 12]);
  });

  it('are not merged while others merge, or the tables are about to be replaced', async () => {
    for (let i = 0; i < 3; i++) await store.writeRun([[2 ** 40, 10 + i]]);
    await inTransaction(store.source, async (_, client) => {
      await client.query(`SELECT pg_advisory_xact_lock(${TOUCH_TABLES})`);
      expect(await mergeRuns(store.source, 2)).toBe(false);
    });
    expect(await mergeRuns(store.source, 2)).toBe(true);
  });

  it('are all seen by whoever looks something up while they are merged', async () => {
    for (let i = 0; i < 200; i++) await store.writeRun([[2 ** 40, i]]);
    const merging = (async () => {
      while (await mergeRuns(store.source, 2));
    })();
    const state = { isDone: false };
    void merging.finally(() => (state.isDone = true));
    for (let looks = 0; looks < 3 || !state.isDone; looks++)
      expect(await store.touching([2 ** 40], 1_000)).toHaveLength(200);
    await merging;
    expect(await sizes()).toEqual([200]);
  }, 60_000);
});

describe('A run of a former version', () => {
  it('is read as it was written, in no order, and is not merged', async () => {
    const [hash, other] = [2 ** 52 + 5 * 2 ** 30, 2 ** 52 + 6 * 2 ** 30];
    const entry = (of: number, position: bigint): bigint =>
      (((BigInt(of) >> 24n) & (2n ** 23n - 1n)) << 40n) | position;
    const entries = [entry(other, 3n), entry(hash, 9n), entry(other, 1n), entry(hash, 2n), entry(hash, 2n ** 39n)];
    await store.source.query(
      'INSERT INTO touch_run (run, bits, rest, first) OVERRIDING SYSTEM VALUE VALUES (-1, 6, 23, 100)',
    );
    await store.source.query('INSERT INTO touch_bucket VALUES (-1, 32, $1)', [entries.map(String)]);
    for (let i = 0; i < 3; i++) await store.writeRun([[hash, 500 + i]]);
    while (await mergeRuns(store.source, 2));
    expect(await sizes()).toEqual([3, null]);
    expect(await store.touching([hash], 2 ** 50)).toEqual([102, 109, 500, 501, 502, 2 ** 39 + 100]);
    expect(await store.touching([hash], 105)).toEqual([102]);
    expect(await store.touching([other], 2 ** 50)).toEqual([101, 103]);
  });
});
