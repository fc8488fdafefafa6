import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ReadAllOptions, ReadStreamOptions } from '../event-store.js';
import type { StoresUnderTest } from './event-store.contract.js';
import { collect, event, fresh, numbered, numberOf } from './events.fixture.js';

export function describeReads(opened: () => StoresUnderTest): void {
  describe('a stream', () => {
    const stream = fresh('account');
    beforeAll(async () => {
      await opened().one.append(stream, numbered('call.completed', 10), 'no-stream');
    });

    it('that is not there has no events', async () => {
      expect(await collect(opened().one.readStream(fresh('account')))).toEqual([]);
      expect(await collect(opened().one.readStream(fresh('account'), { direction: 'backwards', from: 3 }))).toEqual([]);
    });

    it.each<[ReadStreamOptions, number[]]>([
      [{}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
      [{ from: 7 }, [7, 8, 9]],
      [{ from: 3, limit: 2 }, [3, 4]],
      [{ from: 10 }, []],
      [{ limit: 20 }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
      [{ direction: 'backwards' }, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
      [{ direction: 'backwards', from: 2 }, [2, 1, 0]],
      [{ direction: 'backwards', limit: 1 }, [9]],
      [{ direction: 'backwards', from: 5, limit: 3 }, [5, 4, 3]],
    ])('read with %j', async (options, expected) => {
      const events = await collect(opened().other.readStream(stream, options));
      expect(events.map(numberOf)).toEqual(expected);
      expect(events.map(({ revision }) => revision)).toEqual(expected);
    });
  });

  describe('the log', () => {
    const [calls, leads] = [fresh('call.completed'), fresh('lead.confirmed')];
    const streams = [fresh('account'), fresh('account')] as const;
    let before: bigint;
    beforeAll(async () => {
      const { one } = opened();
      before = await one.head();
      for (let n = 0; n < 12; n++) {
        await one.append(streams[n % 2 === 0 ? 0 : 1], [event(n % 3 === 0 ? leads : calls, { n })], 'any');
      }
    });
    const all = (options: ReadAllOptions = {}) =>
      collect(opened().other.readAll({ after: before, types: [calls, leads], ...options }));

    it('has the events of all streams in the order in which they were appended', async () => {
      const events = await all();
      expect(events.map(numberOf)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      expect(events.map(({ stream }) => stream)).toEqual(events.map((_, n) => streams[n % 2 === 0 ? 0 : 1]));
      expect(events.map(({ revision }) => revision)).toEqual(events.map((_, n) => Math.floor(n / 2)));
      for (let n = 1; n < events.length; n++) {
        expect((events[n]?.position ?? 0n) > (events[n - 1]?.position ?? 0n)).toBe(true);
      }
    });

    it('can be read by type', async () => {
      expect((await all({ types: [leads] })).map(numberOf)).toEqual([0, 3, 6, 9]);
      expect(await all({ types: [fresh('nothing')] })).toEqual([]);
    });

    it('can be read in part', async () => {
      expect((await all({ limit: 5 })).map(numberOf)).toEqual([0, 1, 2, 3, 4]);
      expect((await all({ types: [leads], limit: 2 })).map(numberOf)).toEqual([0, 3]);
    });

    it('goes on after any event', async () => {
      const events = await all();
      for (const [n, { position }] of events.entries()) {
        expect((await all({ after: position })).map(numberOf)).toEqual(events.slice(n + 1).map(numberOf));
      }
    });

    it('can be read backwards, before any event', async () => {
      const backwards = (options: ReadAllOptions) =>
        collect(opened().one.readAll({ direction: 'backwards', types: [calls, leads], ...options }));
      const events = await all();
      expect((await backwards({})).map(numberOf)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
      expect((await backwards({ limit: 3 })).map(numberOf)).toEqual([11, 10, 9]);
      expect((await backwards({ after: events[4]?.position ?? 0n })).map(numberOf)).toEqual([3, 2, 1, 0]);
      expect((await backwards({ after: events[4]?.position ?? 0n, types: [leads] })).map(numberOf)).toEqual([3, 0]);
    });

    it('gives an appended event the position that the append answered, and a head at or after it', async () => {
      const { one, other } = opened();
      const { position } = await one.append(fresh('account'), [event(calls, { n: 12 })], 'no-stream');
      const events = await all({ limit: 20 });
      expect(events.at(-1)?.position).toBe(position);
      expect((await other.head()) >= position).toBe(true);
    });

    it('is no longer read once the reader leaves or is told to stop', async () => {
      const { one } = opened();
      const stop = new AbortController();
      stop.abort();
      expect(await collect(one.readAll({ signal: stop.signal }))).toEqual([]);
      for (let n = 0; n < 20; n++) for await (const _ of one.readAll()) break;
      expect(await all({ limit: 1 })).toHaveLength(1);
    });
  });
}
