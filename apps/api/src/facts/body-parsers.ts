import { pipeline, type Readable } from 'node:stream';
import { createGunzip, type Gunzip } from 'node:zlib';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LONGEST_TEXT } from '@paidonce/ledger';
import { Problem } from '../problems/problem.js';
import { CLOUD_EVENT, CLOUD_EVENTS, NDJSON } from './media-types.js';
import { wholeText } from './text-in.js';

/** What the parsers make of a body: its bytes, a JSON value, or the stream itself. */
export type FactsBody = Buffer | AsyncIterable<Buffer> | object;

const LARGEST_BATCH = 16 * LONGEST_TEXT;

/** Bodies are read whole, as bytes, or as a stream, and unpacked where they are gzip; sizes count what is unpacked. */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: LONGEST_TEXT },
    (_request, body, done) => {
      try {
        done(null, jsonIn(body as Buffer));
      } catch (error) {
        done(error as Problem);
      }
    },
  );
  const asBytes = (
    _request: FastifyRequest,
    body: string | Buffer,
    done: (error: null, body: unknown) => void,
  ): void => {
    done(null, body);
  };
  fastify.addContentTypeParser(CLOUD_EVENT, { parseAs: 'buffer', bodyLimit: LONGEST_TEXT }, asBytes);
  fastify.addContentTypeParser(CLOUD_EVENTS, { parseAs: 'buffer', bodyLimit: LARGEST_BATCH }, asBytes);
  fastify.addContentTypeParser(NDJSON, (_request, payload, done) => {
    done(null, payload);
  });
  fastify.addHook('preParsing', (request, _reply, payload, done) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    if (encoding === 'identity') done(null, payload);
    else if (encoding === 'gzip' || encoding === 'x-gzip') done(null, unpacked(payload as Readable));
    else done(new Problem('unsupported-media-type', 'Bodies are read plain or with Content-Encoding: gzip.'));
  });
}

/** `undefined`: there is no body. */
function jsonIn(body: Buffer): unknown {
  const text = wholeText(body);
  if (text.includes('\\u0000')) throw new Problem('malformed-request', 'No text here has NUL characters.');
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    throw new Problem('malformed-request', 'The body is not JSON.');
  }
}

/** The length that the request announces is that of the packed body: Fastify compares it with this member. */
function unpacked(payload: Readable): Gunzip & { receivedEncodedLength: number } {
  const gunzip = Object.assign(createGunzip({ chunkSize: 1 << 16 }), { receivedEncodedLength: 0 });
  payload.on('data', (block: Buffer) => {
    gunzip.receivedEncodedLength += block.length;
  });
  pipeline(payload, gunzip, () => {
    // Whoever reads the unpacked body is told of the error by it.
  });
  return gunzip;
}

export function mediaTypeOf({ headers }: FastifyRequest): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
