import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { openBacking } from '../../apps/api/src/backing/open-backing.js';
import { serve, type Serving } from '../../apps/api/src/serve.js';
import { readSettings } from '../../apps/api/src/settings/settings.js';
import { runProjector } from '../../apps/projector/src/run-projector.js';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';

type Open = Parameters<typeof serve>[1];

export const ADMINISTRATOR = 'administrator-of-the-acceptance-tests';

/** The server as it is started, but without a thread, on a database of its own, over HTTP. Its log lies there too, unless the settings name an EventStoreDB. */
export class RealServer {
  private constructor(
    /** Lines of the log. */
    readonly logged: readonly string[],
    readonly serving: Serving,
    readonly database: TestDatabase,
    readonly dataFolder: string,
  ) {}

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<RealServer> {
    const database = await testDatabase();
    const dataFolder = mkdtempSync(join(tmpdir(), 'paidonce-server-'));
    const settings = readSettings({
      PORT: '0',
      DATABASE_URL: database.url,
      PAIDONCE_DATA: dataFolder,
      PAIDONCE_TOKEN: ADMINISTRATOR,
      LOG_LEVEL: 'silent',
      ...environment,
    });
    const logged: string[] = [];
    const destination = new Writable({
      write(chunk: Buffer, _encoding, done) {
        logged.push(chunk.toString());
        done();
      },
    });
    // A thread is there where the program is built.
    const open: Open = (it, log) => openBacking(it, log, { projecting: runProjector });
    const serving = await serve(settings, open, destination);
    return new RealServer(logged, serving, database, dataFolder);
  }

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${ADMINISTRATOR}`);
    return fetch(`${this.serving.url}${path}`, { ...init, headers });
  }

  async json<T>(path: string, init?: RequestInit): Promise<T> {
    return (await (await this.ask(path, init)).json()) as T;
  }

  /** Imports a history; the answers, and the summary last. */
  async import(history: string): Promise<Imported[]> {
    const headers = { 'content-type': 'application/x-ndjson' };
    const answered = await this.ask('/v1/facts?import=true', { method: 'POST', headers, body: history });
    return linesOf(await answered.text());
  }

  /** All statements of all contracts, in the order in which they were issued. */
  async statements(): Promise<IssuedStatement[]> {
    await this.projected();
    const { items } = await this.json<{ items: { contractId: string }[] }>('/v1/contracts?limit=500');
    const issued: IssuedStatement[] = [];
    for (const { contractId } of items) {
      const path = `/v1/contracts/${encodeURIComponent(contractId)}/statements?limit=500`;
      issued.push(...(await this.json<{ items: IssuedStatement[] }>(path)).items);
    }
    return issued.sort((a, b) => a.logPosition - b.logPosition);
  }

  /** Waits until what was recorded shows. */
  async projected(): Promise<void> {
    for (;;) {
      const { head, projected } = await this.json<{ head?: number; projected?: number }>('/health/ready');
      if (head !== undefined && head === projected) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async history(query = ''): Promise<string> {
    return (await this.ask(`/v1/history${query}`)).text();
  }

  async stop(): Promise<void> {
    await this.serving.stop();
    await this.database.drop();
    rmSync(this.dataFolder, { recursive: true, force: true });
  }
}

export interface Imported {
  readonly line: number;
  readonly status?: string;
  readonly code?: string;
  readonly path?: string;
}

export interface IssuedStatement {
  readonly contractId: string;
  readonly number: number;
  readonly position: number;
  readonly logPosition: number;
  readonly hash: string;
}

export function linesOf<T>(ndjson: string): T[] {
  return ndjson
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as T);
}
