import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg, { type Pool } from 'pg';
import { openPool, startEmbeddedPostgres } from '../index.js';

/** An empty database for one spec. */
export interface TestDatabase {
  readonly url: string;
  readonly pool: Pool;
  /** Ends the pool and removes the database, whoever else is connected. */
  drop(): Promise<void>;
}

/**
 * A database of its own on a real server, which all spec files of one jest worker share: the first starts it (about a second), and it goes, with
 * its folder, when the worker does, whether jest ends well or is killed. Nothing of it is synced to disk.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await serverOfThisProcess();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await once(server, `CREATE DATABASE ${name}`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  const pool = openPool(address.href, { applicationName: name });
  return {
    url: address.href,
    pool,
    async drop() {
      if (!pool.ended) await pool.end();
      await once(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

let starting: Promise<string> | undefined;

/** Modules are loaded anew for every spec file, the process is not: its id leads to the server of an earlier file. */
function serverOfThisProcess(): Promise<string> {
  const dataFolder = join(tmpdir(), `paidonce-test-${process.pid}`);
  const urlFile = join(dataFolder, 'url');
  return (starting ??= existsSync(urlFile)
    ? Promise.resolve(readFileSync(urlFile, 'utf8'))
    : startServer(dataFolder, urlFile));
}

async function startServer(dataFolder: string, urlFile: string): Promise<string> {
  const { url } = await startEmbeddedPostgres({ dataFolder, log: () => undefined, temporary: true });
  mkdirSync(dataFolder, { recursive: true });
  writeFileSync(`${urlFile}.new`, url, { mode: 0o600 });
  renameSync(`${urlFile}.new`, urlFile);
  return url;
}

async function once(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
