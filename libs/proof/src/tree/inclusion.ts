import { nodeHash } from './hashes.js';
import { leftSize, type HashesAt } from './nodes.js';
import { checkCount, ProofInvalid } from './proof-invalid.js';
import { subtreeHashes, type Span } from './subtree-hashes.js';

/** RFC 9162, 2.1.3.1: the hashes beside the way from a leaf to the root of the tree of the first `size` leaves, from below. */
export function inclusionProof(index: number, size: number, hashesAt: HashesAt): Promise<Buffer[]> {
  return subtreeHashes(
    besides(index, size).map(({ span }) => span),
    hashesAt,
  );
}

/** RFC 9162, 2.1.3.2: the root that a tree has if the leaf is in it at that index. Throws {@link ProofInvalid} where the proof is not as long as it has to be. */
export function rootFromInclusion(index: number, size: number, leaf: Buffer, proof: readonly Buffer[]): Buffer {
  const steps = besides(index, size);
  if (steps.length !== proof.length) {
    throw new ProofInvalid(`leaf ${index} of ${size} is proven by ${steps.length} hashes, not ${proof.length}`);
  }
  return steps.reduce((hash, { isLeft }, i) => {
    const beside = proof[i] as Buffer;
    return isLeft ? nodeHash(beside, hash) : nodeHash(hash, beside);
  }, leaf);
}

/** The subtrees beside the way from a leaf to the root, from below, and whether they stand to the left of it. */
function besides(index: number, size: number): { readonly span: Span; readonly isLeft: boolean }[] {
  checkCount('a size', size);
  checkCount('an index', index);
  if (index >= size) throw new ProofInvalid(`a tree of ${size} leaves has no leaf ${index}`);
  const steps = [];
  for (let [from, to] = [0, size]; to - from > 1;) {
    const middle = from + leftSize(to - from);
    const isLeft = index >= middle;
    const span: Span = isLeft ? [from, middle] : [middle, to];
    steps.push({ span, isLeft });
    [from, to] = isLeft ? [middle, to] : [from, middle];
  }
  return steps.reverse();
}
