import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadMasterKey } from './load-master-key.js';

let temporary: string;
let dataFolder: string;
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'paidonce-vault-'));
  dataFolder = temporary;
});
afterEach(() => {
  rmSync(temporary, { recursive: true });
});

const key = randomBytes(32);
const load = (env: Record<string, string> = {}) => loadMasterKey({ dataFolder, env });

describe('The master key', () => {
  it.each(['base64', 'base64url', 'hex'] as const)('comes from the environment in %s', async (form) => {
    expect(await load({ PAIDONCE_MASTER_KEY: `${key.toString(form)}\n` })).toEqual({ current: key, former: [] });
    expect(readdirSync(dataFolder)).toEqual([]);
  });

  it('is made once, for its owner alone, where there is none', async () => {
    const made = await Promise.all([load(), load(), load()]);
    expect(new Set(made.map(({ current }) => current.toString('hex'))).size).toBe(1);
    expect(await load()).toEqual(made[0]);
    const folder = join(dataFolder, 'keys');
    expect(readdirSync(folder)).toEqual(['master.key']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'master.key')).mode & 0o777).toBe(0o600);
  });

  it('shuts only its own folder to others, where the data folder is made with it', async () => {
    dataFolder = join(dataFolder, 'data');
    await load();
    expect(statSync(dataFolder).mode & 0o777).not.toBe(0o700);
    expect(statSync(join(dataFolder, 'keys')).mode & 0o777).toBe(0o700);
  });

  it.each([
    '',
    'secret-but-short',
    'z'.repeat(64),
    randomBytes(31).toString('base64'),
    randomBytes(33).toString('hex'),
  ])('that is none is refused by the name of the variable alone (%#)', async (wrong) => {
    const failed = await load({ PAIDONCE_MASTER_KEY: wrong }).catch(String);
    expect(failed).toMatch(/^Error: PAIDONCE_MASTER_KEY: expected 32 bytes/);
    if (wrong) expect(failed).not.toContain(wrong);
  });

  it('that was damaged in its file is not made anew', async () => {
    await load();
    const path = join(dataFolder, 'keys', 'master.key');
    chmodSync(path, 0o600);
    writeFileSync(path, 'AAAA');
    await expect(load()).rejects.toThrow(`${path}: expected 32 bytes`);
    expect(readFileSync(path, 'utf8')).toBe('AAAA');
  });

  it('has former ones: those named, and the file’s where the environment took its place', async () => {
    const { current: stored } = await load();
    const former = [randomBytes(32), randomBytes(32)];
    const env = {
      PAIDONCE_MASTER_KEY: key.toString('hex'),
      PAIDONCE_FORMER_MASTER_KEYS: former.map((each) => each.toString('base64')).join(', '),
    };
    expect(await load(env)).toEqual({ current: key, former: [...former, stored] });
    await expect(load({ PAIDONCE_FORMER_MASTER_KEYS: 'x' })).rejects.toThrow('PAIDONCE_FORMER_MASTER_KEYS: expected');
  });
});
