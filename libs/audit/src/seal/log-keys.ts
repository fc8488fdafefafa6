import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { SEED_BYTES } from '@paidonce/proof';

const CURRENT = 'PAIDONCE_LOG_KEY';
const FORMER = 'PAIDONCE_FORMER_LOG_KEYS';
/** 32 bytes in base64. */
const BASE64 = /^[A-Za-z0-9+/]{43}=$/;

/** Seeds of the Ed25519 keys that sign checkpoints: the one that does now, and those that did, the last first. */
export interface LogKeys {
  readonly current: Buffer;
  readonly former: readonly Buffer[];
}

export interface LogKeySource {
  readonly dataFolder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a key is made where there is none; default true. */
  readonly makes?: boolean;
}

/** There is no key, and it is for others to make one. */
export class LogKeyMissing extends Error {
  override readonly name = 'LogKeyMissing';

  constructor(path: string) {
    super(
      `neither ${CURRENT} nor ${path} has the key that the server signs checkpoints with, and another one would take its place`,
    );
  }
}

/**
 * The seeds of `PAIDONCE_LOG_KEY` and `PAIDONCE_FORMER_LOG_KEYS` (32 bytes in base64, with commas between them), or else of the file `keys/log.key` in the
 * data folder, one a line, which is made where it is missing; what is in the file is former where the variable took its place. Errors name the variable or the
 * file, never what is in it. Throws {@link LogKeyMissing}.
 */
export async function loadLogKeys({ dataFolder, env, makes = true }: LogKeySource): Promise<LogKeys> {
  const path = pathOf(dataFolder);
  const stored = await seedsIn(path);
  const given = env[CURRENT];
  if (given !== undefined && given !== '') {
    const current = seedOf(given, CURRENT);
    const former = (env[FORMER] ?? '').split(',').flatMap((text) => (text.trim() === '' ? [] : [seedOf(text, FORMER)]));
    return { current, former: [...former, ...stored].filter((each) => !each.equals(current)) };
  }
  if (stored.length === 0 && !makes) throw new LogKeyMissing(path);
  if (stored.length === 0) await writeSeeds(dataFolder, [randomBytes(SEED_BYTES)], link);
  const [current, ...former] = stored.length > 0 ? stored : await seedsIn(path);
  return { current: current as Buffer, former };
}

/** The key comes from the environment: whoever set it sets another one. */
export class KeyOfEnvironment extends Error {
  override readonly name = 'KeyOfEnvironment';

  constructor() {
    super(`the key comes from ${CURRENT}: set another one there and the old one in ${FORMER}, and start again`);
  }
}

/** Puts a new key before those of the file. Throws {@link KeyOfEnvironment}. */
export async function renewLogKey(source: LogKeySource): Promise<LogKeys> {
  if (source.env[CURRENT]) throw new KeyOfEnvironment();
  const { current, former } = await loadLogKeys(source);
  await writeSeeds(source.dataFolder, [randomBytes(SEED_BYTES), current, ...former], rename);
  return loadLogKeys(source);
}

const pathOf = (dataFolder: string): string => join(dataFolder, 'keys', 'log.key');

async function seedsIn(path: string): Promise<Buffer[]> {
  try {
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
    if (lines.length === 0) throw new Error(`${path}: it is empty`);
    return lines.map((line) => seedOf(line, path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function seedOf(text: string, where: string): Buffer {
  if (BASE64.test(text.trim())) return Buffer.from(text.trim(), 'base64');
  throw new Error(`${where}: expected ${SEED_BYTES} bytes in base64, such as \`openssl rand -base64 32\` writes`);
}

/** On the disk, whole or not at all. By `link`, of several processes that start at once one makes it. */
async function writeSeeds(
  dataFolder: string,
  seeds: readonly Buffer[],
  put: (draft: string, path: string) => Promise<void>,
): Promise<void> {
  const path = pathOf(dataFolder);
  await mkdir(dataFolder, { recursive: true });
  await mkdir(join(dataFolder, 'keys'), { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(seeds.map((seed) => `${seed.toString('base64')}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await put(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft).catch(() => undefined);
  }
}
