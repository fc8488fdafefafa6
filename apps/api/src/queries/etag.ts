import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';

/** Whether `If-None-Match` names what is there. */
export function isUnchanged({ headers }: FastifyRequest, etag: string): boolean {
  const given = headers['if-none-match'];
  if (given === undefined) return false;
  return given.trim() === '*' || tags(given).some((tag) => tag.replace(/^W\//, '') === etag);
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
