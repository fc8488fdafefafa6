import { hash } from 'node:crypto';
import { ProofInvalid } from './proof-invalid.js';

export const HASH_BYTES = 32;

/** RFC 9162, 2.1.1: the root of a tree without leaves. */
export const EMPTY_ROOT = Buffer.from(hash('sha256', '', 'binary'), 'latin1');

/** 0x01, left, right. */
const pair = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** RFC 9162, 2.1.1: the hash of a node from those of its children. Throws {@link ProofInvalid} where one has not 32 bytes. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES) throw new ProofInvalid('a hash has 32 bytes');
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return Buffer.from(hash('sha256', pair, 'binary'), 'latin1');
}

/** The hash over hashes of neighbours of which each is of a larger complete tree than the next: the last two become one, and so on. */
export const foldRight = (hashes: readonly Buffer[]): Buffer =>
  hashes.length === 0 ? EMPTY_ROOT : hashes.reduceRight((right, left) => nodeHash(left, right));
