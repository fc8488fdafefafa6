import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import ts from 'typescript';

const source = resolve(import.meta.dirname, '..');
const compiled = resolve(source, '../../../node_modules/.cache/paidonce/postgres');

/** A program of its own that started a server and runs until it is killed. */
export interface Program {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly url: string;
  readonly serverPid: number;
}

/** Starts a server from another process, which may be another user's. Rejects with what the program printed. */
export async function programWithServer(dataFolder: string, uid?: number): Promise<Program> {
  compile();
  const main = join(compiled, 'index.js');
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(main)};
    const { url, pid } = await startEmbeddedPostgres({ dataFolder: ${JSON.stringify(dataFolder)}, log: () => {} });
    console.log(JSON.stringify({ url, serverPid: pid }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: compiled,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let errors = '';
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const line = await new Promise<string>((answer, reject) => {
    child.stdout.once('data', (text: Buffer) => {
      answer(text.toString());
    });
    child.once('close', () => {
      reject(new Error(errors));
    });
  });
  return { process: child, ...(JSON.parse(line) as { url: string; serverPid: number }) };
}

/** Jest runs the sources in itself; another process needs JavaScript. */
function compile(): void {
  const sources = readdirSync(source, { recursive: true, encoding: 'utf8' });
  for (const path of sources.filter((name) => /^(?!.*(spec|fixture)).*\.ts$/.test(name))) {
    const { outputText } = ts.transpileModule(readFileSync(join(source, path), 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023 },
    });
    const target = join(compiled, path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
  writeFileSync(join(compiled, 'package.json'), '{"type":"module"}');
}
