import { describe, expect, it } from '@jest/globals';
import { leftSize, nodesOver } from './nodes.js';

describe('The left part of a tree', () => {
  it('has the largest power of two that is less, in trees of any size', () => {
    for (let level = 1; level <= 52; level++) {
      expect([2 ** level, 2 ** level + 1].map(leftSize)).toEqual([2 ** (level - 1), 2 ** level]);
      expect(nodesOver(0, 2 ** level - 1)[0]).toEqual({ level: level - 1, index: 0 });
    }
    expect(leftSize(Number.MAX_SAFE_INTEGER)).toBe(2 ** 52);
  });
});
