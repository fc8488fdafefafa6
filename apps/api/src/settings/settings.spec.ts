import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { administratorToken } from './administrator-token.js';
import { readSettings, WrongSettings } from './settings.js';

const folder = mkdtempSync(join(tmpdir(), 'paidonce-settings-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function reasons(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof WrongSettings) return error.reasons;
    throw error;
  }
  throw new Error('nothing is wrong');
}

describe('Settings', () => {
  it('need not be given', () => {
    expect(readSettings({})).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      PAIDONCE_DATA: './data',
      LOG_LEVEL: 'info',
    });
  });

  it('are read from the environment, of which all else is left alone', () => {
    const given = {
      PORT: '0',
      PAIDONCE_DEMO: '0',
      DATABASE_URL: 'postgres://h/d',
      EVENTSTORE_URL: 'esdb+discover://h',
      HOME: '/',
    };
    const settings = readSettings(given);
    expect(settings).toMatchObject({ PORT: 0, PAIDONCE_DEMO: false, DATABASE_URL: 'postgres://h/d' });
    expect(settings).not.toHaveProperty('HOME');
  });

  it('that are empty are not given', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: '' })).toMatchObject({ PORT: 3000, DATABASE_URL: undefined });
  });

  it.each([
    ['PORT', 'abc', 'PORT has to be a whole number from 0 to 65535; found "abc"'],
    ['PORT', '65536', 'PORT has to be a whole number from 0 to 65535; found 65536'],
    ['PORT', '-1', 'PORT has to be a whole number from 0 to 65535; found "-1"'],
    ['PAIDONCE_DEMO', 'yes', 'PAIDONCE_DEMO has to be 1 or 0; found "yes"'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL has to be one of fatal, error, warn, info, debug, trace, silent; found "loud"'],
    ['PAIDONCE_TOKEN', 'short', 'PAIDONCE_TOKEN has to be 16 to 512 letters, digits or -._~+/=; it is not'],
    [
      'DATABASE_URL',
      'mysql://u:p@h',
      'DATABASE_URL has to be an address that begins with postgres:// or postgresql://; it is not',
    ],
    [
      'EVENTSTORE_URL',
      'http://h',
      'EVENTSTORE_URL has to be an address that begins with esdb:// or kurrentdb://; it is not',
    ],
  ])('%s is refused as %p', (name, value, reason) => {
    expect(reasons({ [name]: value })).toEqual([reason]);
  });

  it('are refused all at once, secrets not quoted', () => {
    expect(reasons({ PORT: 'x', LOG_LEVEL: 'x', DATABASE_URL: 'my-password' })).toHaveLength(3);
    expect(reasons({ DATABASE_URL: 'my-password' }).join()).not.toContain('my-password');
  });

  it('may stand in a file, which the environment outranks', () => {
    const file = join(folder, 'paidonce.env');
    writeFileSync(file, 'PORT=4000\nHOST="0.0.0.0"\n# a remark\n');
    expect(readSettings({ PAIDONCE_CONFIG: file, PORT: '5000' })).toMatchObject({ PORT: 5000, HOST: '0.0.0.0' });
    writeFileSync(file, 'PROT=4000\n');
    expect(reasons({ PAIDONCE_CONFIG: file })).toEqual([`PROT in ${file} is no setting`]);
    expect(reasons({ PAIDONCE_CONFIG: join(folder, 'none') })[0]).toMatch(/^PAIDONCE_CONFIG has to be a file/);
  });
});

describe("The administrator's token", () => {
  it('is made on the first start, for its owner alone, and found again', () => {
    const data = join(folder, 'data');
    const made = administratorToken(data, undefined);
    expect(made.isNew).toBe(true);
    const file = join(data, 'administrator.token');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').trim()).toBe(made.secret);
    expect(administratorToken(data, undefined)).toEqual({ secret: made.secret, isNew: false });
  });

  it('may be given, and is then kept nowhere', () => {
    const data = join(folder, 'other');
    expect(administratorToken(data, 'given-by-somebody')).toEqual({ secret: 'given-by-somebody', isNew: false });
    expect(() => statSync(data)).toThrow();
  });
});
