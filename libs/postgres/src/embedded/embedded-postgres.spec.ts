import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { FolderInUse, startEmbeddedPostgres, type EmbeddedPostgres } from '../index.js';
import { programWithServer, type Program } from './program.fixture.js';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const template = mkdtempSync(join(tmpdir(), 'paidonce-template-'));
chmodSync(template, 0o755);
beforeAll(async () => {
  await (await startEmbeddedPostgres({ dataFolder: template, log: () => undefined })).stop();
});
afterAll(() => {
  rmSync(template, { recursive: true });
});

/** A data folder that a server has run on; to make one takes longer than to copy it. */
function usedFolder(): string {
  const folder = dataFolder();
  cpSync(template, folder, { recursive: true });
  return folder;
}

/** A data folder that is still to be made. */
function dataFolder(): string {
  const parent = mkdtempSync(join(tmpdir(), 'paidonce-postgres-'));
  chmodSync(parent, 0o755);
  cleanUp.push(() => {
    rmSync(parent, { recursive: true, force: true });
  });
  return join(parent, 'data');
}

async function start(folder: string, log: string[] = []): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataFolder: folder, log: (line) => log.push(line) });
  cleanUp.push(() => server.stop());
  return server;
}

async function program(folder: string, uid?: number): Promise<Program> {
  const started = await programWithServer(folder, uid);
  cleanUp.push(() => started.process.kill('SIGKILL'));
  return started;
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
}

async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    try {
      process.kill(pid, 0);
    } catch {
      return true;
    }
    await sleep(50);
  }
  return false;
}

describe('the embedded server', () => {
  it('keeps what was written, over a stop and a start, on a port chosen anew', async () => {
    const folder = dataFolder();
    const first = await start(folder);
    await ask(first.url, "CREATE TABLE fact AS SELECT 'kept' AS text");
    await first.stop();
    expect(await first.exited).toMatchObject({ expected: true });
    const second = await start(folder);
    expect(await ask(second.url, 'SELECT text FROM fact')).toEqual(['kept']);
  });

  it('is durable, listens to this machine only and wants a password that only we can read', async () => {
    const folder = usedFolder();
    const { url } = await start(folder);
    const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'data_checksums', 'TimeZone'];
    const settings = await Promise.all(names.map(async (name) => ask(url, `SHOW ${name}`)));
    expect(settings).toEqual([['on'], ['on'], ['on'], ['127.0.0.1'], ['on'], ['UTC']]);
    expect(statSync(join(folder, 'postgres.password')).mode & 0o777).toBe(0o600);
    await expect(ask(url.replace(/:[^:@]+@/, ':guess@'), 'SELECT 1')).rejects.toThrow('password authentication failed');
  });

  it('sorts by code points, and by the rules of Russian where a query asks for it', async () => {
    const { url } = await start(usedFolder());
    const sorted = (by: string) => ask(url, `SELECT w FROM unnest('{ель,ёж,жук,Ель}'::text[]) w ORDER BY w ${by}`);
    expect(await sorted('')).toEqual(['Ель', 'ель', 'жук', 'ёж']);
    expect(await sorted('COLLATE "ru-RU-x-icu"')).toEqual(['ёж', 'ель', 'Ель', 'жук']);
    expect(await ask(url, "SELECT upper('ёж')")).toEqual(['ЁЖ']);
  });

  it('is one a data folder: the second start names who has it', async () => {
    const folder = usedFolder();
    await start(folder);
    const second = startEmbeddedPostgres({ dataFolder: folder, log: () => undefined });
    await expect(second).rejects.toThrow(FolderInUse);
    await expect(second).rejects.toThrow(`${realpathSync(folder)} is in use by process ${process.pid}`);
  });

  it('says how it ended when it was killed, and recovers at the next start', async () => {
    const folder = usedFolder();
    const server = await start(folder);
    await ask(server.url, "CREATE TABLE fact AS SELECT 'acknowledged' AS text");
    process.kill(server.pid, 'SIGKILL');
    const exit = await server.exited;
    expect(exit.expected).toBe(false);
    expect(exit.reason).toContain('it was ended by SIGKILL');
    await server.stop();
    const { url } = await start(folder);
    expect(await ask(url, 'SELECT text FROM fact')).toEqual(['acknowledged']);
  });

  it('does not take another program for its server when a process id is used again', async () => {
    const folder = usedFolder();
    const server = await start(folder);
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    await server.stop();
    const other = spawn('sleep', ['60'], { stdio: 'ignore', ...(isRoot ? { uid: NOBODY } : {}) });
    cleanUp.push(() => other.kill());
    const pidFile = join(folder, 'postgres', 'postmaster.pid');
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(other.pid)));
    await start(folder);
    expect(other.exitCode).toBeNull();
  });

  it('says what PostgreSQL said when it cannot start, and may be started again', async () => {
    const folder = usedFolder();
    const versionFile = join(folder, 'postgres', 'PG_VERSION');
    const version = readFileSync(versionFile, 'utf8');
    writeFileSync(versionFile, '9\n');
    await expect(start(folder)).rejects.toThrow(
      /PostgreSQL did not start: it ended with code 1.*database files are incompatible with server/s,
    );
    writeFileSync(versionFile, version);
    await start(folder);
  });

  it('makes a new password when the file of the old one is lost', async () => {
    const folder = usedFolder();
    const server = await start(folder);
    await ask(server.url, "CREATE TABLE fact AS SELECT 'kept' AS text");
    await server.stop();
    rmSync(join(folder, 'postgres.password'));
    expect(await ask((await start(folder)).url, 'SELECT text FROM fact')).toEqual(['kept']);
  });

  it('starts where an earlier first start was killed half-way', async () => {
    const folder = dataFolder();
    mkdirSync(join(folder, 'postgres.new', 'base'), { recursive: true });
    writeFileSync(join(folder, 'postgres.new', 'PG_VERSION'), '18\n');
    const { url } = await start(folder);
    expect(await ask(url, 'SELECT 1')).toEqual([1]);
  });
});

describe('a program that is killed', () => {
  it('takes its server along, and loses nothing', async () => {
    const folder = usedFolder();
    const running = await program(folder);
    await ask(running.url, "CREATE TABLE fact AS SELECT 'acknowledged' AS text");
    running.process.kill('SIGKILL');
    expect(await gone(running.serverPid)).toBe(true);
    expect(await ask((await start(folder)).url, 'SELECT text FROM fact')).toEqual(['acknowledged']);
  });

  it('is followed at once by a start that stops what it left running', async () => {
    const folder = usedFolder();
    const running = await program(folder);
    await ask(running.url, "CREATE TABLE fact AS SELECT 'acknowledged' AS text");
    const frozen = running.serverPid;
    // Stopped, it cannot follow the signal of the guard: it is still there when the next one starts.
    process.kill(frozen, 'SIGSTOP');
    running.process.kill('SIGKILL');
    await sleep(300);
    const log: string[] = [];
    const next = start(folder, log);
    await sleep(300);
    process.kill(frozen, 'SIGCONT');
    expect(await ask((await next).url, 'SELECT text FROM fact')).toEqual(['acknowledged']);
    expect(log.join('\n')).toContain(`(process ${frozen}) was left running`);
  });
});

describe('whom the server runs as', () => {
  const owner = (pid: number) => statSync(`/proc/${pid}`).uid;
  const here = isRoot && process.platform === 'linux';
  const where = here ? '' : ' (not run: it takes root on Linux)';

  it(`is never root${where}`, async () => {
    if (!here) return;
    const folder = usedFolder();
    const server = await start(folder);
    expect(owner(server.pid)).not.toBe(0);
    expect(owner(server.pid)).toBe(statSync(join(folder, 'postgres')).uid);
  });

  it(`is the user that starts it${where}`, async () => {
    if (!here) return;
    const folder = dataFolder();
    chownSync(join(folder, '..'), NOBODY, NOBODY);
    const running = await program(folder, NOBODY);
    expect(owner(running.serverPid)).toBe(NOBODY);
    running.process.kill('SIGTERM');
    expect(await gone(running.serverPid)).toBe(true);
    // And root goes on with it as that user.
    expect(owner((await start(folder)).pid)).toBe(NOBODY);
  });

  it(`reaches a data folder that only root can enter by a link, and begins anew when it is deleted${where}`, async () => {
    if (!here) return;
    const folder = dataFolder();
    chmodSync(join(folder, '..'), 0o700);
    const log: string[] = [];
    const first = await start(folder, log);
    const link = join(folder, 'postgres');
    const place = realpathSync(link);
    cleanUp.push(() => {
      rmSync(dirname(place), { recursive: true, force: true });
    });
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(place).toMatch(/^\/var\/(lib|tmp)\/paidonce\/data-[0-9a-f]{12}\/postgres$/);
    expect(log.join('\n')).toContain(`cannot reach ${folder}: its database lies in ${place}`);
    await ask(first.url, "CREATE TABLE fact AS SELECT 'kept' AS text");
    // A copy of the folder leads to the same database: not both at a time.
    const copy = `${folder}-copied`;
    cpSync(folder, copy, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.sock') });
    await expect(start(copy)).rejects.toThrow(`${dirname(place)} is in use by process ${process.pid}`);
    await first.stop();
    // It stays where it is, also when the folder has become open to all.
    chmodSync(join(folder, '..'), 0o755);
    const second = await start(folder);
    expect(await ask(second.url, 'SELECT text FROM fact')).toEqual(['kept']);
    await second.stop();
    rmSync(folder, { recursive: true });
    chmodSync(join(folder, '..'), 0o700);
    const third = await start(folder, log);
    const aside = /is put aside as (\S+)/.exec(log.join('\n'))?.[1] ?? '';
    cleanUp.push(() => {
      rmSync(aside, { recursive: true, force: true });
    });
    expect(aside).toContain(dirname(place));
    expect(await ask(third.url, "SELECT count(*) FROM pg_tables WHERE tablename = 'fact'")).toEqual(['0']);
  });
});
