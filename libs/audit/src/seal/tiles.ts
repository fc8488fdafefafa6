import { HASH_BYTES, rootOf, type HashesAt, type Node } from '@paidonce/proof';
import type { EntityManager } from 'typeorm';

/** Hashes of a full tile, and the levels of the tree that it spans. */
export const TILE_WIDTH = 256;
const TILE_LEVELS = 8;

/** Where a tile stands: C2SP tlog-tiles. */
interface TilePlace {
  readonly level: number;
  readonly index: number;
}

/** The tile that has a complete subtree, and the hashes in it that the subtree is over. */
function placeOf({ level, index }: Node): TilePlace & { readonly first: number; readonly count: number } {
  const count = 2 ** (level % TILE_LEVELS);
  const at = index * count;
  return {
    level: Math.floor(level / TILE_LEVELS),
    index: Math.floor(at / TILE_WIDTH),
    first: at % TILE_WIDTH,
    count,
  };
}

/** Hashes of a tile are missing. */
class TileMissing extends Error {
  override readonly name = 'TileMissing';

  constructor({ level, index }: TilePlace) {
    super(`tile ${index} of level ${level} is missing, or too short`);
  }
}

/** The hash of a subtree from the tile that has it. Throws {@link TileMissing}. */
function hashIn(node: Node, hashes: Buffer | undefined): Buffer {
  const { first, count, ...place } = placeOf(node);
  const end = (first + count) * HASH_BYTES;
  if (!hashes || hashes.length < end) throw new TileMissing(place);
  return rootOf(Array.from({ length: count }, (_, i) => hashAt(hashes, first + i)));
}

/** The n-th hash of a tile, of its own bytes. */
export const hashAt = (hashes: Buffer, n: number): Buffer => hashes.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES);

/** Looks hashes of subtrees up in the stored tiles, with one query for all of them. */
export function storedHashes(source: Pick<EntityManager, 'query'>): HashesAt {
  return async (nodes) => {
    const places = nodes.map(placeOf);
    const rows = await source.query<{ level: number; index: string; hashes: Buffer }[]>(
      `SELECT level, index, hashes FROM tile
       JOIN (SELECT DISTINCT * FROM unnest ($1::int[], $2::bigint[]) AS wanted (level, index)) AS wanted USING (level, index)`,
      [places.map(({ level }) => level), places.map(({ index }) => index)],
    );
    const keyOf = (level: number, index: number): string => `${level}/${index}`;
    const tiles = new Map(rows.map(({ level, index, hashes }) => [keyOf(level, Number(index)), hashes]));
    return nodes.map((node, i) => {
      const { level, index } = places[i] as TilePlace;
      return hashIn(node, tiles.get(keyOf(level, index)));
    });
  };
}

/** A tile that has changed, as it is to be stored. */
export interface WrittenTile extends TilePlace {
  readonly hashes: Buffer;
  /** See `TileRow.behind`. */
  readonly behind: bigint | null;
}

/** The right edge of the tree: the last tile of each level, which leaves are added to. */
export class TileEdge {
  /** By level: hashes of the last tile, fewer than 256. */
  readonly #partial: Buffer[][] = [];
  readonly #changed = new Set<number>();
  #full: WrittenTile[] = [];
  #size: number;
  #behind: bigint;

  /** Goes on at a size, with the last tile of each level from 0 and the place behind which the first of level 0 begins. */
  constructor(size = 0, partial: readonly (readonly Buffer[])[] = [], behind = 0n) {
    this.#size = size;
    this.#behind = behind;
    for (const [level, hashes] of partial.entries()) this.#partial[level] = [...hashes];
  }

  get size(): number {
    return this.#size;
  }

  /** Another one that goes on from here; tiles that are full are told of by this one alone. */
  fork(): TileEdge {
    return new TileEdge(this.#size, this.#partial, this.#behind);
  }

  /** Adds the leaf of an event; `position` is that of the event before it. */
  add(leaf: Buffer, before: bigint): void {
    if (this.#size % TILE_WIDTH === 0) this.#behind = before;
    this.#size++;
    this.#push(0, leaf);
  }

  #push(level: number, hash: Buffer): void {
    const tile = (this.#partial[level] ??= []);
    tile.push(hash);
    this.#changed.add(level);
    if (tile.length < TILE_WIDTH) return;
    const index = Math.floor(this.#size / TILE_WIDTH ** (level + 1)) - 1;
    const hashes = Buffer.concat(tile);
    this.#full.push({ level, index, hashes, behind: level === 0 ? this.#behind : null });
    this.#partial[level] = [];
    this.#changed.delete(level);
    this.#push(level + 1, rootOf(tile));
  }

  /** Hashes of the complete subtrees that the tree is made of: those over 0 to its size. */
  readonly hashes = (nodes: readonly Node[]): Buffer[] =>
    nodes.map((node) => hashIn(node, Buffer.concat(this.#partial[placeOf(node).level] ?? [])));

  /** The tiles that have changed since this was asked last. */
  take(): WrittenTile[] {
    const partial = [...this.#changed].map((level) => ({
      level,
      index: Math.floor(this.#size / TILE_WIDTH ** (level + 1)),
      hashes: Buffer.concat(this.#partial[level] ?? []),
      behind: level === 0 ? this.#behind : null,
    }));
    const written = [...this.#full, ...partial];
    this.#full = [];
    this.#changed.clear();
    return written;
  }
}
