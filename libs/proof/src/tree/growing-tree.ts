import { foldRight, nodeHash } from './hashes.js';

/** A tree as leaves are added to it: it holds the hashes of its complete subtrees alone, one for each bit of its size. */
export class GrowingTree {
  readonly #edge: Buffer[];
  #size: number;

  /** Goes on from a tree of so many leaves, by the hashes of {@link nodesOver} 0 and its size. */
  constructor(size = 0, edge: readonly Buffer[] = []) {
    this.#size = size;
    this.#edge = [...edge];
  }

  get size(): number {
    return this.#size;
  }

  add(leaf: Buffer): void {
    this.#edge.push(leaf);
    this.#size++;
    for (let size = this.#size; size % 2 === 0; size /= 2) {
      const [left, right] = this.#edge.splice(-2) as [Buffer, Buffer];
      this.#edge.push(nodeHash(left, right));
    }
  }

  root(): Buffer {
    return foldRight(this.#edge);
  }
}

/** RFC 9162, 2.1.1: the root of the tree over the hashes of leaves. */
export function rootOf(leaves: Iterable<Buffer>): Buffer {
  const tree = new GrowingTree();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
}
