import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '../event-store.js';
import type { StoresUnderTest } from './event-store.contract.js';
import { collect, event, fresh, follow, numbered, numberOf, plain } from './events.fixture.js';

export function describeSubscriptions(opened: () => StoresUnderTest): void {
  describe('a subscription', () => {
    it('catches up, says so, and goes on as events come', async () => {
      const { one, other } = opened();
      const [stream, type] = [fresh('account'), fresh('call.completed')];
      const after = await one.head();
      await one.append(stream, numbered(type, 3), 'no-stream');
      const stop = new AbortController();
      const seen: string[] = [];
      for await (const delivery of one.subscribe({ after, types: [type], signal: stop.signal })) {
        if (delivery.kind === 'events') seen.push(...delivery.events.map((found) => String(numberOf(found))));
        else if (seen.at(-1) !== 'caught-up') {
          seen.push('caught-up');
          if (seen.length === 4) await one.append(stream, numbered(type, 1, 3), 'any');
          else if (seen.length === 6) await other.append(stream, numbered(type, 1, 4), 'any');
          else stop.abort();
        }
      }
      expect(seen).toEqual(['0', '1', '2', 'caught-up', '3', 'caught-up', '4', 'caught-up']);
    });

    it('yields every event once and in order, while two processes append', async () => {
      const { one, other } = opened();
      const type = fresh('call.completed');
      const after = await one.head();
      const streams = Array.from({ length: 8 }, () => fresh('account'));
      const appending = streams.map(async (stream, k) => {
        for (let n = 0; n < 40; n++)
          await (k % 2 === 0 ? one : other).append(stream, numbered(type, 1 + (n % 3), n), 'any');
      });
      const stop = new AbortController();
      const options = { after, types: [type], signal: stop.signal };
      const following = [one, other, one].map((store, k) =>
        follow(store.subscribe({ ...options, batch: [1, 7, 5000][k] ?? 1 }), (events) => events.length >= 8 * 79),
      );
      await Promise.all(appending);
      const log = (await collect(one.readAll({ after, types: [type] }))).map(plain);
      expect(log).toHaveLength(8 * 79);
      for (const seen of await Promise.all(following)) expect(seen.map(plain)).toEqual(log);
    });

    it('loses nothing that its subscriber has not reached by itself', async () => {
      const { one } = opened();
      const [stream, type] = [fresh('account'), fresh('call.completed')];
      const after = await one.head();
      const { position } = await one.append(stream, numbered(type, 20), 'no-stream');
      await one.append(stream, numbered(type, 20, 20), 'any');
      const stop = new AbortController();
      const reached = (): Promise<bigint> => Promise.resolve(position);
      const options = { after, types: [type], batch: 3, reached, signal: stop.signal };
      const seen = await follow(one.subscribe(options), (events) => numberOf(events.at(-1) as RecordedEvent) === 39);
      const numbers = seen.map(numberOf);
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, n) => 40 - numbers.length + n));
      expect(numbers.length).toBeGreaterThanOrEqual(20);
    });

    it('goes on from any position, as if it had not stopped', async () => {
      const { one } = opened();
      const [stream, type] = [fresh('account'), fresh('call.completed')];
      let after = await one.head();
      await one.append(stream, numbered(type, 40), 'no-stream');
      const seen: RecordedEvent[] = [];
      while (seen.length < 40) {
        const stop = new AbortController();
        const options = { after, types: [type], batch: 1 + (seen.length % 5), signal: stop.signal };
        seen.push(...(await follow(one.subscribe(options), (_, { kind }) => kind === 'events')));
        after = seen.at(-1)?.position ?? after;
      }
      expect(seen.map(numberOf)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    });

    it('has no more events in a batch than asked for', async () => {
      const { one } = opened();
      const type = fresh('call.completed');
      const after = await one.head();
      await one.append(fresh('account'), numbered(type, 25), 'no-stream');
      const sizes: number[] = [];
      for await (const delivery of one.subscribe({
        after,
        types: [type],
        batch: 10,
        signal: new AbortController().signal,
      })) {
        if (delivery.kind === 'caught-up') break;
        sizes.push(delivery.events.length);
      }
      expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
      expect(sizes.reduce((sum, size) => sum + size)).toBe(25);
    });

    it('says that it has caught up also where there is nothing of its types', async () => {
      const { one } = opened();
      const { position } = await one.append(fresh('account'), [event(fresh('call.completed'))], 'no-stream');
      const options = { types: [fresh('nothing')], signal: new AbortController().signal };
      for await (const delivery of one.subscribe(options)) {
        expect(delivery.kind).toBe('caught-up');
        if (delivery.kind === 'caught-up') expect(delivery.position >= position).toBe(true);
        break;
      }
    });

    it('ends when it is told to, also while it waits', async () => {
      const { one } = opened();
      const stop = new AbortController();
      const options = { after: await one.head(), types: [fresh('nothing')], signal: stop.signal };
      const seen = follow(one.subscribe(options), (_, { kind }) => {
        if (kind === 'caught-up')
          setTimeout(() => {
            stop.abort();
          }, 20);
        return false;
      });
      expect(await seen).toEqual([]);
    });
  });
}
