import { describe, expect, it } from '@jest/globals';
import { idBehind } from './office/ids.js';
import { cursorOf, keyBehind, numbersBehind, paged, UnknownCursor } from './paging.js';

const page = (cursor?: string) => ({ limit: 2, cursor });

describe('A cursor', () => {
  it('leads behind the last row of its page, whatever its key is', () => {
    for (const key of ['bank', 'банк / 1', '😀', 'x'.repeat(500), '']) {
      const { items, next } = paged(
        [key, 'b', 'c'],
        page(),
        (row) => (row === 'b' ? key : row),
        (row) => row,
      );
      expect(items).toEqual([key, 'b']);
      expect(keyBehind(page(next))).toBe(key);
      expect(next).toMatch(/^[\w-]+$/);
    }
    expect(numbersBehind(page(cursorOf('7 12')))).toEqual([7, 12]);
    expect([keyBehind(page()), numbersBehind(page())]).toEqual(['', [0, 0]]);
  });

  it.each([
    'zzzz',
    'a',
    'YmFuaw',
    `${cursorOf('bank')}A`,
    cursorOf('bank').slice(1),
    cursorOf('bank').slice(0, -2),
    '_',
  ])('that no list has given is told from one that leads to the end: %s', (cursor) => {
    expect(() => keyBehind(page(cursor))).toThrow(UnknownCursor);
    expect(() => idBehind(page(cursor))).toThrow(UnknownCursor);
    expect(() => numbersBehind(page(cursor))).toThrow(UnknownCursor);
  });

  it('of another list is not taken for a number or an id', () => {
    expect(() => numbersBehind(page(cursorOf('bank')))).toThrow(UnknownCursor);
    expect(() => idBehind(page(cursorOf('bank')))).toThrow(UnknownCursor);
  });
});
