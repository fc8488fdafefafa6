import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { TestReadStore } from '../testing/read-store.fixture.js';
import { TOGETHER } from './merge-runs.js';
import { Merging } from './merging.js';

let store: TestReadStore;
beforeAll(async () => {
  store = await TestReadStore.open();
});
afterAll(() => store.drop());

async function write(runs: number): Promise<void> {
  for (let i = 0; i < runs; i++) await store.writeRun([[2 ** 40, i + 1]]);
}

const runs = (): Promise<number> => store.count('touch_run');

describe('Merging beside the projecting', () => {
  it('leaves few runs when it begins, then waits for many, or until none has come for a while', async () => {
    await write(3);
    const merging = new Merging(store.source, { quietMs: 1_500 });
    merging.begin();
    await merging.end();
    expect(await runs()).toBe(1);
    merging.begin();
    await write(2);
    merging.wake();
    await delay(100);
    expect(await runs()).toBe(3);
    for (let waited = 0; waited < 50 && (await runs()) > 1; waited++) await delay(100);
    expect(await runs()).toBe(1);
    await write(TOGETHER - 1);
    merging.wake();
    await merging.end();
    expect(await runs()).toBe(1);
    await write(1);
    await delay(1_800);
    expect(await runs()).toBe(2);
  }, 30_000);

  it('goes on where a merge has failed', async () => {
    const failed: unknown[] = [];
    const merging = new Merging(store.source, { quietMs: 60_000, failed: (error) => failed.push(error) });
    await write(TOGETHER);
    await store.source.query('ALTER TABLE touch_bucket ADD CONSTRAINT full_disk CHECK (run < 0) NOT VALID');
    merging.wake();
    await delay(200);
    expect(await runs()).toBeGreaterThan(TOGETHER);
    expect(String(failed[0])).toContain('full_disk');
    await store.source.query('ALTER TABLE touch_bucket DROP CONSTRAINT full_disk');
    await merging.end();
    merging.begin();
    await merging.end();
    expect(await runs()).toBe(1);
  });
});
