import { describe, expect, it } from '@jest/globals';
import { RevisionConflict, type ExpectedRevision } from '../event-store.js';
import type { StoresUnderTest } from './event-store.contract.js';
import { collect, event, fresh, numbered, numberOf } from './events.fixture.js';

export function describeAppends(opened: () => StoresUnderTest): void {
  describe('an append', () => {
    it('begins a stream at revision 0 and goes on from the revision that is expected', async () => {
      const { one } = opened();
      const stream = fresh('account');
      const first = await one.append(stream, numbered('call.completed', 2), 'no-stream');
      const second = await one.append(stream, numbered('call.completed', 1, 2), 1);
      const third = await one.append(stream, numbered('call.completed', 1, 3), 'any');
      expect([first, second, third]).toMatchObject([
        { revision: 1, idempotent: false },
        { revision: 2, idempotent: false },
        { revision: 3, idempotent: false },
      ]);
      expect(first.position < second.position && second.position < third.position).toBe(true);
      expect((await collect(one.readStream(stream))).map(numberOf)).toEqual([0, 1, 2, 3]);
    });

    it.each<[string, number, ExpectedRevision]>([
      ['expects no stream, and there is one', 2, 'no-stream'],
      ['expects an earlier revision', 2, 0],
      ['expects a later revision', 2, 7],
      ['expects a revision of a stream that is not there', 0, 0],
    ])('that %s is a conflict and writes nothing', async (_, there, expected) => {
      const { one } = opened();
      const stream = fresh('account');
      if (there > 0) await one.append(stream, numbered('call.completed', there), 'no-stream');
      const refused = one.append(stream, numbered('call.completed', 1), expected);
      await expect(refused).rejects.toThrow(RevisionConflict);
      await expect(refused).rejects.toMatchObject({ stream, expected, actual: there - 1 });
      expect(await collect(one.readStream(stream))).toHaveLength(there);
    });

    it('of no events is refused', async () => {
      await expect(opened().one.append(fresh('account'), [], 'any')).rejects.toThrow(RangeError);
    });

    it('is all or nothing beside others to the same stream', async () => {
      const { one, other } = opened();
      const stream = fresh('account');
      await Promise.all(
        Array.from({ length: 60 }, (_, n) =>
          (n % 2 === 0 ? one : other).append(stream, numbered('call.completed', 5, n * 5), 'any'),
        ),
      );
      const numbers = (await collect(one.readStream(stream))).map(numberOf);
      expect(numbers).toHaveLength(300);
      for (let start = 0; start < 300; start += 5) {
        const first = numbers[start] ?? NaN;
        expect(numbers.slice(start, start + 5)).toEqual([0, 1, 2, 3, 4].map((n) => first + n));
      }
    });
  });

  describe('an append that was made before', () => {
    it.each<[string, number, ExpectedRevision]>([
      ['at the beginning of a stream', 0, 'no-stream'],
      ['at a revision', 2, 1],
      ['anywhere', 2, 'any'],
    ])('%s is recognised, also when the stream has gone on, and by others', async (_, before, expected) => {
      const { one, other } = opened();
      const stream = fresh('account');
      if (before > 0) await one.append(stream, numbered('call.completed', before), 'no-stream');
      const events = numbered('call.completed', 3, before);
      const made = await one.append(stream, events, expected);
      expect(await one.append(stream, events, expected)).toEqual({ ...made, idempotent: true });
      await one.append(stream, numbered('call.completed', 1, 99), 'any');
      expect(await other.append(stream, events, expected)).toEqual({ ...made, idempotent: true });
      expect(await collect(one.readStream(stream))).toHaveLength(before + 4);
    });

    it.each<ExpectedRevision>(['no-stream', 'any'])(
      'in part is a conflict and writes nothing (%s)',
      async (expected) => {
        const { one } = opened();
        const stream = fresh('account');
        const events = numbered('call.completed', 2);
        await one.append(stream, events, 'no-stream');
        const more = [...events, event('call.completed', { n: 2 })];
        await expect(one.append(stream, more, expected)).rejects.toThrow(RevisionConflict);
        expect(await collect(one.readStream(stream))).toHaveLength(2);
      },
    );

    it('is a new one in another stream', async () => {
      const { one } = opened();
      const events = numbered('call.completed', 2);
      await one.append(fresh('account'), events, 'no-stream');
      expect(await one.append(fresh('account'), events, 'any')).toMatchObject({ revision: 1, idempotent: false });
    });
  });

  describe('of sixteen appends at one revision', () => {
    it.each([
      ['of one process', ({ one }: StoresUnderTest) => [one, one] as const],
      ['of two processes', ({ one, other }: StoresUnderTest) => [one, other] as const],
    ])('exactly one wins (%s)', async (_, storesOf) => {
      const [even, odd] = storesOf(opened());
      const stream = fresh('account');
      await even.append(stream, numbered('call.completed', 3), 'no-stream');
      const outcomes = await Promise.allSettled(
        Array.from({ length: 16 }, (_, n) =>
          (n % 2 === 0 ? even : odd).append(stream, [event('statement.issued', { n })], 2),
        ),
      );
      const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
      expect(refused).toHaveLength(15);
      for (const reason of refused) expect(reason).toBeInstanceOf(RevisionConflict);
      expect(await collect(opened().other.readStream(stream))).toHaveLength(4);
    });
  });

  describe('a caller', () => {
    it('fails alone: appends beside a conflict are made', async () => {
      const { one } = opened();
      const streams = Array.from({ length: 20 }, () => fresh('account'));
      const outcomes = await Promise.allSettled(
        streams.map((stream, n) => one.append(stream, numbered('call.completed', 2), n % 4 === 0 ? 5 : 'no-stream')),
      );
      expect(outcomes.map(({ status }) => status)).toEqual(
        streams.map((_, n) => (n % 4 === 0 ? 'rejected' : 'fulfilled')),
      );
    });
  });
}
