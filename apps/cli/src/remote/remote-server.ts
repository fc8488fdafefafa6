import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type OutgoingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import type { Context } from '../context.js';
import { Failure, exitCodes, messageOf, systemCode, usageFailure } from '../failure.js';

export interface ServerOptions {
  readonly server: string;
  readonly token?: string;
}

/** Where `start` listens by default. */
export const DEFAULT_SERVER = 'http://127.0.0.1:3000';

/** Where a server keeps the token of its administrator, in its data folder. */
const TOKEN_FILE = 'administrator.token';
const DATA_FOLDER = 'data';
const TOKEN = /^[\x21-\x7e]{1,512}$/;
const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;
/** A connection on which nothing moves for so long is given up; servers do the same. */
const SILENCE_MS = 120_000;

/** A server of facts, and the token that it is asked with. */
export class RemoteServer {
  readonly #agent: HttpAgent;

  constructor(
    readonly url: URL,
    readonly token: string,
  ) {
    // A connection that is to be kept is not cut by the server while an early answer is still under way.
    this.#agent = new (url.protocol === 'https:' ? HttpsAgent : HttpAgent)({ keepAlive: true });
  }

  /** The address without a slash at its end, as it is shown. */
  get address(): string {
    return this.url.origin + this.#folder;
  }

  /**
   * A request whose body is still to be written. `node:http`, not `fetch`: by the standard, an answer that begins before the body has
   * ended may be kept back by `fetch`, and a long import would wait for ever.
   */
  request(method: string, path: string, headers: OutgoingHttpHeaders = {}): ClientRequest {
    const request = (this.url.protocol === 'https:' ? httpsRequest : httpRequest)(this.url, {
      method,
      agent: this.#agent,
      path: this.#folder + path,
      headers: { authorization: `Bearer ${this.token}`, 'user-agent': 'paidonce', ...headers },
    });
    return request.setTimeout(SILENCE_MS, () => {
      request.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }));
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  get #folder(): string {
    return this.url.pathname.replace(/\/+$/, '');
  }
}

/** Runs with the server that the options name. Throws a Failure where they name none, or no token is to be found. */
export async function withServer<T>(
  context: Context,
  options: ServerOptions,
  run: (server: RemoteServer) => Promise<T>,
): Promise<T> {
  const url = addressOf(context, options.server);
  const server = new RemoteServer(url, tokenFor(context, url, options.token));
  try {
    return await run(server);
  } finally {
    server.close();
  }
}

function addressOf({ texts }: Context, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.search + url.hash + url.username === '') return url;
  throw usageFailure(texts.remote.noAddress(text));
}

/** As the option says, else the environment, else the data folder: the token that lies there is for a server of this machine alone. */
function tokenFor(context: Context, url: URL, given: string | undefined): string {
  const { texts } = context;
  const file = join(setting(context, 'PAIDONCE_DATA') ?? DATA_FOLDER, TOKEN_FILE);
  const isOwn = LOOPBACK.test(url.hostname);
  const token = given ?? setting(context, 'PAIDONCE_TOKEN') ?? (isOwn ? tokenIn(context, file) : undefined);
  if (token === undefined) throw usageFailure(isOwn ? texts.remote.noToken(file) : texts.remote.noTokenFor(url.host));
  if (!TOKEN.test(token)) throw usageFailure(texts.remote.badToken);
  return token;
}

/** An empty value is none, as for the server. */
function setting({ environment }: Context, name: string): string | undefined {
  const value = environment[name];
  return value === '' ? undefined : value;
}

function tokenIn({ texts }: Context, file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    const why = systemCode(error) === 'EACCES' ? texts.errors.notAllowed : messageOf(error);
    throw new Failure(exitCodes.noInput, texts.errors.cannotRead(file, why));
  }
}
