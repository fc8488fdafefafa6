import { HASH_BYTES } from '../tree/hashes.js';
import { bytesOf } from './base64.js';
import { CheckpointInvalid } from './checkpoint-invalid.js';
import type { Signer, Verifier } from './note-keys.js';
import { openSignedNote, signNote } from './signed-note.js';

/** What a log says of itself at one size. */
export interface Checkpoint {
  /** Which log it is: one line. */
  readonly origin: string;
  /** Leaves of the tree. */
  readonly size: number;
  /** Root of the tree of so many leaves, 32 bytes. */
  readonly root: Buffer;
}

/** Begins a line that names a key which signs from now on. It stands in what is signed: signatures anybody can add. */
const HEIR = 'paidonce-heir/1 ';

/** C2SP tlog-checkpoint: the checkpoint as a note, with a signature of each signer. It hands over to `heirs`, public keys (`vkey`). */
export function writeNote(
  { origin, size, root }: Checkpoint,
  signers: readonly Signer[],
  heirs: readonly string[] = [],
): string {
  if (!/^[^\n]+$/.test(origin)) throw new RangeError('the origin of a log is one line');
  const named = heirs.map((vkey) => `${HEIR}${vkey}\n`).join('');
  return signNote(`${origin}\n${size}\n${root.toString('base64')}\n${named}`, signers);
}

/**
 * The checkpoint in a note, the public keys (`vkey`) of the verifiers that have signed it, one at least, and those that it hands over to. Throws {@link CheckpointInvalid} with the
 * reason otherwise. Whether the origin is the one that is expected is for the caller to say.
 */
export function openNote(
  note: string,
  verifiers: readonly Verifier[],
): { readonly checkpoint: Checkpoint; readonly signedBy: readonly string[]; readonly heirs: readonly string[] } {
  const { text, signedBy } = openSignedNote(note, verifiers);
  const [origin = '', count = '', base64 = '', ...more] = text.slice(0, -1).split('\n');
  const [size, root] = [Number(count), bytesOf(base64)];
  const isCount = /^(0|[1-9]\d*)$/.test(count) && Number.isSafeInteger(size);
  if (origin === '' || !isCount || root?.length !== HASH_BYTES || more.includes('')) {
    throw new CheckpointInvalid('malformed', 'not a checkpoint: an origin, a size and a root stand in three lines');
  }
  const heirs = more.filter((line) => line.startsWith(HEIR)).map((line) => line.slice(HEIR.length));
  return { checkpoint: { origin, size, root }, signedBy, heirs };
}
