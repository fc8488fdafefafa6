import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What a library offers, as the server runs it. */
export const built = (lib) => import(join(root, 'dist', 'libs', lib, 'src', 'index.js'));
