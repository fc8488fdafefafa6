import type { FastifyReply } from 'fastify';
import type { Principal } from '../access/principal.js';
import { LineStream } from '../facts/line-stream.js';
import { NDJSON } from '../facts/media-types.js';
import { textFor } from './who-recorded.js';

/** Answers objects as they come, one a line, no faster than they are taken. Who goes away stops the work. */
export async function sendLines(
  reply: FastifyReply,
  principal: Principal,
  lines: (signal: AbortSignal) => AsyncIterable<object>,
): Promise<void> {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    gone.abort();
  });
  await reply.type(NDJSON).send(new LineStream(textsOf(principal, lines(gone.signal))));
}

async function* textsOf(principal: Principal, lines: AsyncIterable<object>): AsyncGenerator<string, void> {
  for await (const line of lines) yield `${textFor(principal, line)}\n`;
}
