import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { OWNER, programOptions, type Cluster } from './cluster.js';
import type { PostgresFiles } from './postgres-files.js';
import type { ServerUser } from './server-user.js';

export type Settings = Readonly<Record<string, string | number>>;

/** How a server ended. */
export interface ServerExit {
  /** Whether it was asked to. */
  readonly expected: boolean;
  /** A sentence: exit code or signal, and what the server said last. */
  readonly reason: string;
}

/** A server that runs and takes connections. */
export interface ServerProcess {
  readonly pid: number;
  readonly port: number;
  readonly exited: Promise<ServerExit>;
  readonly stop: () => Promise<void>;
}

export interface ServerOptions {
  readonly cluster: Cluster;
  readonly files: PostgresFiles;
  readonly user: ServerUser | undefined;
  readonly settings: Settings;
  readonly log: (line: string) => void;
  /** Folders that are removed once this process has ended, however it did. */
  readonly removeWithProcess: readonly string[];
}

const LINES_KEPT = 20;
/** Recovery after a crash reads the whole log since the last checkpoint. */
const READY_WITHIN_MILLISECONDS = 10 * 60_000;
const STOPPED_WITHIN_MILLISECONDS = 60_000;
const TRIES = 20;
const BETWEEN_TRIES_MILLISECONDS = 500;
/** What passes by itself: another program took the port in between; processes of a killed server are still on their way out. */
const PASSING =
  /could not bind|Address already in use|pre-existing shared memory block|lock file "postmaster.pid" already exists/;

/** Starts the server of a database on a free port of 127.0.0.1. Rejects with what the server itself said. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const server = spawnServer(options, port);
    const ended = await Promise.race([
      server.exited,
      isReady(urlOf(options.cluster.password, port, 'postgres'), server.exited),
    ]);
    if (ended === undefined) return server;
    if (tries === TRIES || !PASSING.test(ended.reason)) throw new Error(`PostgreSQL did not start: ${ended.reason}`);
    await sleep(BETWEEN_TRIES_MILLISECONDS);
  }
}

export function urlOf(password: string, port: number, database: string): string {
  return `postgres://${OWNER}:${password}@127.0.0.1:${port}/${database}`;
}

function spawnServer(
  { cluster, files, user, settings, log, removeWithProcess }: ServerOptions,
  port: number,
): ServerProcess {
  const listening = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '' };
  const args = Object.entries({ ...settings, ...listening }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(files.postgres, ['-D', cluster.folder, ...args], {
    ...programOptions(files, user),
    // A group of its own: Ctrl-C in a terminal reaches the program, which stops its server last.
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lastLines: string[] = [];
  const lines = createInterface({ input: child.stderr });
  lines.on('line', (line) => {
    lastLines.push(line);
    if (lastLines.length > LINES_KEPT) lastLines.shift();
    log(line);
  });
  const guard = guardOf(child, removeWithProcess);
  const interrupt = () => child.kill('SIGINT');
  process.on('exit', interrupt);
  let expected = false;
  const exited = new Promise<ServerExit>((resolve) => {
    const end = (how: string) => {
      process.off('exit', interrupt);
      guard?.kill('SIGKILL');
      resolve({ expected, reason: [how, ...lastLines].join('\n  ') });
    };
    child.once('error', (error) => {
      end(error.message);
    });
    // `close` comes after the last line.
    child.once('close', (code, signal) => {
      end(signal === null ? `it ended with code ${code ?? '?'}` : `it was ended by ${signal}`);
    });
  });
  // A program that is done otherwise ends, and its server with it.
  child.unref();
  letGo(child.stderr);
  return {
    pid: child.pid ?? 0,
    port,
    exited,
    stop: async () => {
      expected = true;
      await stopChild(child, exited, files, cluster);
    },
  };
}

/**
 * A shell that waits for the end of this process, however it comes (it holds the other end of a pipe), and then stops the server. Without one, as on
 * Windows, the next start finds the server.
 */
function guardOf(child: ChildProcess, remove: readonly string[]): ChildProcess | undefined {
  if (process.platform === 'win32' || child.pid === undefined) return undefined;
  const removal = 'while kill -0 "$server"; do sleep 0.1; done; rm -rf "$@"';
  const script = `server=$1; shift; read -r _; kill -INT "$server"; ${remove.length > 0 ? removal : ''}`;
  const guard = spawn('sh', ['-c', script, 'sh', String(child.pid), ...remove], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  guard.on('error', () => undefined);
  guard.unref();
  letGo(guard.stdin);
  return guard;
}

/** A pipe to a child keeps no program running. Streams of children are sockets, which their type does not say. */
function letGo(pipe: object | null): void {
  (pipe as { unref?(): void } | null)?.unref?.();
}

/** Fast shutdown: open transactions are rolled back. Where that takes too long, at once: the next start recovers. */
async function stopChild(
  child: ChildProcess,
  exited: Promise<ServerExit>,
  files: PostgresFiles,
  cluster: Cluster,
): Promise<void> {
  child.ref();
  if (process.platform === 'win32') execFile(files.pgCtl, ['stop', '-m', 'fast', '-D', cluster.folder]);
  else child.kill('SIGINT');
  const patience = setTimeout(() => child.kill('SIGQUIT'), STOPPED_WITHIN_MILLISECONDS);
  await exited;
  clearTimeout(patience);
}

/** Resolves with nothing once a client gets in; with the end of the server if that comes first. */
async function isReady(url: string, exited: Promise<ServerExit>): Promise<ServerExit | undefined> {
  let end: ServerExit | undefined;
  void exited.then((exit) => (end = exit));
  const until = Date.now() + READY_WITHIN_MILLISECONDS;
  while (Date.now() < until) {
    if (end !== undefined) return end;
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return undefined;
    } catch (error) {
      const { code } = error as { code?: string };
      // Not listening yet; starting up or recovering.
      if (code !== 'ECONNREFUSED' && code !== 'ECONNRESET' && code !== '57P03') throw error;
    }
    await sleep(20);
  }
  throw new Error(`PostgreSQL is not ready after ${READY_WITHIN_MILLISECONDS / 60_000} minutes`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
