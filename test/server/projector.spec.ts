import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { caseText } from '../audit/bundled.fixture.js';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';

const TOKEN = 'token-of-the-projector-spec';
const folder = mkdtempSync(join(tmpdir(), 'paidonce-projected-'));
const key = randomBytes(32).toString('base64');
const history = caseText('correction');

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
let children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  await database.drop();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A command of the built program as a process of its own; what it says is gathered. */
function paidonce(command: string, environment: Record<string, string>): { said: () => string; child: ChildProcess } {
  const child = spawn(process.execPath, [resolve('apps/cli/bin/paidonce.mjs'), command, '--lang', 'en'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PAIDONCE_LOG_KEY: key, LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (block: Buffer) => (said += block.toString()));
  return { said: () => said, child };
}

async function saying(server: { said: () => string; child: ChildProcess }, what: RegExp): Promise<string> {
  for (;;) {
    const found = what.exec(server.said());
    if (found) return found[1] ?? '';
    if (server.child.exitCode !== null) throw new Error(`it has ended: ${server.said()}`);
    await delay(20);
  }
}

async function stopped(child: ChildProcess): Promise<unknown> {
  child.kill('SIGTERM');
  const [status] = (await once(child, 'exit')) as unknown[];
  return status;
}

async function started(environment: Record<string, string>) {
  const server = paidonce('start', {
    PORT: '0',
    PAIDONCE_TOKEN: TOKEN,
    PAIDONCE_DEMO: '0',
    PAIDONCE_DATA: folder,
    DATABASE_URL: database.url,
    ...environment,
  });
  const url = await saying(server, /listens on (\S+)/);
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/x-ndjson' };
  const ask = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${url}${path}`, { headers, ...init });
  return {
    ...server,
    import: async () => (await ask('/v1/facts?import=true', { method: 'POST', body: history })).text(),
    statements: async () =>
      ((await (await ask('/v1/contracts/C-1/statements')).json()) as { items: unknown[] }).items.length,
    lag: async (of: string) =>
      new RegExp(`^paidonce_${of}_lag_seconds (\\S+)`, 'mu').exec(await (await ask('/metrics')).text())?.[1],
  };
}

type Started = Awaited<ReturnType<typeof started>>;

async function shown({ statements, lag }: Started): Promise<void> {
  while ((await lag('projection')) !== '0' || (await lag('seal')) !== '0') await delay(20);
  expect(await statements()).toBe(3);
}

describe('The server as it is built', () => {
  it('has a thread keep the figures up to date and seal the log, and ends it in order', async () => {
    const server = await started({});
    expect(await server.import()).toContain('"refused":0');
    await shown(server);
    expect(await stopped(server.child)).toBe(0);
    const levels = [...server.said().matchAll(/"level":(\d+)/g)].map(([, level]) => Number(level));
    expect(levels.length).toBeGreaterThan(0);
    expect(levels.filter((level) => level > 30)).toEqual([]);
  });

  it('leaves that to processes where it is told to, which take over from each other', async () => {
    const server = await started({ PAIDONCE_PROJECTOR: 'none' });
    expect(await server.import()).toContain('"refused":0');
    expect(Number(await server.lag('projection'))).toBeGreaterThan(0);
    expect(Number(await server.lag('seal'))).toBeGreaterThan(0);
    const ended = paidonce('projector', { DATABASE_URL: database.url, PAIDONCE_DATA: join(folder, 'none') });
    await shown(server);
    expect(await stopped(ended.child)).toBe(0);
    expect(ended.said()).toMatch(/"msg":"projecting"[\s\S]+"msg":"stopping"[\s\S]+"msg":"stopped"/);
    expect(await stopped(server.child)).toBe(0);
  });
});

describe('paidonce projector', () => {
  it.each([
    ['without the address of a database', {}, 64, /DATABASE_URL has to name the database of the server/],
    [
      'with wrong settings',
      { LOG_LEVEL: 'loud', DATABASE_URL: 'postgres://nowhere' },
      64,
      /LOG_LEVEL has to be one of/,
    ],
    [
      'where no database answers',
      { DATABASE_URL: 'postgres://127.0.0.1:1/paidonce' },
      69,
      /cannot start: .*ECONNREFUSED/,
    ],
  ])('%s does not start, and says why', async (_, environment, status, why) => {
    const { child, said } = paidonce('projector', environment);
    expect(await once(child, 'exit')).toEqual([status, null]);
    expect(said()).toMatch(why);
  });

  it('without the key of the server does not start: it would sign with another one', async () => {
    const empty = join(folder, 'empty');
    const { child, said } = paidonce('projector', {
      DATABASE_URL: database.url,
      PAIDONCE_LOG_KEY: '',
      PAIDONCE_DATA: empty,
    });
    expect(await once(child, 'exit')).toEqual([69, null]);
    expect(said()).toMatch(/neither PAIDONCE_LOG_KEY nor .*log\.key/);
  });
});
