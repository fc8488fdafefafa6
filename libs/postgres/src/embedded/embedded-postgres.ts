import { existsSync } from 'node:fs';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { openCluster, OWNER, resetPassword } from './cluster.js';
import { lockFolder } from './folder-lock.js';
import { endLeftoverServer } from './leftover-server.js';
import { postgresFiles } from './postgres-files.js';
import { startServer, urlOf, type ServerExit, type Settings } from './server-process.js';
import { ownerOrUnprivileged, unprivilegedUser } from './server-user.js';

export interface EmbeddedPostgresOptions {
  /** Made where it is not there. Holds the database, its password (`postgres.password`, mode 0600) and the lock. */
  readonly dataFolder: string;
  /** Gets what is done that an operator should know, and every line of the server's log. */
  readonly log: (line: string) => void;
  /** Settings of PostgreSQL, in the place of the default ones. */
  readonly settings?: Settings;
  /** For tests: nothing is synced to disk, and the folder is removed with the server. */
  readonly temporary?: boolean;
}

/** A PostgreSQL server of our own. It ends with this process, however that ends. */
export interface EmbeddedPostgres {
  /** `postgres://…` with the password; the database is empty on the first start. */
  readonly url: string;
  readonly pid: number;
  /** Resolves when the server has ended, whether stopped (`expected`) or by itself; never rejects. */
  readonly exited: Promise<ServerExit>;
  /** Clean, fast shutdown; gives the data folder free. May be called again. */
  stop(): Promise<void>;
}

const MEGABYTE = 1 << 20;

/** What fits a small machine. Everything that is acknowledged is on disk. */
function defaultSettings(): Settings {
  const memory = totalmem() / MEGABYTE;
  return {
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    shared_buffers: `${Math.round(Math.min(512, Math.max(64, memory / 8)))}MB`,
    effective_cache_size: `${Math.round(Math.max(128, memory / 2))}MB`,
    work_mem: '16MB',
    maintenance_work_mem: `${Math.round(Math.min(256, Math.max(64, memory / 16)))}MB`,
    min_wal_size: '256MB',
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    random_page_cost: 1.1,
    jit: 'off',
    log_checkpoints: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
}

const TEMPORARY: Settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '64MB',
  min_wal_size: '64MB',
  autovacuum_naptime: '1d',
};

/**
 * Starts the PostgreSQL that npm installed, on a data folder, on a free port of 127.0.0.1. Recovers from whatever ended the last run.
 * Throws {@link FolderInUse}, or an `Error` with what PostgreSQL itself said.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, temporary = false } = options;
  await mkdir(options.dataFolder, { recursive: true, mode: 0o755 });
  const dataFolder = await realpath(options.dataFolder);
  const releases: (() => Promise<void>)[] = [];
  const release = async () => {
    for (const step of releases.reverse()) await step();
  };
  try {
    const lock = await lockFolder(dataFolder);
    releases.push(lock.release);
    const database = join(dataFolder, 'postgres');
    const user = existsSync(database) ? await ownerOrUnprivileged(database) : await unprivilegedUser();
    const files = await postgresFiles(user, log);
    const cluster = await openCluster(dataFolder, { files, user, durable: !temporary, log });
    const home = dirname(cluster.folder);
    // A copy of a data folder has the same link to the database.
    if (home !== dataFolder) releases.push((await lockFolder(home)).release);
    if (temporary) releases.unshift(() => removeFolders(home, dataFolder));
    await endLeftoverServer(cluster.folder, log);
    if (cluster.passwordIsLost) await resetPassword(cluster, files, user);
    const settings = { ...defaultSettings(), ...(temporary ? TEMPORARY : {}), ...options.settings };
    const removeWithProcess = temporary ? [home, dataFolder] : [];
    const server = await startServer({ cluster, files, user, settings, log, removeWithProcess });
    releases.push(server.stop);
    await lock.assertHeld();
    await makeDatabase(urlOf(cluster.password, server.port, 'postgres'));
    let stopping: Promise<void> | undefined;
    return {
      url: urlOf(cluster.password, server.port, OWNER),
      pid: server.pid,
      exited: server.exited,
      stop: () => (stopping ??= release()),
    };
  } catch (error) {
    await release();
    throw error;
  }
}

async function removeFolders(...folders: readonly string[]): Promise<void> {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
}

/** Safe to repeat: a start that was killed in between is finished by the next. */
async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [OWNER]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${OWNER}`);
  } finally {
    await client.end();
  }
}
