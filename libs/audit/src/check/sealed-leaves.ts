import type { DataSource } from 'typeorm';
import { HASH_BYTES } from '@paidonce/proof';
import { hashAt, TILE_WIDTH } from '../seal/tiles.js';

const TILES_AT_ONCE = 64;
/** Hashes that are kept behind the one that was asked for last. */
const KEPT = 2 * TILE_WIDTH;

/** The hashes of the leaves as they were sealed, in their order; few tiles are held at a time. */
export class SealedLeaves {
  /** First index that is held. */
  #from = 0;
  #hashes: (Buffer | undefined)[] = [];

  constructor(
    readonly source: DataSource,
    readonly size: number,
    /** Told of a tile of level 0 that is missing or has not as many hashes as it has to. */
    readonly lacking: (tile: number) => void,
  ) {}

  /** Whether what is sealed up to an index was read; what lies behind the last leaf is asked for too. */
  isReached(index: number): boolean {
    return Math.min(index, this.size - 1) < this.#from + this.#hashes.length;
  }

  /** Reads as far as an index. Indices are asked for in rising order, give or take some hundred. */
  async reach(index: number): Promise<void> {
    while (!this.isReached(index)) await this.#read();
  }

  /** The hash at an index that was reached; undefined where nothing is sealed. */
  at(index: number): Buffer | undefined {
    return this.#hashes[index - this.#from];
  }

  async #read(): Promise<void> {
    const next = this.#from + this.#hashes.length;
    const first = next / TILE_WIDTH;
    const last = Math.min(first + TILES_AT_ONCE, Math.ceil(this.size / TILE_WIDTH));
    const rows = await this.source.query<{ index: string; hashes: Buffer }[]>(
      'SELECT index, hashes FROM tile WHERE level = 0 AND index >= $1 AND index < $2 ORDER BY index',
      [first, last],
    );
    const tiles = new Map(rows.map(({ index, hashes }) => [Number(index), hashes]));
    const kept = this.#hashes.slice(-KEPT);
    this.#from = next - kept.length;
    this.#hashes = kept;
    for (let tile = first; tile < last; tile++) {
      const width = Math.min(TILE_WIDTH, this.size - tile * TILE_WIDTH);
      const hashes = tiles.get(tile);
      if (!hashes || hashes.length < width * HASH_BYTES) this.lacking(tile);
      for (let i = 0; i < width; i++) {
        this.#hashes.push(hashes && hashes.length >= (i + 1) * HASH_BYTES ? hashAt(hashes, i) : undefined);
      }
    }
  }
}
