import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newSecret } from '../access/secrets.js';

const NAME = 'administrator.token';

/** The token of the administrator, and whether it was made just now: then it has to be shown, once. */
export interface AdministratorToken {
  readonly secret: string;
  readonly isNew: boolean;
}

/** The given one; else the one in the data folder, which only its owner can read, and which is made where there is none. */
export function administratorToken(folder: string, given: string | undefined): AdministratorToken {
  if (given !== undefined) return { secret: given, isNew: false };
  const path = join(folder, NAME);
  const secret = newSecret();
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(path, `${secret}\n`, { mode: 0o600, flag: 'wx' });
    return { secret, isNew: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return { secret: readFileSync(path, 'utf8').trim(), isNew: false };
  }
}
