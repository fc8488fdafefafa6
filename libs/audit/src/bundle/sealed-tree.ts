import { setTimeout as delay } from 'node:timers/promises';
import type { RecordedEvent } from '@paidonce/event-store';
import { consistencyProof, entryOf, leafHash, openNote, verifierOf, type CheckpointLine } from '@paidonce/proof';
import { In, type DataSource } from 'typeorm';
import { CheckpointRow, LogKeyRow, SealRow, TileRow } from '../seal/seal.entity.js';
import { hashAt, storedHashes, TILE_WIDTH } from '../seal/tiles.js';

/** An event of the log is not the one that was sealed: somebody has changed the log, or the tiles. */
export class NotAsSealed extends Error {
  override readonly name = 'NotAsSealed';

  constructor(readonly position: bigint) {
    super(`the event at position ${position} is not as it was sealed`);
  }
}

/** The log is not sealed, or not signed, as far as was asked. */
export class NotSealedYet extends Error {
  override readonly name = 'NotSealedYet';
}

/** The checkpoints that prove a tree, and the keys that signed them. */
export interface CheckpointChain {
  readonly origin: string;
  readonly keys: readonly string[];
  /** From the first on, each with the proof that it goes on from the one before. */
  readonly lines: readonly CheckpointLine[];
  /** Leaves of the last one. */
  readonly size: number;
}

const POLL_MS = 50;

/** The tree as the sealer has stored it. */
export class SealedTree {
  readonly hashesAt;

  constructor(readonly source: DataSource) {
    this.hashesAt = storedHashes(source.manager);
  }

  /** Throws {@link NotSealedYet} where it takes longer. */
  async waitUntilSealed(position: bigint, milliseconds: number): Promise<void> {
    const end = performance.now() + milliseconds;
    for (;;) {
      const [seal] = await this.source.manager.find(SealRow);
      if (seal && BigInt(seal.position) >= position) return;
      if (performance.now() > end)
        throw new NotSealedYet(`the log is sealed up to ${seal?.position ?? 0}, not ${position}`);
      await delay(POLL_MS);
    }
  }

  /** Leaf indexes of events in the order of the log, which are looked for in the tiles. Throws {@link NotAsSealed}. */
  async indexesOf(events: readonly RecordedEvent[]): Promise<number[]> {
    const places = await this.source.query<{ readonly index: string; readonly behind: string }[]>(
      `SELECT tile.index, tile.behind FROM unnest ($1::bigint[]) WITH ORDINALITY AS wanted (position, place)
       CROSS JOIN LATERAL (
         SELECT index, behind FROM tile WHERE level = 0 AND behind < position ORDER BY behind DESC LIMIT 1
       ) AS tile ORDER BY place`,
      [events.map(({ position }) => String(position))],
    );
    const wanted = [...new Set(places.map(({ index }) => index))];
    const rows = await this.source.manager.findBy(TileRow, { level: 0, index: In(wanted) });
    const tiles = new Map(rows.map(({ index, hashes }) => [index, hashes]));
    return events.map((event, i) => {
      const { index = '', behind = '0' } = places[i] ?? {};
      const at = placeIn(tiles.get(index), leafHash(entryOf(event)), Number(event.position - BigInt(behind)) - 1);
      if (at < 0) throw new NotAsSealed(event.position);
      return Number(index) * TILE_WIDTH + at;
    });
  }

  /**
   * The checkpoints from the first on that lead to the last: those at which keys changed, the first one of `size` leaves or more, and the last. Throws
   * {@link NotSealedYet} where no checkpoint has so many leaves.
   */
  async checkpointsFor(size: number): Promise<CheckpointChain> {
    const { manager } = this.source;
    const keys = await manager.find(LogKeyRow, { order: { number: 'ASC' } });
    const { origin } = await manager.findOneByOrFail(SealRow, {});
    const rows = await manager
      .createQueryBuilder(CheckpointRow, 'checkpoint')
      .where('size = (SELECT min(size) FROM checkpoint) OR size = (SELECT max(size) FROM checkpoint)')
      .orWhere('size = (SELECT min(size) FROM checkpoint WHERE size >= :size)', { size })
      .orWhere('size IN (SELECT from_size FROM log_key)')
      .orderBy('size', 'ASC')
      .getMany();
    const last = Number(rows.at(-1)?.size ?? 0);
    if (last < size) throw new NotSealedYet(`the last checkpoint has ${last} leaves, not ${size}`);
    const verifiers = keys.map(({ vkey }) => verifierOf(vkey));
    const lines: CheckpointLine[] = [];
    for (const [i, { note, size: leaves }] of rows.entries()) {
      openNote(note, verifiers);
      const before = Number(rows[i - 1]?.size ?? 0);
      const proof = await consistencyProof(before, Number(leaves), this.hashesAt);
      lines.push({ note, consistency: proof.map((hash) => hash.toString('base64')) });
    }
    return { origin, keys: keys.map(({ vkey }) => vkey), lines, size: last };
  }
}

/** Where a hash stands in a tile, most likely `near`; -1 where it does not. */
function placeIn(tile: Buffer | undefined, hash: Buffer, near: number): number {
  if (!tile) return -1;
  if (near < TILE_WIDTH && hashAt(tile, near).equals(hash)) return near;
  for (let at = 0; at * hash.length < tile.length; at++) if (hashAt(tile, at).equals(hash)) return at;
  return -1;
}
