import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { afterIncrement } from './increment.js';

describe('A billing increment', () => {
  it.each([
    ['1/1', 0, 0],
    ['1/1', 1, 1],
    ['1/1', 59, 59],
    ['30/6', 0, 0],
    ['30/6', 1, 30],
    ['30/6', 30, 30],
    ['30/6', 31, 36],
    ['30/6', 36, 36],
    ['30/6', 37, 42],
    ['30/6', 60, 60],
    ['30/6', 61, 66],
    ['60/60', 0, 0],
    ['60/60', 1, 60],
    ['60/60', 30, 60],
    ['60/60', 31, 60],
    ['60/60', 60, 60],
    ['60/60', 61, 120],
    ['1/60', 1, 1],
    ['1/60', 2, 61],
  ])('of %s bills %d s as %d s', (increment, seconds, billed) => {
    const [first = 0, next = 0] = increment.split('/').map(Number);
    expect(afterIncrement(seconds, { first, next })).toBe(billed);
  });

  it('bills no less than what was worked, and less than one step more', () => {
    const step = fc.integer({ min: 1, max: 120 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), step, step, (seconds, first, next) => {
        const billed = afterIncrement(seconds, { first, next });
        expect(billed).toBeGreaterThanOrEqual(Math.max(seconds, first));
        expect(billed - Math.max(seconds, first)).toBeLessThan(next);
        expect((billed - first) % next).toBe(0);
      }),
    );
  });
});
