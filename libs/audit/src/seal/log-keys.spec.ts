import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { KeyOfEnvironment, loadLogKeys, LogKeyMissing, renewLogKey } from './log-keys.js';

let dataFolder: string;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'paidonce-log-keys-'));
});
afterEach(() => {
  rmSync(dataFolder, { recursive: true });
});

const load = (env: Record<string, string> = {}) => loadLogKeys({ dataFolder, env });

describe('The key of the log', () => {
  it('is made once, for its owner alone, where there is none', async () => {
    const made = await Promise.all([load(), load(), load()]);
    expect(new Set(made.map(({ current }) => current.toString('hex'))).size).toBe(1);
    expect(await load()).toEqual(made[0]);
    expect(readdirSync(join(dataFolder, 'keys'))).toEqual(['log.key']);
    expect(statSync(join(dataFolder, 'keys', 'log.key')).mode & 0o777).toBe(0o600);
  });

  it('is not made by who only takes it', async () => {
    await expect(loadLogKeys({ dataFolder, env: {}, makes: false })).rejects.toThrow(LogKeyMissing);
    expect(readdirSync(dataFolder)).toEqual([]);
    expect(await loadLogKeys({ dataFolder, env: {}, makes: false }).catch(load)).toEqual(
      await loadLogKeys({ dataFolder, env: {}, makes: false }),
    );
  });

  it('is renewed, and the former one kept behind it', async () => {
    const { current } = await load();
    const renewed = await renewLogKey({ dataFolder, env: {} });
    expect(renewed.former).toEqual([current]);
    expect(renewed.current).not.toEqual(current);
    expect(await load()).toEqual(renewed);
    expect(readdirSync(join(dataFolder, 'keys'))).toEqual(['log.key']);
  });

  it('comes from the environment where it is given, and is renewed there', async () => {
    const { current: stored } = await load();
    const [current, former] = [randomBytes(32), randomBytes(32)];
    const env = {
      PAIDONCE_LOG_KEY: current.toString('base64'),
      PAIDONCE_FORMER_LOG_KEYS: ` ${former.toString('base64')},`,
    };
    expect(await load(env)).toEqual({ current, former: [former, stored] });
    await expect(renewLogKey({ dataFolder, env })).rejects.toThrow(KeyOfEnvironment);
  });

  it.each(['short', 'z'.repeat(64)])('that is none is refused by where it stands alone: %s', async (wrong) => {
    const refusal = await load({ PAIDONCE_LOG_KEY: wrong }).catch(String);
    expect(refusal).toMatch(/^Error: PAIDONCE_LOG_KEY: expected 32 bytes/);
    expect(refusal).not.toContain(wrong);
    await load();
    const path = join(dataFolder, 'keys', 'log.key');
    for (const text of ['', `${wrong}\n`]) {
      writeFileSync(path, text);
      await expect(load()).rejects.toThrow(path);
    }
  });
});
