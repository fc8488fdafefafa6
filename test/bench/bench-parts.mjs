// What the benchmarks of the server share: a generated history, a durable PostgreSQL with a database a run, processes that are measured.
import { execFile } from 'node:child_process';
import { chmodSync, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const built = (lib) => import(join(root, 'dist', 'libs', lib, 'src', 'index.js'));

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
export const thousands = (value) => `${(value / 1000).toFixed(1)}k`;

/** So many of the values, from the first to the last. */
export function spread(values, count) {
  if (values.length <= count) return values;
  return Array.from({ length: count }, (_, i) => values[Math.round((i * (values.length - 1)) / (count - 1))]);
}

/** The number behind an option of the command line. */
export function numberOption(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

/** Writes the first `facts` facts of a demo history, with leads in plenty, as NDJSON. */
export async function writeHistory(file, facts) {
  const { demoCases } = await built('demo');
  const provider = demoCases.find(({ name }) => name === 'provider');
  const out = createWriteStream(file);
  let text = '';
  let count = 0;
  for (const fact of provider.generate({ seed: 7, leads: Math.ceil(facts / 3.9) })) {
    text += `${JSON.stringify(fact)}\n`;
    if (++count === facts) break;
    if (text.length < 1 << 20) continue;
    if (!out.write(text)) await new Promise((resolve) => out.once('drain', resolve));
    text = '';
  }
  await new Promise((resolve) => out.end(text, resolve));
  return count;
}

/** A PostgreSQL whose settings are those of a server's own: what is acknowledged is on disk. */
export class DurablePostgres {
  #databases = 0;

  static async start() {
    const folder = mkdtempSync(join(tmpdir(), 'paidonce-bench-'));
    // PostgreSQL may run as another user.
    chmodSync(folder, 0o777);
    const { startEmbeddedPostgres } = await built('postgres');
    const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'data'), log: () => undefined });
    return new DurablePostgres(folder, server);
  }

  constructor(folder, server) {
    this.folder = folder;
    this.server = server;
  }

  /** The address of an empty database. */
  async database() {
    const name = `bench_${++this.#databases}`;
    await this.#do(`CREATE DATABASE ${name}`);
    return Object.assign(new URL(this.server.url), { pathname: `/${name}` }).href;
  }

  /** Drops a database, and puts behind what is still to be written of it, so that it is not left to what is measured next. */
  async drop(url) {
    await this.#do(`DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
    await this.settle();
  }

  async settle() {
    await this.#do('CHECKPOINT');
  }

  async #do(sql) {
    const client = new pg.Client({ connectionString: this.server.url });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  }

  async stop() {
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Runs a step of `bench-steps.mjs` in a process of its own; answers what it measured. */
export async function step(name, ...args) {
  const program = join(root, 'test', 'bench', 'bench-steps.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [program, name, ...args.map(String)], {
    maxBuffer: 1 << 26,
  });
  return JSON.parse(stdout);
}
