import { chown, lstat, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Whom the server runs as; `undefined` is the user of this process. PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const NOBODY = 65_534;

/** The unprivileged user that a process of root starts the server as: `postgres` where the system has it, `nobody` elsewhere. */
export async function unprivilegedUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] =
      accounts
        .split('\n')
        .find((line) => line.startsWith(`${name}:`))
        ?.split(':') ?? [];
    if (Number(uid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  return { name: 'nobody', uid: NOBODY, gid: NOBODY };
}

/** The owner of a folder where a process of root finds one that is not root, else {@link unprivilegedUser}. */
export async function ownerOrUnprivileged(folder: string): Promise<ServerUser | undefined> {
  const user = await unprivilegedUser();
  if (user === undefined) return undefined;
  const { uid, gid } = await stat(folder);
  return uid === 0 || uid === user.uid ? user : { name: `user ${uid}`, uid, gid };
}

/** Whether a user may pass through all folders down to this one, and through it. */
export async function reaches(user: ServerUser | undefined, folder: string): Promise<boolean> {
  if (user === undefined) return true;
  const { mode, uid, gid } = await stat(folder);
  const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
  if ((mode & bit) === 0) return false;
  return dirname(folder) === folder || reaches(user, dirname(folder));
}

/** Gives a folder and all in it to the user; root may have copied it. */
export async function give(folder: string, user: ServerUser | undefined): Promise<void> {
  if (user === undefined || (await stat(folder)).uid === user.uid) return;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await give(path, user);
    else if ((await lstat(path)).isFile()) await chown(path, user.uid, user.gid);
  }
  // Last, so that an interrupted run begins anew.
  await chown(folder, user.uid, user.gid);
}
