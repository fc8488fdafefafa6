import { describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { inOrder } from './in-order.js';

async function* from<T>(...values: T[]): AsyncGenerator<T> {
  for (const value of values) yield await Promise.resolve(value);
}

/** So many inputs, whatever their weight. */
const upTo = (inputs: number) => ({ inputs, weight: Infinity, weigh: () => 1 });

async function all<T>(results: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const result of results) found.push(result);
  return found;
}

describe('Results in order', () => {
  it('come in the order of the inputs, whichever is ready first', async () => {
    const slow = async (ms: number): Promise<number> => delay(ms, ms);
    expect(await all(inOrder(from(30, 1, 20, 0), upTo(10), slow))).toEqual([30, 1, 20, 0]);
  });

  it('come as soon as they are there, though further inputs are not', async () => {
    async function* halting(): AsyncGenerator<string> {
      yield 'first';
      await new Promise(() => undefined);
    }
    const results = inOrder(halting(), upTo(10), (text) => Promise.resolve(text));
    expect(await results.next()).toEqual({ value: 'first', done: false });
  });

  it('hold back inputs while they are not taken', async () => {
    let pulled = 0;
    async function* counting(): AsyncGenerator<number> {
      for (; pulled < 100; pulled++) yield await Promise.resolve(pulled);
    }
    const results = inOrder(counting(), upTo(5), (n) => Promise.resolve(n));
    await results.next();
    await delay(5);
    expect(pulled).toBeLessThanOrEqual(6);
    expect(await all(results)).toHaveLength(99);
  });

  it('hold back inputs that weigh too much together', async () => {
    let pulled = 0;
    async function* counting(): AsyncGenerator<number> {
      for (; pulled < 100; pulled++) yield await Promise.resolve(pulled);
    }
    const results = inOrder(counting(), { inputs: 50, weight: 300, weigh: () => 100 }, (n) => Promise.resolve(n));
    await results.next();
    await delay(5);
    expect(pulled).toBeLessThanOrEqual(5);
    expect(await all(results)).toHaveLength(99);
  });

  it('come of all inputs before a failure of the inputs does', async () => {
    async function* breaking(): AsyncGenerator<number> {
      yield await Promise.resolve(1);
      throw new Error('the line broke');
    }
    const results = inOrder(breaking(), upTo(10), async (n) => delay(10, n));
    expect(await results.next()).toEqual({ value: 1, done: false });
    await expect(results.next()).rejects.toThrow('the line broke');
  });

  it('fail where the work does, in its turn', async () => {
    const results = inOrder(from(1, 2), upTo(10), (n) => (n === 2 ? Promise.reject(new Error('two')) : delay(5, n)));
    expect(await results.next()).toEqual({ value: 1, done: false });
    await expect(results.next()).rejects.toThrow('two');
  });

  it('are begun of nothing behind what failed, though what is before it takes longer', async () => {
    const begun: number[] = [];
    async function* coming(): AsyncGenerator<number> {
      for (let n = 1; n < 100; n++) yield await delay(1, n);
    }
    const results = inOrder(coming(), upTo(1000), (n) => {
      begun.push(n);
      if (n === 3) return Promise.reject(new Error('three'));
      return delay(n === 1 ? 50 : 0, n);
    });
    expect(await results.next()).toEqual({ value: 1, done: false });
    expect(await results.next()).toEqual({ value: 2, done: false });
    await expect(results.next()).rejects.toThrow('three');
    expect(begun).toEqual([1, 2, 3]);
  });
});
