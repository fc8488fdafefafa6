import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { textSplitter } from '@paidonce/facts';

/** How one request is answered. */
export type Behaviour = (
  server: FrailServer,
  request: IncomingMessage,
  response: ServerResponse,
) => Promise<void> | void;

/**
 * A server that records lines and answers each, as one of facts does, and that fails as it is told to: request by request, the
 * last behaviour ever after. A line with `wrong` in it is refused.
 */
export class FrailServer {
  /** Every line once, in the order of its recording. */
  readonly recorded = new Set<string>();
  readonly requests: string[] = [];
  readonly #server: Server;

  private constructor(readonly behaviours: Behaviour[]) {
    this.#server = createServer((request, response) => {
      this.requests.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''}`);
      request.on('error', () => undefined);
      const behave = (behaviours.length > 1 ? behaviours.shift() : behaviours[0]) ?? recordAll;
      Promise.resolve(behave(this, request, response)).catch((error: unknown) => {
        // The one who asked is gone.
        if (!request.destroyed) throw error;
      });
    });
  }

  static async start(...behaviours: Behaviour[]): Promise<FrailServer> {
    const server = new FrailServer(behaviours);
    await server.listen();
    return server;
  }

  async listen(port = 0): Promise<void> {
    this.#server.listen(port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  answer(text: string, line: number): string {
    if (text.includes('wrong')) {
      return (
        '{"line":' +
        `${line},"status":"refused","code":"invalid","path":"data","message":"it is wrong","quarantine":"/v1/quarantine/q${line}"}\n`
      );
    }
    const status = this.recorded.has(text) ? 'duplicate' : 'accepted';
    this.recorded.add(text);
    return `{"line":${line},"status":"${status}","source":"crm","id":"f"}\n`;
  }
}

export const recordAll: Behaviour = recordUntil(Infinity);

/** Records and answers lines; cuts the connection when so many were recorded, of which the last `unanswered` were not answered. */
export function recordUntil(most: number, unanswered = 0): Behaviour {
  return async (server, request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    let line = 0;
    for await (const text of linesOf(request)) {
      const answer = server.answer(text, ++line);
      if (line <= most - unanswered && !response.write(answer)) await once(response, 'drain');
      if (line < most) continue;
      // What was answered has to be on its way.
      await new Promise(setImmediate);
      request.socket.destroySoon();
      return;
    }
    response.end(`{"accepted":${line},"duplicate":0,"refused":0}\n`);
  };
}

async function* linesOf(request: IncomingMessage): AsyncGenerator<string, void> {
  let found: string[] = [];
  const splitter = textSplitter({ line: (text) => found.push(text), unreadable: () => undefined });
  for await (const block of request) {
    splitter.push(block as Buffer);
    yield* found;
    found = [];
  }
}

/** Reads nothing before the gate opens. */
export function recordAfter(gate: Promise<void>): Behaviour {
  return async (server, request, response) => {
    await gate;
    await recordAll(server, request, response);
  };
}

/** Answers with a problem, and reads nothing. */
export function problem(status: number, title: string, detail: string): Behaviour {
  return say(
    status,
    JSON.stringify({ type: '/problems/x', title, status, detail, requestId: 'R-1' }),
    'application/problem+json',
  );
}

/** Answers whatever it is asked with the same. */
export function say(status: number, body: string, type = 'text/html'): Behaviour {
  return (_server, _request, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  };
}

/** Begins an answer and cuts the connection. */
export function breakOff(body: string): Behaviour {
  return (_server, request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.write(body, () => {
      request.socket.destroySoon();
    });
  };
}
