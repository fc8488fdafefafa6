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
  async sign(manager: EntityManager, heads: readonly Head[], over?: Heritage): Promise<string[]> {
    const rows = heads.map(({ size, root, position }) => ({
      size: String(size),
      position: String(position),
      note: writeNote({ origin: this.origin, size, root }, [...(over?.by ?? []), this.signer], over?.to),
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

/** Keys that hand over, and those that they hand over to. */
interface Heritage {
  readonly by: readonly Signer[];
  readonly to: readonly string[];
}

/** How a key came to sign. */
export type HandOver = 'kept' | 'first' | 'handed-over' | 'former-lost';

/**
 * Makes the current key the one that signs: a checkpoint that names it, signed by the key before and by it, hands over. Where the key before is not to be had any more it signs alone,
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
    if (!newest) return { signer, how: 'first', notes: [] };
    const size = Number(seal.size);
    const over = heritage(
      former.map((seed) => signerOf(origin, seed)),
      keys,
      seal.size,
    );
    const isKept = over.by.some((each) => each.vkey === newest.vkey);
    const head = { size, root: await rootAt(size, storedHashes(manager)), position: BigInt(seal.position) };
    const notes = await signer.sign(manager, [head], isKept ? { ...over, to: [...over.to, vkey] } : undefined);
    return { signer, how: isKept ? 'handed-over' : 'former-lost', notes };
  });
}

/**
 * The key before hands over, and with it those that came at this very size and the one before them: what is signed now takes the place of the
 * checkpoint that they were handed over to by.
 */
function heritage(held: readonly Signer[], keys: readonly LogKeyRow[], size: string): Heritage {
  const here = keys.filter(({ fromSize }) => fromSize === size);
  const heirs = held.filter(({ vkey }) => here.some((key) => key.vkey === vkey));
  const before = held.find(({ vkey }) => vkey === keys.at(-1 - here.length)?.vkey);
  return { by: before ? [before, ...heirs] : heirs, to: heirs.map(({ vkey }) => vkey) };
}
