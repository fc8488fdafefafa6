import { rootAt, signerOf, writeNote, type Checkpoint, type Signer } from '@paidonce/proof';
import type { DataSource, EntityManager } from 'typeorm';
import type { LogKeys } from './log-keys.js';
import { CheckpointRow, LogKeyRow, SealRow } from './seal.entity.js';
import { storedHashes } from './tiles.js';

/** Another key signs by now: the keys have to be read again. */
export class KeysChanged extends Error {
  override readonly name = 'KeysChanged';
}

/** A place to sign: the tree of so many leaves, and the position of its last event. */
export interface Head extends Pick<Checkpoint, 'size' | 'root'> {
  readonly position: bigint;
}

/** Signs checkpoints of a log, and stores them. */
export class CheckpointSigner {
  constructor(
    readonly origin: string,
    readonly signer: Signer,
    /** Milliseconds since 1970. */
    readonly now: () => number,
  ) {}

  /** In the transaction of the manager; answers the notes. Throws {@link KeysChanged}. */
  async sign(manager: EntityManager, heads: readonly Head[], beside: readonly Signer[] = []): Promise<string[]> {
    const rows = heads.map(({ size, root, position }) => ({
      size: String(size),
      position: String(position),
      note: writeNote({ origin: this.origin, size, root }, [...beside, this.signer]),
      signedAt: new Date(this.now()).toISOString(),
    }));
    const [newest] = await manager.find(LogKeyRow, { order: { number: 'DESC' }, take: 1 });
    if (newest?.vkey !== this.signer.vkey) throw new KeysChanged('another key signs by now');
    // What is signed is shown to others: it outlives a crash.
    await manager.query('SET LOCAL synchronous_commit = on');
    // A checkpoint of this size may stand there, by another key or by one that had not come to tell of it.
    await manager.upsert(CheckpointRow, rows, ['size']);
    return rows.map(({ note }) => note);
  }
}

/** How a key came to sign. */
export type HandOver = 'kept' | 'first' | 'handed-over' | 'former-lost';

/**
 * Makes the current key the one that signs: a checkpoint signed by the key before and by it hands over. Where the key before is not to be had any more it signs alone,
 * and an auditor has to be told of it another way.
 */
export async function handOver(
  source: DataSource,
  { current, former }: LogKeys,
  now: () => number,
): Promise<{ readonly signer: CheckpointSigner; readonly how: HandOver; readonly notes: readonly string[] }> {
  return source.transaction(async (manager) => {
    // Whoever seals waits until the new key is there.
    const [seal] = await manager.find(SealRow, { lock: { mode: 'pessimistic_write' } });
    if (!seal) throw new Error('the audit store has no seal');
    const { origin } = seal;
    const signer = new CheckpointSigner(origin, signerOf(origin, current), now);
    const keys = await manager.find(LogKeyRow, { order: { number: 'ASC' } });
    const newest = keys.at(-1);
    const { vkey } = signer.signer;
    if (newest?.vkey === vkey) return { signer, how: 'kept', notes: [] };
    if (keys.some((key) => key.vkey === vkey)) throw new Error('a key that was replaced signs no more');
    await manager.query('SET LOCAL synchronous_commit = on');
    await manager.insert(LogKeyRow, { vkey, number: keys.length + 1, fromSize: seal.size });
    const before = former.map((seed) => signerOf(origin, seed)).find((each) => each.vkey === newest?.vkey);
    const size = Number(seal.size);
    if (!newest || size === 0) return { signer, how: newest ? 'handed-over' : 'first', notes: [] };
    const head = { size, root: await rootAt(size, storedHashes(manager)), position: BigInt(seal.position) };
    const notes = await signer.sign(manager, [head], before ? [before] : []);
    return { signer, how: before ? 'handed-over' : 'former-lost', notes };
  });
}
