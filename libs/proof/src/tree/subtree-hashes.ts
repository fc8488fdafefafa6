import { foldRight } from './hashes.js';
import { nodesOver, type HashesAt } from './nodes.js';

/** Leaves from the first up to, and without, the second. */
export type Span = readonly [from: number, to: number];

/** The hash of the subtree over each span, with one look-up for all of them. */
export async function subtreeHashes(spans: readonly Span[], hashesAt: HashesAt): Promise<Buffer[]> {
  const parts = spans.map(([from, to]) => nodesOver(from, to));
  const hashes = await hashesAt(parts.flat());
  let read = 0;
  return parts.map(({ length }) => foldRight(hashes.slice(read, (read += length))));
}

/** The root of the tree of the first so many leaves. */
export async function rootAt(size: number, hashesAt: HashesAt): Promise<Buffer> {
  const [root] = await subtreeHashes([[0, size]], hashesAt);
  return root as Buffer;
}
