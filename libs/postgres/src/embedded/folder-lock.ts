import { createHash, randomUUID } from 'node:crypto';
import { chmod, realpath, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';

/** Another instance, which is alive, uses the folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';

  constructor(
    readonly folder: string,
    /** Process that holds the folder; `undefined` where it is too busy to say. */
    readonly pid: number | undefined,
  ) {
    const holder = pid === undefined ? 'a process that does not answer' : `process ${pid}`;
    super(
      `the data folder ${folder} is in use by ${holder}: one instance a folder; stop that one or choose another folder`,
    );
  }
}

export interface FolderLock {
  /** Throws {@link FolderInUse} if another instance took the folder over. */
  assertHeld(): Promise<void>;
  readonly release: () => Promise<void>;
}

/** A path of a UNIX socket has at most 103 bytes on macOS and 107 on Linux. */
const LONGEST_SOCKET_PATH = 100;
const ANSWER_WITHIN_MILLISECONDS = 2_000;

/**
 * Takes a folder for this process, for as long as the process lives. The lock is a listening socket in the folder: it dies with the
 * process, however that ends, it is seen from other containers that mount the folder, and whoever asks it is told the process id.
 * Throws {@link FolderInUse}.
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = await socketPath(folder);
  const self = `${process.pid} ${randomUUID()}`;
  const server = createServer((socket) => socket.on('error', () => socket.destroy()).end(self));
  while (!(await listens(server, path))) {
    const holder = await askHolder(path);
    if (holder !== undefined) throw new FolderInUse(folder, pidOf(holder));
    await rm(path, { force: true });
  }
  server.unref();
  if (process.platform !== 'win32') await chmod(path, 0o600);
  return {
    async assertHeld() {
      // Two that found the same dead lock may both have removed it, the second one the new lock of the first.
      const holder = await askHolder(path);
      if (holder !== self) throw new FolderInUse(folder, pidOf(holder ?? ''));
    },
    release: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function socketPath(folder: string): Promise<string> {
  const real = await realpath(folder);
  const name = `paidonce-${createHash('sha256').update(real).digest('hex').slice(0, 16)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const inside = join(real, 'instance.sock');
  return Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH ? inside : `/tmp/${name}.sock`;
}

function listens(server: Server, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    };
    server.once('error', failed);
    server.listen(path, () => {
      server.off('error', failed);
      resolve(true);
    });
  });
}

/** What the holder says; `''` if it says nothing in time, `undefined` if there is none. */
function askHolder(path: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect(path);
    socket.setEncoding('utf8').on('data', (text: string) => (said += text));
    socket.setTimeout(ANSWER_WITHIN_MILLISECONDS, () => socket.destroy());
    socket.on('close', () => {
      resolve(said);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(undefined);
      else reject(error);
    });
  });
}

function pidOf(holder: string): number | undefined {
  const pid = parseInt(holder, 10);
  return Number.isNaN(pid) ? undefined : pid;
}
