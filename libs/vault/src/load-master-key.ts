import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { SECRET_BYTES } from './data-key.js';
import type { MasterKeySet } from './master-keys.js';

const CURRENT = 'PAIDONCE_MASTER_KEY';
const FORMER = 'PAIDONCE_FORMER_MASTER_KEYS';
const HEX = /^[0-9a-fA-F]{64}$/;
/** 32 bytes in base64 or base64url, with or without its padding. */
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/;

export interface MasterKeySource {
  readonly dataFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The master key of `PAIDONCE_MASTER_KEY` (32 bytes in base64 or hexadecimal), or else of the file `keys/master.key` in
 * the data folder, which is made where it is missing. Former ones are those of `PAIDONCE_FORMER_MASTER_KEYS` (with
 * commas between them), and the file's where the variable took its place. Errors name the variable or the file, never
 * what is in it.
 */
export async function loadMasterKey({ dataFolder, env }: MasterKeySource): Promise<MasterKeySet> {
  const former = (env[FORMER] ?? '').split(',').flatMap((text) => (text.trim() === '' ? [] : [keyIn(text, FORMER)]));
  const path = join(dataFolder, 'keys', 'master.key');
  const stored = await readKeyFile(path);
  if (env[CURRENT] === undefined) return { current: stored ?? (await makeKeyFile(dataFolder, path)), former };
  const current = keyIn(env[CURRENT], CURRENT);
  return { current, former: stored && !stored.equals(current) ? [...former, stored] : former };
}

function keyIn(text: string, where: string): Buffer {
  const trimmed = text.trim();
  const key = HEX.test(trimmed)
    ? Buffer.from(trimmed, 'hex')
    : Buffer.from(BASE64.test(trimmed) ? trimmed : '', 'base64');
  if (key.length === SECRET_BYTES) return key;
  throw new Error(
    `${where}: expected ${SECRET_BYTES} bytes in base64 or hexadecimal, such as \`openssl rand -base64 32\` writes`,
  );
}

async function readKeyFile(path: string): Promise<Buffer | undefined> {
  try {
    return keyIn(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (isError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/**
 * Whole or not at all, and on the disk before anything is sealed with it; of several processes that start at once, one
 * makes it.
 */
async function makeKeyFile(dataFolder: string, path: string): Promise<Buffer> {
  const folder = join(dataFolder, 'keys');
  // Two steps: the data folder itself may have to be entered by the user that the database runs as.
  await mkdir(dataFolder, { recursive: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(SECRET_BYTES).toString('base64')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    // Unlike a rename, this does not replace what another process has made.
    await link(draft, path);
  } catch (error) {
    if (!isError(error, 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
  await syncFolder(folder);
  await syncFolder(dataFolder);
  return keyIn(await readFile(path, 'utf8'), path);
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folder, and needs no such thing.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function isError(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
