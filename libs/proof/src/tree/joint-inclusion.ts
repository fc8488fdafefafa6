import { nodeHash } from './hashes.js';
import { leftSize, type HashesAt } from './nodes.js';
import { checkCount, ProofInvalid } from './proof-invalid.js';
import { subtreeHashes, type Span } from './subtree-hashes.js';

/** Hashes that are looked up at a time. */
const AT_ONCE = 1_000;

/**
 * The hashes that prove several leaves at once: those of the largest subtrees in which none of them stands, from left to right. With the leaves
 * they make the root, and each stands there once. `indexes` rise.
 */
export async function* jointProof(
  indexes: readonly number[],
  size: number,
  hashesAt: HashesAt,
): AsyncGenerator<Buffer[], void> {
  let spans: Span[] = [];
  for (const span of spansBeside(indexes, size)) {
    spans.push(span);
    if (spans.length < AT_ONCE) continue;
    yield await subtreeHashes(spans, hashesAt);
    spans = [];
  }
  if (spans.length > 0) yield await subtreeHashes(spans, hashesAt);
}

/** The root that a tree has if these leaves are in it at those indexes, which rise. Throws {@link ProofInvalid} where the proof is not as long as it has to be. */
export function rootFromJoint(
  indexes: readonly number[],
  size: number,
  leaves: readonly Buffer[],
  proof: readonly Buffer[],
): Buffer {
  checkIndexes(indexes, size);
  let read = 0;
  const over = (from: number, to: number, first: number, last: number): Buffer => {
    if (first === last) return proof[read++] ?? fail('the proof is too short');
    if (to - from === 1) return leaves[first] ?? fail('a leaf is missing');
    const middle = from + leftSize(to - from);
    const split = firstFrom(indexes, middle, first, last);
    return nodeHash(over(from, middle, first, split), over(middle, to, split, last));
  };
  const root = over(0, size, 0, indexes.length);
  return read === proof.length ? root : fail('the proof is too long');
}

function* spansBeside(indexes: readonly number[], size: number): Generator<Span, void> {
  checkIndexes(indexes, size);
  const waiting: (readonly [from: number, to: number, first: number, last: number])[] = [[0, size, 0, indexes.length]];
  for (let part = waiting.pop(); part; part = waiting.pop()) {
    const [from, to, first, last] = part;
    if (first === last) yield [from, to];
    else if (to - from > 1) {
      const middle = from + leftSize(to - from);
      const split = firstFrom(indexes, middle, first, last);
      waiting.push([middle, to, split, last], [from, middle, first, split]);
    }
  }
}

function checkIndexes(indexes: readonly number[], size: number): void {
  checkCount('a size', size);
  let before = -1;
  for (const index of indexes) {
    checkCount('an index', index);
    if (index <= before || index >= size)
      throw new ProofInvalid(`leaves do not rise below ${size}: ${index} after ${before}`);
    before = index;
  }
  if (indexes.length === 0) throw new ProofInvalid('there are no leaves to prove');
}

/** The first place from `first` up to `last` whose index is `least` or more. */
function firstFrom(indexes: readonly number[], least: number, first: number, last: number): number {
  let [low, high] = [first, last];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((indexes[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

function fail(why: string): never {
  throw new ProofInvalid(why);
}
