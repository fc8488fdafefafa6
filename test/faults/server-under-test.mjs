/* global AbortSignal, fetch */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { root } from './built.mjs';

const READY_WITHIN_MS = 90_000;
export const TOKEN = 'the-token-of-the-fault-run';

/** A server in a process of its own on a data folder, with the PostgreSQL that it embeds. It may be killed and started again. */
export class ServerUnderTest {
  #child;
  #url;
  #waiting = [];
  #log;
  /** Lives so far. */
  starts = 0;
  /** Whether its next end is of our making. */
  doomed = false;

  constructor(folder) {
    this.folder = folder;
    this.data = join(folder, 'data');
    this.logFile = join(folder, 'server.log');
    this.#log = createWriteStream(this.logFile, { flags: 'a' });
  }

  get isAlive() {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts it; resolves at once. */
  launch() {
    this.starts++;
    this.doomed = false;
    const child = spawn(process.execPath, [join(root, 'dist', 'apps', 'api', 'src', 'main.js')], {
      cwd: this.folder,
      env: {
        PATH: process.env.PATH,
        PORT: '0',
        PAIDONCE_DATA: this.data,
        PAIDONCE_TOKEN: TOKEN,
        PAIDONCE_DEMO: '0',
        LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#url = undefined;
    child.stdout.pipe(this.#log, { end: false });
    createInterface({ input: child.stderr }).on('line', (line) => {
      this.#log.write(`${line}\n`);
      if (child === this.#child) this.#url ??= /listens on (\S+)/.exec(line)?.[1];
    });
  }

  /** Resolves with its address when it is ready. Throws where it ends before, or does not get ready in time. */
  async becomesReady() {
    const until = performance.now() + READY_WITHIN_MS;
    while (performance.now() < until) {
      if (!this.isAlive) throw new Error(`the server ended by itself: ${this.howItEnded}`);
      if (this.#url && (await isReady(this.#url))) {
        for (const resolve of this.#waiting.splice(0)) resolve(this.#url);
        return this.#url;
      }
      await sleep(20);
    }
    throw new Error('the server does not get ready');
  }

  /** Its address; waits for the next life where this one is over or not ready. */
  async address() {
    if (this.isAlive && this.#url && !this.doomed && (await isReady(this.#url))) return this.#url;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  get howItEnded() {
    const { exitCode, signalCode } = this.#child ?? {};
    return signalCode ?? (exitCode === undefined || exitCode === null ? 'not at all' : `code ${exitCode}`);
  }

  signal(name) {
    this.doomed = true;
    this.#child.kill(name);
  }

  /** Resolves with how it ended; with nothing where it does not within the time. */
  async ends(milliseconds) {
    if (this.isAlive) {
      await Promise.race([once(this.#child, 'exit'), sleep(milliseconds, undefined, { ref: false })]);
    }
    return this.isAlive ? undefined : this.howItEnded;
  }

  /** The PostgreSQL that runs on the data folder. */
  get postgres() {
    const [pid, , , port] = readFileSync(join(this.data, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
    const password = readFileSync(join(this.data, 'postgres.password'), 'utf8').trim();
    return { pid: Number(pid), url: `postgres://paidonce:${password}@127.0.0.1:${port}/paidonce` };
  }

  /** Processes of PostgreSQL that serve the server. */
  async backends() {
    const client = new pg.Client({ connectionString: this.postgres.url, connectionTimeoutMillis: 5000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const { rows } = await client.query(
        `SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend' ORDER BY pid`,
      );
      return rows.map(({ pid }) => pid);
    } finally {
      await client.end();
    }
  }

  /** Whatever is left of it. */
  async end() {
    if (!this.isAlive) return;
    this.signal('SIGKILL');
    await this.ends(5000);
  }
}

async function isReady(url) {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5000) })).ok;
  } catch {
    return false;
  }
}
