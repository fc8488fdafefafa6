import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const paidonce = resolve('apps/cli/bin/paidonce.mjs');
const folder = mkdtempSync(join(tmpdir(), 'paidonce-readme-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const BLOCK = /^```(\w*)\n(.*?)^```$/gms;
const COMMAND = /^(?:paidonce|cat|echo) /m;

/** Runs commands as the reader does, in one folder; both streams, as a terminal shows them. */
function run(commands: string): string {
  const script = `paidonce() { '${process.execPath}' '${paidonce}' "$@"; }\n${commands}`;
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const { stdout } = spawnSync('bash', ['-c', `{ ${script}\n} 2>&1`], { cwd: folder, env, encoding: 'utf8' });
  return stdout;
}

/** The page with the outputs that its commands have now: of each block of commands in the plain block after it. */
function replayed(page: string): string {
  let output: string | undefined;
  return page.replace(BLOCK, (block, language: string, text: string) => {
    const expected = language === '' ? output : undefined;
    // Set-up commands are for a clone.
    output = language === 'sh' && COMMAND.test(text) ? run(text) : undefined;
    return expected === undefined ? block : `\`\`\`\n${expected.replace(/ +$/gm, '').trimEnd()}\n\`\`\``;
  });
}

describe.each(['README.md', 'README.ru.md'])('%s', (name) => {
  it('shows what its commands print', () => {
    const page = readFileSync(name, 'utf8');
    const now = replayed(page);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(name, now);
    else expect(page).toBe(now);
  });
});
