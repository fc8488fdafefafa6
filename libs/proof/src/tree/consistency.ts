import { EMPTY_ROOT, nodeHash } from './hashes.js';
import { leftSize, type HashesAt } from './nodes.js';
import { checkCount, ProofInvalid } from './proof-invalid.js';
import { subtreeHashes, type Span } from './subtree-hashes.js';

/** RFC 9162, 2.1.4.1: the hashes that show that the tree of `size` leaves begins with the one of `from` leaves. None where one is empty or both are the same. */
export async function consistencyProof(from: number, size: number, hashesAt: HashesAt): Promise<Buffer[]> {
  if (from === 0 || from === size) return [];
  const { start, steps } = wayOf(from, size);
  return subtreeHashes([...(start ? [start] : []), ...steps.map(({ span }) => span)], hashesAt);
}

/** RFC 9162, 2.1.4.2: whether the tree of `size` leaves with `root` begins with the one of `from` leaves with `fromRoot`. */
export function verifyConsistency(
  from: number,
  size: number,
  fromRoot: Buffer,
  root: Buffer,
  proof: readonly Buffer[],
): boolean {
  if (!(from >= 0 && from <= size)) return false;
  if (from === 0) return proof.length === 0 && fromRoot.equals(EMPTY_ROOT);
  if (from === size) return proof.length === 0 && fromRoot.equals(root);
  const { start, steps } = wayOf(from, size);
  const beside = start ? proof.slice(1) : proof;
  if (beside.length !== steps.length) return false;
  let [before, now] = start ? [proof[0] as Buffer, proof[0] as Buffer] : [fromRoot, fromRoot];
  for (const [i, { isOfBoth }] of steps.entries()) {
    const hash = beside[i] as Buffer;
    if (isOfBoth) before = nodeHash(hash, before);
    now = isOfBoth ? nodeHash(hash, now) : nodeHash(now, hash);
  }
  return before.equals(fromRoot) && now.equals(root);
}

/** The way from the last complete subtree of the smaller tree to the root of the larger one, from below. */
interface Way {
  /** That subtree; absent where it is the smaller tree itself, whose root is known. */
  readonly start: Span | undefined;
  /** The subtrees beside the way; those to its left are of both trees. */
  readonly steps: { readonly span: Span; readonly isOfBoth: boolean }[];
}

function wayOf(from: number, size: number): Way {
  checkCount('a size', size);
  checkCount('a size', from);
  if (from > size) throw new ProofInvalid(`a tree of ${size} leaves does not begin with ${from}`);
  const steps = [];
  let [first, last] = [0, size];
  while (last > from) {
    const middle = first + leftSize(last - first);
    const isOfBoth = from > middle;
    const span: Span = isOfBoth ? [first, middle] : [middle, last];
    steps.push({ span, isOfBoth });
    [first, last] = isOfBoth ? [middle, last] : [first, middle];
  }
  return { start: first === 0 ? undefined : [first, last], steps: steps.reverse() };
}
