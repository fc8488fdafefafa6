import { describe, expect, it } from '@jest/globals';
import { totalmem } from 'node:os';
import { factsHeld, memoryOf } from './facts-held.js';

const GB = 2 ** 30;

describe('Facts at hand', () => {
  it.each([
    [GB / 2, 100_000],
    [4 * GB, 262_144],
    [8 * GB, 524_288],
    [64 * GB, 1_000_000],
  ])('are as many as memory allows: of %d bytes %d', (bytes, facts) => {
    expect(factsHeld(bytes)).toBe(facts);
  });

  it.each([
    ['where it is limited', GB, Math.min(GB, totalmem())],
    ['where it is not', 0, totalmem()],
    ['where the limit is none', 2 ** 64, totalmem()],
  ])('go by the memory of the container %s', (_, limit, memory) => {
    expect(memoryOf({ constrainedMemory: () => limit })).toBe(memory);
  });
});
