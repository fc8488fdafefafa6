import { CheckpointInvalid, openNote, verifierOf, type Checkpoint, type Verifier } from '@paidonce/proof';
import { And, LessThanOrEqual, MoreThan, type DataSource } from 'typeorm';
import { CheckpointRow, LogKeyRow } from '../seal/seal.entity.js';
import type { Finding } from './findings.js';

const ROWS_AT_ONCE = 500;

/** A checkpoint at a size; `root` is absent where its note is not to be trusted. */
export interface SignedCheckpoint {
  readonly size: number;
  readonly root: Buffer | undefined;
}

export interface SignedCheckpointsOptions {
  readonly source: DataSource;
  /** The log that they have to be of. */
  readonly origin: string;
  readonly keys: readonly Verifier[];
  /** The size of the last one. */
  readonly upTo: number;
  readonly found: (finding: Finding) => void;
}

/** The stored checkpoints in order of size, each verified; what is wrong with them goes to `found`. */
export async function* signedCheckpoints({
  source,
  origin,
  keys,
  upTo,
  found,
}: SignedCheckpointsOptions): AsyncGenerator<SignedCheckpoint, void> {
  for (let behind = -1; ;) {
    const rows = await source.manager.find(CheckpointRow, {
      where: { size: And(MoreThan(String(behind)), LessThanOrEqual(String(upTo))) },
      order: { size: 'ASC' },
      take: ROWS_AT_ONCE,
    });
    for (const row of rows) yield { size: Number(row.size), root: rootIn(row, origin, keys, found) };
    if (rows.length < ROWS_AT_ONCE) return;
    behind = Number(rows.at(-1)?.size);
  }
}

function rootIn(
  row: CheckpointRow,
  origin: string,
  verifiers: readonly Verifier[],
  found: (finding: Finding) => void,
): Buffer | undefined {
  const size = Number(row.size);
  let checkpoint: Checkpoint;
  try {
    ({ checkpoint } = openNote(row.note, verifiers));
  } catch (error) {
    if (!(error instanceof CheckpointInvalid)) throw error;
    found({ kind: 'checkpoint', size, flaw: error.reason, message: error.message });
    return undefined;
  }
  if (checkpoint.origin === origin && checkpoint.size === size) return checkpoint.root;
  const message = `it is of size ${checkpoint.size} of ${JSON.stringify(checkpoint.origin)}`;
  found({ kind: 'checkpoint', size, flaw: 'other-log', message });
  return undefined;
}

/**
 * The keys of the log that are to be trusted: those given, and those that a key that is trusted has handed over to. Where none is given the first key of the log is
 * trusted. Others go to `found`.
 */
export async function trustedKeys(
  source: DataSource,
  given: readonly Verifier[],
  found: (finding: Finding) => void,
): Promise<Verifier[]> {
  const rows = await source.manager.find(LogKeyRow, { order: { number: 'ASC' } });
  const trusted = [...given];
  for (const [i, { vkey, fromSize }] of rows.entries()) {
    if (trusted.some((each) => each.vkey === vkey)) continue;
    const isTrusted = i === 0 ? given.length === 0 : await isHandedOver(source, vkey, fromSize, trusted);
    if (isTrusted) trusted.push(verifierOf(vkey));
    else if (i > 0 || !rows.some((each) => given.some((known) => known.vkey === each.vkey))) {
      found({ kind: 'key', vkey, fromSize: Number(fromSize) });
    }
  }
  return trusted;
}

async function isHandedOver(
  source: DataSource,
  vkey: string,
  size: string,
  trusted: readonly Verifier[],
): Promise<boolean> {
  const row = await source.manager.findOneBy(CheckpointRow, { size });
  try {
    return openNote(row?.note ?? '', trusted).heirs.includes(vkey);
  } catch (error) {
    if (error instanceof CheckpointInvalid) return false;
    throw error;
  }
}
