import type { FastifyReply } from 'fastify';
import { LineStream } from '../facts/line-stream.js';
import { NDJSON } from '../facts/media-types.js';

/** Answers objects as they come, one a line, no faster than they are taken. Who goes away stops the work. */
export async function sendLines(
  reply: FastifyReply,
  lines: (signal: AbortSignal) => AsyncIterable<object>,
): Promise<void> {
  const gone = new AbortController();
  reply.raw.once('close', () => {
    gone.abort();
  });
  await reply.type(NDJSON).send(new LineStream(textsOf(lines(gone.signal))));
}

async function* textsOf(lines: AsyncIterable<object>): AsyncGenerator<string, void> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}
