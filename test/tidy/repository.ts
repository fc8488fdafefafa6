import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Every file that is, or is about to be, in the repository; paths are relative to its root, with `/`. */
export const files: readonly string[] = execFileSync(
  'git',
  ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
  { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 },
)
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)) && statSync(join(root, path)).isFile());

/** Code that people write: TypeScript and scripts, specs included. */
export const code: readonly string[] = files.filter((path) => /\.(ts|tsx|mjs|cjs)$/.test(path));

/** Files whose contents are text, the lock file included. */
export const texts: readonly string[] = files.filter((path) => !/\.(png|ico|woff2?|pdf|xlsx|gz)$/.test(path));

export const libs: readonly string[] = [
  ...new Set(files.flatMap((path) => /^libs\/([^/]+)\//.exec(path)?.[1] ?? [])),
].sort();

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Line numbers (`path:line: text`) where a pattern without the `g` flag matches. */
export function matches(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)}`] : [])),
  );
}

/** A JSON file whose form the caller knows. */
export function readJson(path: string): unknown {
  return JSON.parse(read(path));
}
