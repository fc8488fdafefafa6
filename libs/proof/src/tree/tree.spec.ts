import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leafHash } from '../event-leaf.js';
import { consistencyProof, verifyConsistency } from './consistency.js';
import { GrowingTree, rootOf } from './growing-tree.js';
import { nodeHash } from './hashes.js';
import { inclusionProof, rootFromInclusion } from './inclusion.js';
import { nodesOver } from './nodes.js';
import { ProofInvalid } from './proof-invalid.js';
import { hashesIn, leavesOf, slowConsistency, slowInclusion, slowRoot } from './reference-tree.fixture.js';
import { rootAt } from './subtree-hashes.js';

const hexOf = (hashes: readonly Buffer[]): string[] => hashes.map((each) => each.toString('hex'));

/** The tree that Certificate Transparency’s libraries are tested with. */
const ENTRIES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const LEAVES = ENTRIES.map((hex) => leafHash(Buffer.from(hex, 'hex')));
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const INCLUSIONS: [index: number, size: number, proof: string[]][] = [
  [0, 1, []],
  [
    ...([0, 8] as const),
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    ...([5, 8] as const),
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    ...([1, 5] as const),
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];
const CONSISTENCIES: [from: number, size: number, proof: string[]][] = [
  [1, 1, []],
  [
    ...([1, 8] as const),
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    ...([6, 8] as const),
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [
    ...([2, 5] as const),
    [
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

describe('The tree of Certificate Transparency’s test vectors', () => {
  it('has their roots', () => {
    expect(rootOf([]).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(LEAVES.map((_, i) => rootOf(LEAVES.slice(0, i + 1)).toString('hex'))).toEqual(ROOTS);
  });

  it.each(INCLUSIONS)('proves leaf %i of %i as they do', async (index, size, proof) => {
    const proven = await inclusionProof(index, size, hashesIn(LEAVES));
    expect(hexOf(proven)).toEqual(proof);
    expect(rootFromInclusion(index, size, LEAVES[index]!, proven).toString('hex')).toBe(ROOTS[size - 1]);
  });

  it.each(CONSISTENCIES)('proves that %i leaves begin %i as they do', async (from, size, proof) => {
    const proven = await consistencyProof(from, size, hashesIn(LEAVES));
    expect(hexOf(proven)).toEqual(proof);
    expect(verifyConsistency(from, size, rootOf(LEAVES.slice(0, from)), rootOf(LEAVES.slice(0, size)), proven)).toBe(
      true,
    );
  });
});

const MOST = 70;
const ALL = leavesOf(MOST);
const sizes = fc.integer({ min: 1, max: MOST });
const indexIn = fc.tuple(sizes, fc.nat()).map(([size, n]) => [n % size, size] as const);
const twoSizes = fc.tuple(sizes, sizes).map((two) => two.sort((a, b) => a - b));

describe('Any tree', () => {
  it('has the root of the definition, grown or looked up, and grows on from its edge', async () => {
    const lookedUp = hashesIn(ALL);
    for (let size = 0; size <= MOST; size++) {
      const [root, half] = [slowRoot(ALL.slice(0, size)), size >> 1];
      expect(rootOf(ALL.slice(0, size))).toEqual(root);
      expect(await rootAt(size, lookedUp)).toEqual(root);
      const tree = new GrowingTree(half, await lookedUp(nodesOver(0, half)));
      for (const leaf of ALL.slice(half, size)) tree.add(leaf);
      expect(tree.root()).toEqual(root);
      expect(tree.size).toBe(size);
    }
  });

  it('proves each leaf as the definition does; no other leaf, place or proof leads to its root', async () => {
    await fc.assert(
      fc.asyncProperty(indexIn, fc.nat(), async ([index, size], n) => {
        const leaves = ALL.slice(0, size);
        const [proof, root] = [await inclusionProof(index, size, hashesIn(leaves)), slowRoot(leaves)];
        expect(proof).toEqual(slowInclusion(index, leaves));
        expect(rootFromInclusion(index, size, leaves[index]!, proof)).toEqual(root);
        expect(rootFromInclusion(index, size, nodeHash(root, root), proof)).not.toEqual(root);
        expect(() => rootFromInclusion(index, size, leaves[index]!, [...proof, root])).toThrow(ProofInvalid);
        expect(() => rootFromInclusion(size, size, leaves[index]!, proof)).toThrow(ProofInvalid);
        if (proof.length === 0) return;
        const changed = proof.with(n % proof.length, root);
        expect(rootFromInclusion(index, size, leaves[index]!, changed)).not.toEqual(root);
        expect(() => rootFromInclusion(index, size, leaves[index]!, proof.slice(1))).toThrow(ProofInvalid);
        expect(() => rootFromInclusion(index, size, leaves[index]!, proof.with(0, Buffer.alloc(31)))).toThrow(
          ProofInvalid,
        );
      }),
    );
  });

  it('is proven to begin with each smaller one as the definition does, and with no other', async () => {
    await fc.assert(
      fc.asyncProperty(twoSizes, fc.nat(), async ([from, size], n) => {
        const [before, root] = [slowRoot(ALL.slice(0, from)), slowRoot(ALL.slice(0, size))];
        const proof = await consistencyProof(from, size, hashesIn(ALL));
        expect(proof).toEqual(slowConsistency(from, ALL.slice(0, size)));
        const verify = (given: Buffer[], ofRoot = before) => verifyConsistency(from, size, ofRoot, root, given);
        expect(verify(proof)).toBe(true);
        expect(verify([...proof, root])).toBe(false);
        expect(verify(proof, nodeHash(before, root))).toBe(false);
        expect(verifyConsistency(size + 1, size, before, root, proof)).toBe(false);
        if (proof.length === 0) return;
        expect(verify(proof.with(n % proof.length, nodeHash(root, before)))).toBe(false);
        expect(verify(proof.slice(1))).toBe(false);
        expect(verify([])).toBe(false);
      }),
    );
  });

  it('begins with the empty one, which nothing has to prove', async () => {
    const root = slowRoot(ALL);
    expect(await consistencyProof(0, MOST, hashesIn(ALL))).toEqual([]);
    expect(verifyConsistency(0, MOST, rootOf([]), root, [])).toBe(true);
    expect(verifyConsistency(0, MOST, root, root, [])).toBe(false);
  });

  it('of ten million leaves proves one by 24 hashes', async () => {
    const proof = await inclusionProof(1_234_567, 10_000_000, (nodes) => nodes.map(() => Buffer.alloc(32)));
    expect(proof).toHaveLength(24);
  });

  it('has no leaf at a place that is no count', async () => {
    for (const index of [-1, 0.5, Number.NaN]) {
      await expect(async () => inclusionProof(index, 8, hashesIn(LEAVES))).rejects.toThrow(ProofInvalid);
    }
    await expect(consistencyProof(9, 8, hashesIn(LEAVES))).rejects.toThrow(ProofInvalid);
  });
});
