import type { Context } from '../context.js';
import { answerTo, bodyOf, Interrupted, strange } from './answer.js';
import { Patience } from './patience.js';
import type { RemoteServer } from './remote-server.js';

export interface Answered {
  readonly status: number;
  /** What the JSON of the answer says. */
  readonly value: unknown;
}

/** Asks what may be asked twice, and again where there is no answer. Throws a Failure. */
export async function ask(
  context: Context,
  server: RemoteServer,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<Answered> {
  const text = body === undefined ? '' : JSON.stringify(body);
  const patience = new Patience(context, server);
  for (;;) {
    const request = server.request(method, path, {
      accept: 'application/json',
      ...(method === 'POST' && { 'content-length': Buffer.byteLength(text) }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    });
    try {
      request.end(text);
      const answer = await answerTo(context, request);
      return { status: answer.statusCode ?? 0, value: jsonOf(context, await bodyOf(context, answer)) };
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
      await patience.wait(error);
    }
  }
}

function jsonOf(context: Context, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw strange(context, text);
  }
}
