import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, lstat, mkdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { reachableTwin, type PostgresFiles } from './postgres-files.js';
import { give, reaches, type ServerUser } from './server-user.js';

/** The superuser of the embedded server and its database have one name. */
export const OWNER = 'paidonce';

/** Where the database lies and how to enter it. */
export interface Cluster {
  /** Folder of the database, without links. */
  readonly folder: string;
  readonly password: string;
  /** Whether the database knows another password still, whose file is gone: see {@link resetPassword}. */
  readonly passwordIsLost: boolean;
}

interface Surroundings {
  readonly files: PostgresFiles;
  readonly user: ServerUser | undefined;
  /** Whether what is made must survive a power cut. */
  readonly durable: boolean;
  readonly log: (line: string) => void;
}

/**
 * The database in `postgres` of a data folder; made on the first start. Where the user of the server cannot reach that, `postgres` is a link
 * to a folder that it can, and stays it.
 */
export async function openCluster(dataFolder: string, around: Surroundings): Promise<Cluster> {
  const place = join(dataFolder, 'postgres');
  const isThere = (await lstat(place).catch(() => undefined)) !== undefined;
  const folder = isThere ? await realpath(place).catch(() => lost(place)) : await placeFor(dataFolder, around);
  const passwordFile = join(dataFolder, 'postgres.password');
  const isNew = !existsSync(join(folder, 'PG_VERSION'));
  const passwordIsLost = !isNew && !existsSync(passwordFile);
  const password = await passwordOf(passwordFile);
  if (isNew) await initialise(folder, password, around);
  if (!isThere && folder !== place) await symlink(folder, place);
  await give(folder, around.user);
  if (!(await reaches(around.user, folder))) {
    const advice = 'let others pass through its folders (chmod o+x) or move the data folder';
    throw new Error(`the user ${around.user?.name ?? ''}, whom PostgreSQL runs as, cannot reach ${folder}: ${advice}`);
  }
  return { folder, password, passwordIsLost };
}

function lost(place: string): never {
  throw new Error(`${place} leads nowhere: the database that it led to was moved or deleted`);
}

async function placeFor(dataFolder: string, { user, log }: Surroundings): Promise<string> {
  if (await reaches(user, dataFolder)) return join(dataFolder, 'postgres');
  const twin = await reachableTwin(dataFolder);
  if (existsSync(twin)) {
    // The data folder that led to it was deleted: its successor begins empty, but nothing is thrown away unasked.
    const aside = `${twin}.left-${Date.now()}`;
    await rename(twin, aside);
    log(`a database of an earlier ${dataFolder}, which was deleted, is put aside as ${aside}`);
  }
  await mkdir(twin, { mode: 0o755 });
  const folder = join(twin, 'postgres');
  log(`the user ${user?.name ?? ''} cannot reach ${dataFolder}: its database lies in ${folder}`);
  return folder;
}

/** Kept beside the database rather than in the environment, so that any start of the same folder enters it. */
async function passwordOf(path: string): Promise<string> {
  if (!existsSync(path)) {
    await writeFile(`${path}.new`, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
  return (await readFile(path, 'utf8')).trim();
}

/** Made under another name first: a start that is killed half-way leaves nothing that looks like a database. */
async function initialise(folder: string, password: string, { files, user, durable }: Surroundings): Promise<void> {
  const partial = `${folder}.new`;
  const passwordFile = `${folder}.password.new`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true, mode: 0o700 });
  await rm(passwordFile, { force: true });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) {
    await chown(partial, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  // Sorted by code points, the same everywhere and for ever; collations of languages (ICU) are there by name, as "ru-RU-x-icu".
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--auth=scram-sha-256', `--username=${OWNER}`, `--pwfile=${passwordFile}`];
  const sync = durable ? [] : ['--no-sync'];
  try {
    await promisify(execFile)(
      files.initdb,
      ['-D', partial, ...locale, ...access, ...sync, '--no-instructions'],
      programOptions(files, user),
    );
  } catch (error) {
    const said = (error as { stderr?: string }).stderr ?? '';
    throw new Error(`initdb could not make a database in ${dirname(folder)}: ${said.trim() || String(error)}`, {
      cause: error,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
  // Over an empty folder at most: a full one is somebody's.
  await rename(partial, folder);
}

/** Makes the password in the data folder that of the database, which must not be running. */
export async function resetPassword(
  cluster: Cluster,
  files: PostgresFiles,
  user: ServerUser | undefined,
): Promise<void> {
  const alone = promisify(execFile)(
    files.postgres,
    ['--single', '-D', cluster.folder, 'postgres'],
    programOptions(files, user),
  );
  alone.child.stdin?.end(`ALTER ROLE ${OWNER} PASSWORD '${cluster.password}'\n`);
  await alone;
}

/** How programs of PostgreSQL are run: as the user of the server, untouched by `PG…` of our environment. */
export function programOptions(
  files: PostgresFiles,
  user: ServerUser | undefined,
): {
  cwd: string;
  env: NodeJS.ProcessEnv;
  uid?: number;
  gid?: number;
  windowsHide: true;
} {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name));
  const env = { ...Object.fromEntries(inherited), LC_ALL: 'C', TZ: 'UTC' };
  const identity = user === undefined ? {} : { uid: user.uid, gid: user.gid };
  return { cwd: files.folder, env, windowsHide: true, ...identity };
}
