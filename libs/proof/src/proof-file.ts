import { bytesOf } from './checkpoint/base64.js';
import { openNote, type Checkpoint } from './checkpoint/checkpoint.js';
import type { Verifier } from './checkpoint/note-keys.js';
import { leafOf, type LoggedEvent } from './event-leaf.js';
import { HASH_BYTES } from './tree/hashes.js';
import { rootFromInclusion } from './tree/inclusion.js';
import { ProofInvalid } from './tree/proof-invalid.js';

/** An event and the way from its leaf to the root. */
export interface ProvenEvent {
  /** Index of its leaf, from 0. */
  readonly index: number;
  readonly event: LoggedEvent;
  /** Hashes beside the way, from below, in base64. */
  readonly path: readonly string[];
}

export const PROOF_FORM = 'paidonce-proof/1';

/** That events are in the log at one checkpoint: a fact, a statement, or both, which is an item. It stands for itself, as JSON. */
export interface ProofFile {
  readonly form: typeof PROOF_FORM;
  /** The signed note. */
  readonly checkpoint: string;
  readonly events: readonly ProvenEvent[];
}

/**
 * The checkpoint that the events are proven to be in, and the keys that have signed it. Throws {@link ProofInvalid} or {@link CheckpointInvalid} with what does not hold.
 */
export function verifyProof(
  { checkpoint: note, events }: ProofFile,
  verifiers: readonly Verifier[],
): { readonly checkpoint: Checkpoint; readonly signedBy: readonly string[] } {
  const opened = openNote(note, verifiers);
  const { size, root } = opened.checkpoint;
  if (events.length === 0) throw new ProofInvalid('it proves nothing: it has no events');
  for (const { index, event, path } of events) {
    const hashes = path.map((text) => {
      const hash = bytesOf(text);
      if (hash?.length !== HASH_BYTES) throw new ProofInvalid(`not a hash in base64: ${text}`);
      return hash;
    });
    if (rootFromInclusion(index, size, leafOf(event), hashes).equals(root)) continue;
    throw new ProofInvalid(`the event ${event.revision} of ${event.stream} is not leaf ${index} of what was signed`);
  }
  return opened;
}
