import type { Fact } from '@paidonce/facts';
import { fingerprint, hashText, type Fingerprint } from '@paidonce/kernel';
import { subjectsOf } from '@paidonce/settlement';

const HIGH_BITS = 0x1f_ffff;
const into: Fingerprint = { high: 0, low: 0 };

/**
 * What a fact touches, as a whole number of 53 bits: it fits a JavaScript number and a PostgreSQL bigint. Two subjects with one hash
 * only mean that more facts are recalled than need be.
 */
export function subjectHash(subject: string): number {
  fingerprint(subject, into);
  return hashed();
}

/** The same of a subject in UTF-8, which begins with the bytes. */
export function hashOfBytes(subject: Uint8Array, end: number): number {
  hashText(subject, 0, end, into);
  return hashed();
}

const hashed = (): number => (into.high & HIGH_BITS) * 2 ** 32 + (into.low >>> 0);

/** What a fact touches, as hashes, each once. */
export function hashesOf(fact: Fact): number[] {
  const hashes = subjectsOf(fact).map(subjectHash);
  return hashes.length > 1 ? hashes.filter((hash, i) => hashes.indexOf(hash) === i) : hashes;
}
