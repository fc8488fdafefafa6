import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rootFromInclusion } from './inclusion.js';
import { jointProof, rootFromJoint } from './joint-inclusion.js';
import { ProofInvalid } from './proof-invalid.js';
import { hashesIn, leavesOf, slowInclusion, slowRoot } from './reference-tree.fixture.js';

async function proofOf(indexes: readonly number[], leaves: readonly Buffer[]): Promise<Buffer[]> {
  const proof: Buffer[] = [];
  for await (const hashes of jointProof(indexes, leaves.length, hashesIn(leaves))) proof.push(...hashes);
  return proof;
}

const someOfATree = fc
  .integer({ min: 1, max: 70 })
  .chain((size) =>
    fc.record({ size: fc.constant(size), some: fc.subarray([...Array(size).keys()], { minLength: 1 }) }),
  );

describe('Several leaves that are proven at once', () => {
  it('make the root with their proof', async () => {
    await fc.assert(
      fc.asyncProperty(someOfATree, async ({ size, some }) => {
        const leaves = leavesOf(size);
        const proof = await proofOf(some, leaves);
        const chosen = some.map((index) => leaves[index]!);
        expect(rootFromJoint(some, size, chosen, proof)).toEqual(slowRoot(leaves));
      }),
    );
  });

  it('are proven as one is, where there is one', async () => {
    const leaves = leavesOf(13);
    for (const [index, leaf] of leaves.entries()) {
      const proof = await proofOf([index], leaves);
      expect(new Set(proof.map(String))).toEqual(new Set(slowInclusion(index, leaves).map(String)));
      expect(rootFromJoint([index], 13, [leaf], proof)).toEqual(
        rootFromInclusion(index, 13, leaf, slowInclusion(index, leaves)),
      );
    }
  });

  it('need no proof where they are all there are', async () => {
    const leaves = leavesOf(9);
    expect(await proofOf([...leaves.keys()], leaves)).toEqual([]);
  });

  it('are not proven by a hash more or less, or in another order', async () => {
    const leaves = leavesOf(11);
    const some = [1, 6];
    const chosen = some.map((index) => leaves[index]!);
    const proof = await proofOf(some, leaves);
    expect(() => rootFromJoint(some, 11, chosen, proof.slice(1))).toThrow(ProofInvalid);
    expect(() => rootFromJoint(some, 11, chosen, [...proof, proof[0]!])).toThrow(ProofInvalid);
    expect(() => rootFromJoint([6, 1], 11, chosen, proof)).toThrow(ProofInvalid);
    expect(() => rootFromJoint([1, 11], 11, chosen, proof)).toThrow(ProofInvalid);
    expect(rootFromJoint(some, 11, chosen.toReversed(), proof)).not.toEqual(slowRoot(leaves));
  });
});
