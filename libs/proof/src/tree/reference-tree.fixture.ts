import { createHash } from 'node:crypto';
import type { HashesAt } from './nodes.js';

const sha256 = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();

/** Hashes of leaves that all differ. */
export const leavesOf = (count: number): Buffer[] =>
  Array.from({ length: count }, (_, i) => sha256(Buffer.of(0), Buffer.from(`leaf ${i}`)));

const split = (size: number): number => {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
};

/** MTH of RFC 9162, 2.1.1, as it is written there, over hashes of leaves. */
export function slowRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0] as Buffer;
  const k = split(leaves.length);
  return sha256(Buffer.of(1), slowRoot(leaves.slice(0, k)), slowRoot(leaves.slice(k)));
}

/** PATH of 2.1.3.1. */
export function slowInclusion(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return index < k
    ? [...slowInclusion(index, left), slowRoot(right)]
    : [...slowInclusion(index - k, right), slowRoot(left)];
}

/** SUBPROOF of 2.1.4.1. */
export function slowConsistency(from: number, leaves: readonly Buffer[], isKnown = true): Buffer[] {
  if (from === leaves.length) return isKnown ? [] : [slowRoot(leaves)];
  const k = split(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return from <= k
    ? [...slowConsistency(from, left, isKnown), slowRoot(right)]
    : [...slowConsistency(from - k, right, false), slowRoot(left)];
}

/** Looks subtrees up in the leaves themselves. */
export const hashesIn =
  (leaves: readonly Buffer[]): HashesAt =>
  (nodes) =>
    nodes.map(({ level, index }) => slowRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)));
