import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestReadStore } from '../testing/read-store.fixture.js';
import { subjectHash } from '../workbench/subject-hash.js';
import { TouchRun } from './touch-run.js';

let store: TestReadStore;
beforeAll(async () => {
  store = await TestReadStore.open();
});
afterAll(() => store.drop());

const hash = (name: string | number): number => subjectHash(`lead:${name}`);

const write = (run: TouchRun): Promise<void> => store.connected((client) => run.copyTo([client]));

describe('What the facts of a run touch', () => {
  it('is found again, of several runs and beside rows, and what nobody touched is not', async () => {
    const run = new TouchRun();
    for (let i = 0; i < 5_000; i++) run.add([hash(i), hash(i % 100)], 2 ** 33 + i);
    await write(run);
    for (let i = 0; i < 10; i++) run.add([hash(i)], 2 ** 34 + i);
    await write(run);
    await store.source.query('INSERT INTO touch (subject, position) VALUES ($1, $2)', [hash(7), 2 ** 35]);
    const early = Array.from({ length: 50 }, (_, i) => 2 ** 33 + 7 + 100 * i);
    expect(await store.touching([hash(7)])).toEqual([...early, 2 ** 34 + 7, 2 ** 35]);
    expect(await store.touching([hash(7)], 2 ** 33 + 207)).toEqual(early.slice(0, 3));
    expect(await store.touching([hash(4_321), hash(777), hash(777)])).toEqual([2 ** 33 + 777, 2 ** 33 + 4_321]);
    expect(await store.touching(Array.from({ length: 2_000 }, (_, i) => hash(`nobody-${i}`)))).toEqual([]);
    expect(await store.touching([0, 2 ** 53 - 1])).toEqual([]);
  });

  it('may be one subject of a great many facts, whose neighbours are found as fast', async () => {
    const run = new TouchRun();
    for (let i = 1; i <= 100_000; i++) run.add([hash('switchboard'), hash(`own-${i}`)], i);
    expect(run.count).toBe(200_000);
    await write(run);
    expect(run.count).toBe(0);
    const all = await store.touching([hash('switchboard')]);
    expect([all.length, all[0], all.at(-1)]).toEqual([100_000, 1, 100_000]);
    expect(await store.touching([hash('own-31337')])).toEqual([31_337]);
    const [row] = await store.source.query<{ most: number }[]>(
      'SELECT max(cardinality(entries)) AS most FROM touch_bucket',
    );
    expect(row?.most).toBe(1_000);
  });

  it('is written in nothing where nothing was touched', async () => {
    const before = await store.count('touch_bucket');
    const run = new TouchRun();
    run.addBlock(
      {
        count: 2,
        bytes: Buffer.alloc(0),
        cells: new Float64Array(0),
        places: 0,
        positions: Float64Array.of(5, 6),
        clients: Int32Array.of(0, 0),
        clientIds: ['C-1'],
        subjects: Float64Array.of(hash('void'), hash('void too')),
        ends: Int32Array.of(1, 2),
      },
      [0, 1],
    );
    expect(run.count).toBe(0);
    await write(run);
    expect(await store.touching([hash('void'), hash('void too')])).toEqual([]);
    expect(await store.count('touch_bucket')).toBe(before);
  });
});
