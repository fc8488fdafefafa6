import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';

/** What a command says: the data of its fact, and when it happened. */
export interface CommandBody {
  readonly data: Readonly<Record<string, unknown>>;
  readonly time: unknown;
}

/** The members of the body and of the address together; `time` is apart. Whether they are in order is for the catalogue to say. */
export function dataOf({ body, params }: Pick<FastifyRequest, 'body' | 'params'>): CommandBody {
  const given: unknown = body ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new Problem('malformed-request', 'The body has to be a JSON object.');
  }
  const { time, ...data } = given as Readonly<Record<string, unknown>>;
  const inAddress = params as Readonly<Record<string, string>>;
  const other = Object.entries(inAddress).find(([name, value]) => name in data && data[name] !== value);
  if (other) throw new Problem('malformed-request', `The body names another ${other[0]} than the address.`);
  return { data: { ...data, ...inAddress }, time };
}
