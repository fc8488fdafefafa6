import { createHash } from 'node:crypto';
import { canonicalJson } from '@paidonce/vault';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import type { ContractView } from '../views/contract.view.js';

/** Whether `If-None-Match` names what is there. */
export function isUnchanged({ headers }: FastifyRequest, etag: string): boolean {
  const given = headers['if-none-match'];
  if (given === undefined) return false;
  return given.trim() === '*' || tags(given).some((tag) => tag.replace(/^W\//, '') === etag);
}

/** Whether `If-Match` names what is there. Weak tags match nothing. */
export function isMatched({ headers }: FastifyRequest, etag: string): boolean {
  const given = headers['if-match'] ?? '';
  return given.trim() === '*' || tags(given).includes(etag);
}

/** What two people may want to change at once: the versions of a contract, and its end. Closing a period leaves it as it is. */
export function etagOfContract({ versions, endsOn }: Pick<ContractView, 'versions' | 'endsOn'>): string {
  const state = canonicalJson({ versions: versions.map(({ version, terms }) => [version, terms]), endsOn });
  return `"${createHash('sha256').update(state).digest('base64url')}"`;
}

function tags(list: string): string[] {
  return list.split(',').map((tag) => tag.trim());
}

/** The revision that `If-Match` names; it has to be given where people edit. Throws `precondition-required`. */
export function revisionOf({ headers }: FastifyRequest): number {
  const given = headers['if-match'];
  if (given === undefined) throw new Problem('precondition-required');
  const revision = /^"(\d{1,15})"$/.exec(given.trim())?.[1];
  if (revision === undefined) throw new Problem('precondition-failed');
  return Number(revision);
}
