import type { IncomingHttpHeaders } from 'node:http';
import { refuse } from '@paidonce/kernel';
import { rawOf } from '@paidonce/ledger';
import type { Posted } from '../ports/ledger.js';
import { Problem } from '../problems/problem.js';
import { textIn, wholeText } from './text-in.js';

/** The one fact of a body. What is no text is refused as a line of a stream is. */
export function postedFact(body: Buffer): Posted {
  const text = textIn(body);
  if (text !== undefined) return { line: 1, text };
  return { line: 1, text: '', unreadable: refuse('invalid', '', 'not JSON: the body is not UTF-8'), raw: rawOf(body) };
}

/** The elements of a batch (`application/cloudevents-batch+json`), in order. */
export function postedBatch(body: Buffer): Posted[] {
  const text = wholeText(body);
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

/** Node reads other bytes of a header as Latin-1, which nobody has said that they are. */
const ASCII = /^[\x20-\x7e]*$/;

function decoded(name: string, value: string): string {
  try {
    if (!ASCII.test(value)) throw new URIError('not percent-encoded');
    return decodeURIComponent(value);
  } catch {
    throw new Problem('malformed-request', `The header ${name} is not percent-encoded UTF-8.`);
  }
}
