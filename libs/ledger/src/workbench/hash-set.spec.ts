import { describe, expect, it } from '@jest/globals';
import { HashSet } from './hash-set.js';
import { subjectHash } from './subject-hash.js';

describe('A set of hashes', () => {
  it('has what was added, and nothing else', () => {
    const set = new HashSet();
    const added = Array.from({ length: 50_000 }, (_, i) => subjectHash(`lead:${i}`));
    for (const hash of [...added, ...added.slice(0, 100)]) set.add(hash);
    expect(set.size).toBe(50_000);
    expect(added.every((hash) => set.has(hash))).toBe(true);
    expect(added.some((hash) => set.has(hash + 1) || set.has(2 ** 53 - 1 - hash))).toBe(false);
  });

  it('tells numbers apart of which the lower half is the same', () => {
    const set = new HashSet();
    for (const high of [0, 1, 2 ** 20]) set.add(high * 2 ** 32 + 7);
    expect([0, 1, 2, 2 ** 20].map((high) => set.has(high * 2 ** 32 + 7))).toEqual([true, true, false, true]);
    expect(set.has(0)).toBe(false);
    set.add(0);
    expect(set.has(0)).toBe(true);
  });
});
