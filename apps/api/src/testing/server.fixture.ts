import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { parseInstant } from '@paidonce/kernel';
import type { OpenAPIObject } from '@nestjs/swagger';
import pino from 'pino';
import { Writable } from 'node:stream';
import { MemoryIdempotencyStore } from '../commands/memory-idempotency-store.js';
import { MemoryTokenStore } from '../access/memory-token-store.js';
import type { Role } from '../access/roles.js';
import { OpenApi } from '../openapi/docs.controller.js';
import { createServer } from '../server.js';
import { memoryAuditor } from './memory-auditor.js';
import { NothingIssued } from '@paidonce/audit';
import { MemoryJournal } from './memory-journal.js';
import { MemoryLedger } from './memory-ledger.js';
import { MemorySeal } from './memory-seal.js';

export const ADMINISTRATOR = 'administrator-secret-of-tests';

export interface Asked {
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Members that specs look at; each answer has some of them. */
interface AnswerBody {
  readonly type: string;
  readonly status: unknown;
  readonly code: string;
  readonly path: string;
  readonly requestId: string;
  readonly errors: readonly { readonly path: string }[];
  readonly id: string;
  readonly secret: string;
  readonly note: string;
  readonly text: string | null;
  readonly total: string;
  readonly person: object | null;
  readonly links: object;
  readonly next: string | null;
  readonly items: readonly {
    readonly id: string;
    readonly role: string;
    readonly clientId: string;
    readonly contractId: string;
    readonly campaignId: string;
  }[];
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  readonly json: AnswerBody;
}

/** A server in memory at a set time, and a client of it. */
export class Server {
  readonly #tokens = new Map<Role, number>();

  private constructor(
    readonly app: NestFastifyApplication,
    readonly url: string,
    readonly ledger: MemoryLedger,
    readonly journal: MemoryJournal,
    readonly clock: { at: number },
    /** Lines of the log. */
    readonly logged: string[],
  ) {}

  static async start(at = '2026-03-15T12:00:00Z'): Promise<Server> {
    const clock = { at: parseInstant(at) };
    const now = (): number => clock.at;
    const ledger = new MemoryLedger(now);
    const journal = new MemoryJournal();
    const logged: string[] = [];
    const sink = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        logged.push(chunk.toString());
        done();
      },
    });
    const app = await createServer({
      ledger,
      journal,
      bundles: { write: () => Promise.reject(new NothingIssued('nothing is issued in memory')) },
      seal: new MemorySeal(),
      auditor: memoryAuditor(ledger),
      tokens: new MemoryTokenStore(),
      idempotency: new MemoryIdempotencyStore(),
      clock: { now },
      log: pino({ level: 'debug' }, sink),
      administratorSecret: ADMINISTRATOR,
    });
    await app.listen(0, '127.0.0.1');
    return new Server(app, await app.getUrl(), ledger, journal, clock, logged);
  }

  async ask(method: string, path: string, { token, headers = {}, body }: Asked = {}): Promise<Answered> {
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token ?? ADMINISTRATOR}` }),
        ...(body !== undefined && !isRaw && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const type = answer.headers.get('content-type') ?? '';
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      text,
      json: (isJson(type) && text !== '' ? JSON.parse(text) : {}) as AnswerBody,
    };
  }

  get(url: string, token?: string | null, headers?: Readonly<Record<string, string>>): Promise<Answered> {
    return this.ask('GET', url, { ...(token !== undefined && { token }), ...(headers && { headers }) });
  }

  post(url: string, body: unknown, asked: Omit<Asked, 'body'> = {}): Promise<Answered> {
    return this.ask('POST', url, { ...asked, body });
  }

  /** The secret of a new token. */
  async token(role: Role, clientId?: string): Promise<string> {
    const count = this.#tokens.get(role) ?? 0;
    this.#tokens.set(role, count + 1);
    const made = await this.post('/v1/tokens', {
      name: count === 0 ? `a ${role}` : `a ${role} ${count}`,
      role,
      ...(clientId !== undefined && { clientId }),
    });
    return made.json.secret;
  }

  document(): OpenAPIObject {
    return this.app.get(OpenApi).document as OpenAPIObject;
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

function isJson(type: string): boolean {
  return type.includes('json') && !type.includes('ndjson');
}
