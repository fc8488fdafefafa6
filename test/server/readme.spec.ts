import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ADMINISTRATOR, RealServer } from './real-server.fixture.js';

const paidonce = resolve('apps/cli/bin/paidonce.mjs');
const SECTIONS = { 'README.md': '## Run the server', 'README.ru.md': '## Сервер' };

const BLOCK = /^```(\w*)\n(.*?)^```$/gms;
/** Files that the reader has written before. */
const WRITES_A_FILE = /^(?:cat|echo) .*> \w+\.ndjson/m;
/** What holds for all that is typed after it. */
const SETS_UP = /^export PAIDONCE_TOKEN=(\S+)/m;

/** A reader with a server and a folder of their own, who types what the page says. */
class Reader {
  readonly #folder = mkdtempSync(join(tmpdir(), 'paidonce-readme-'));
  #setUp = '';

  private constructor(readonly server: RealServer) {}

  static async begin(): Promise<Reader> {
    return new Reader(await RealServer.start());
  }

  /** Types a block of commands; answers both streams, as a terminal shows them. */
  async type(commands: string): Promise<string> {
    const token = SETS_UP.exec(commands)?.[1];
    if (token !== undefined) {
      this.#setUp = commands
        .replaceAll(token, ADMINISTRATOR)
        .replaceAll('http://127.0.0.1:3000', this.server.serving.url);
    }
    const script = `${this.#paidonce}\n${this.#setUp}\n${token === undefined ? commands : ''}`;
    const env = {
      ...process.env,
      LC_ALL: 'C.UTF-8',
      PATH: `${resolve(process.execPath, '..')}:${process.env['PATH']}`,
    };
    // Not synchronously: the server is in this process. What counts is what is shown: some commands are to be refused.
    const shell = ['-c', `{ ${script}\n} 2>&1; true`];
    const { stdout } = await promisify(execFile)('bash', shell, { cwd: this.#folder, env });
    // A reader is slower than the projection.
    await this.server.projected();
    return stdout;
  }

  async end(): Promise<void> {
    await this.server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** The command line, which asks this server. */
  get #paidonce(): string {
    const run = `'${process.execPath}' '${paidonce}' "$@"`;
    return `paidonce() { case $1 in import|export|close) ${run} --server '${this.server.serving.url}';; *) ${run};; esac; }`;
  }
}

/** The section with the outputs that its commands have now: of each `bash` block in the plain block after it. */
async function replayed(section: string, reader: Reader): Promise<string> {
  let now = '';
  let end = 0;
  let output: string | undefined;
  for (const { 0: block, 1: language, 2: text = '', index } of section.matchAll(BLOCK)) {
    const shown = language === '' && output !== undefined;
    now += section.slice(end, index) + (shown ? `\`\`\`\n${output?.replace(/ +$/gm, '').trimEnd()}\n\`\`\`` : block);
    output = language === 'bash' ? await reader.type(text) : undefined;
    end = index + block.length;
  }
  return now + section.slice(end);
}

describe.each(Object.entries(SECTIONS))('The section about the server in %s', (name, heading) => {
  let reader: Reader;
  beforeAll(async () => {
    reader = await Reader.begin();
  });
  afterAll(() => reader.end());

  it('leads from nothing to a statement, and shows what its commands print', async () => {
    const page = readFileSync(name, 'utf8');
    const [before = '', rest = ''] = page.split(`\n${heading}\n`);
    const [section = ''] = rest.split(/^## /m);
    for (const [, language, text = ''] of before.matchAll(BLOCK)) {
      if (language === 'sh' && WRITES_A_FILE.test(text)) await reader.type(text);
    }
    const now = await replayed(section, reader);
    if (process.env['UPDATE_DOCS'] === '1')
      writeFileSync(
        name,
        readFileSync(name, 'utf8').replace(section, () => now),
      );
    else expect(section).toBe(now);
  }, 60_000);
});
