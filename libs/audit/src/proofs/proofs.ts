import type { EventStore, RecordedEvent } from '@paidonce/event-store';
import { cursorOf, keyIn, UnknownCursor, type Page, type Paged } from '@paidonce/ledger';
import { consistencyProof, inclusionProof, PROOF_FORM, type ProofFile, type ProvenEvent } from '@paidonce/proof';
import { MoreThan, MoreThanOrEqual, type DataSource } from 'typeorm';
import { CheckpointRow, LogKeyRow, SealRow } from '../seal/seal.entity.js';
import { storedHashes, TILE_WIDTH } from '../seal/tiles.js';

/** A checkpoint as it was signed. */
export interface SignedNote {
  /** Events of the log that it is of. */
  readonly size: number;
  /** Position of the last of them. */
  readonly position: bigint;
  readonly note: string;
  /** RFC 3339. */
  readonly signedAt: string;
}

/** How far a log is sealed. */
export interface SealedUpTo {
  /** Events. */
  readonly size: number;
  /** Position of the last of them. */
  readonly position: bigint;
}

/** The public keys of a log, the first first. */
export interface PublicKeys {
  readonly origin: string;
  /** `fromSize`: checkpoints of this size and more are signed by it, until the next key does. */
  readonly keys: readonly { readonly vkey: string; readonly fromSize: number }[];
}

/** Proves what is in the log, from its seal. */
export class Proofs {
  constructor(
    readonly source: DataSource,
    readonly log: Pick<EventStore, 'readAll'>,
  ) {}

  async sealed(): Promise<SealedUpTo> {
    const [{ size, position } = { size: '0', position: '0' }] = await this.source.manager.find(SealRow);
    return { size: Number(size), position: BigInt(position) };
  }

  /** The smallest first. Throws `UnknownCursor`. */
  async checkpoints({ limit, cursor }: Page): Promise<Paged<SignedNote>> {
    const behind = cursor === undefined ? '-1' : keyIn(cursor);
    if (!/^(-1|\d{1,15})$/.test(behind)) throw new UnknownCursor('this cursor is of another list');
    const rows = await this.source.manager.find(CheckpointRow, {
      where: { size: MoreThan(behind) },
      order: { size: 'ASC' },
      take: limit + 1,
    });
    const items = rows.slice(0, limit).map(noteOf);
    const last = items.at(-1);
    return rows.length > limit && last ? { items, next: cursorOf(String(last.size)) } : { items };
  }

  async latest(): Promise<SignedNote | undefined> {
    const [row] = await this.source.manager.find(CheckpointRow, { order: { size: 'DESC' }, take: 1 });
    return row && noteOf(row);
  }

  async keys(): Promise<PublicKeys> {
    const [seal] = await this.source.manager.find(SealRow);
    const rows = await this.source.manager.find(LogKeyRow, { order: { number: 'ASC' } });
    return {
      origin: seal?.origin ?? '',
      keys: rows.map(({ vkey, fromSize }) => ({ vkey, fromSize: Number(fromSize) })),
    };
  }

  /**
   * That the events at these positions are in the log: in the checkpoint of that size, or else in the first that has them all. `undefined` where there is no such event, or no
   * such checkpoint yet.
   */
  async inclusion(positions: readonly bigint[], size?: number): Promise<ProofFile | undefined> {
    const leaves = await Promise.all(positions.map((position) => this.#leafAt(position)));
    if (!leaves.every((leaf) => leaf !== undefined)) return undefined;
    const least = Math.max(...leaves.map(({ index }) => index)) + 1;
    const [row] = await this.source.manager.find(CheckpointRow, {
      where: { size: size === undefined ? MoreThanOrEqual(String(least)) : String(size) },
      order: { size: 'ASC' },
      take: 1,
    });
    if (!row || Number(row.size) < least) return undefined;
    const events = leaves.map(async ({ index, event }): Promise<ProvenEvent> => {
      const path = await inclusionProof(index, Number(row.size), storedHashes(this.source));
      const { stream, revision, id, type, data, metadata } = event;
      const logged = { stream, revision, id, type, data, metadata };
      return { index, event: logged, path: path.map((hash) => hash.toString('base64')) };
    });
    return { form: PROOF_FORM, checkpoint: row.note, events: await Promise.all(events) };
  }

  /** RFC 9162, 2.1.4: that the log of `to` events begins with the one of `from`, in base64. `undefined` where not so many are sealed. */
  async consistency(from: number, to: number): Promise<readonly string[] | undefined> {
    if (from > to || to > (await this.sealed()).size) return undefined;
    const proof = await consistencyProof(from, to, storedHashes(this.source));
    return proof.map((hash) => hash.toString('base64'));
  }

  /** The leaf that the event at a position is, where it is sealed. Its tile says where in the log to begin to count. */
  async #leafAt(position: bigint): Promise<{ readonly index: number; readonly event: RecordedEvent } | undefined> {
    const [tile] = await this.source.query<{ index: string; behind: string }[]>(
      'SELECT index, behind FROM tile WHERE level = 0 AND behind < $1 ORDER BY behind DESC LIMIT 1',
      [String(position)],
    );
    if (!tile) return undefined;
    let index = Number(tile.index) * TILE_WIDTH;
    const behind = BigInt(tile.behind);
    for await (const events of this.log.readAll({ ...(behind > 0n && { after: behind }), limit: TILE_WIDTH })) {
      for (const event of events) {
        if (event.position === position) return index < (await this.sealed()).size ? { index, event } : undefined;
        index++;
      }
    }
    return undefined;
  }
}

const noteOf = ({ size, position, note, signedAt }: CheckpointRow): SignedNote => ({
  size: Number(size),
  position: BigInt(position),
  note,
  signedAt,
});
