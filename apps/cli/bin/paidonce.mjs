#!/usr/bin/env node
// Starts the built command-line interface; a fresh clone is built first. Standard output belongs to the command alone.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../', import.meta.url);
const main = new URL('dist/apps/cli/src/main.js', root);

if (!existsSync(main)) await build();
await import(main.href);

async function build() {
  const { spawnSync } = await import('node:child_process');
  const nest = fileURLToPath(new URL('node_modules/@nestjs/cli/bin/nest.js', root));
  if (!existsSync(nest))
    fail('not built, and the build tools are not installed. Run `npm ci` in the root of the clone.');
  process.stderr.write('paidonce: building, once …\n');
  const run = spawnSync(process.execPath, [nest, 'build', 'cli'], { cwd: fileURLToPath(root), encoding: 'utf8' });
  if (run.status === 0 && existsSync(main)) return;
  process.stderr.write(`${run.stdout ?? ''}${run.stderr ?? ''}`);
  fail(
    `the build failed (${run.error?.message ?? `exit status ${run.status ?? run.signal}`}). \`npm run build\` shows why.`,
  );
}

function fail(why) {
  process.stderr.write(`paidonce: ${why}\n`);
  process.exit(70);
}
