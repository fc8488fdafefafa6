/** A complete subtree: the hash over the leaves from `index × 2^level` up to, and without, `(index + 1) × 2^level`. It is the same in every tree that has them. */
export interface Node {
  readonly level: number;
  readonly index: number;
}

/** Hashes of complete subtrees, in the order they are asked for: from tiles, or from memory. */
export type HashesAt = (nodes: readonly Node[]) => readonly Buffer[] | Promise<readonly Buffer[]>;

/**
 * The complete subtrees over the leaves from `from` up to, and without, `to`, the largest first. `from` is a place where a subtree of a tree of `to` leaves begins:
 * 0, or a multiple of a power of two that is not less than `to - from`.
 */
export function nodesOver(from: number, to: number): Node[] {
  const nodes: Node[] = [];
  for (let at = from; at < to;) {
    const level = levelIn(to - at);
    nodes.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}

/** RFC 9162, 2.1.1: the left part of a tree of so many leaves (2 or more) has the largest power of two that is less. */
export const leftSize = (size: number): number => 2 ** levelIn(size - 1);

/** The level of the largest complete subtree in so many leaves. The logarithm alone is rounded up right below large powers of two. */
function levelIn(leaves: number): number {
  const level = Math.floor(Math.log2(leaves));
  return 2 ** level > leaves ? level - 1 : level;
}
