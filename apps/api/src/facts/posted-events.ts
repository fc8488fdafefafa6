import type { IncomingHttpHeaders } from 'node:http';
import type { Posted } from '../ports/ledger.js';
import { Problem } from '../problems/problem.js';

/** The elements of a batch (`application/cloudevents-batch+json`), in order. */
export function postedBatch(text: string): Posted[] {
  let batch: unknown;
  try {
    batch = JSON.parse(text);
  } catch {
    throw new Problem('malformed-request', 'The body is not JSON.');
  }
  if (!Array.isArray(batch)) throw new Problem('malformed-request', 'A batch is a JSON array of CloudEvents.');
  return batch.map((event, index) => ({ line: index + 1, text: JSON.stringify(event) }));
}

export function isBinaryMode(headers: IncomingHttpHeaders): boolean {
  return headers['ce-specversion'] !== undefined;
}

/** A CloudEvent in binary mode: attributes in `ce-` headers, percent-encoded where they are not ASCII; the body is `data`. */
export function binaryEvent(headers: IncomingHttpHeaders, data: unknown): string {
  const event: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-') && typeof value === 'string') event[name.slice(3)] = decoded(name, value);
  }
  return JSON.stringify({ ...event, datacontenttype: 'application/json', data });
}

function decoded(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new Problem('malformed-request', `The header ${name} is not percent-encoded UTF-8.`);
  }
}
