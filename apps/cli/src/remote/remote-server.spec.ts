import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { administratorToken } from '../../../api/src/settings/administrator-token.js';
import { FrailServer, recordAll } from '../testing/frail-server.fixture.js';
import { Folder, paidonce, type Told } from '../testing/terminal.fixture.js';

let folder: Folder;
let server: FrailServer;
beforeEach(async () => {
  folder = new Folder();
  server = await FrailServer.start(recordAll);
});
afterEach(async () => {
  folder.remove();
  await server.close();
});

const send = (argv: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Told> =>
  paidonce(['import', '-', ...argv], { environment, stdin: ['{}'] });

describe('the token', () => {
  it('is the one that the server keeps in its data folder', async () => {
    const data = join(folder.path, 'data');
    const { secret } = administratorToken(data, undefined);
    expect(await send(['--server', server.url], { PAIDONCE_DATA: data })).toMatchObject({ status: 0 });
    expect(server.requests).toEqual([`POST /v1/facts?import=true Bearer ${secret}`]);
  });

  it('is rather that of the environment, and first of all that of the option', async () => {
    const data = join(folder.path, 'data');
    administratorToken(data, undefined);
    const environment = { PAIDONCE_DATA: data, PAIDONCE_TOKEN: 'of-environment' };
    await send(['--server', server.url], environment);
    await send(['--server', server.url, '--token', 'of-option'], environment);
    expect(server.requests.map((request) => request.split(' ').at(-1))).toEqual(['of-environment', 'of-option']);
  });

  it('of the data folder is for this machine alone', async () => {
    const data = join(folder.path, 'data');
    administratorToken(data, undefined);
    const { status, err } = await send(['--server', 'http://paidonce.invalid'], { PAIDONCE_DATA: data });
    expect(status).toBe(64);
    expect(err).toContain('No token for paidonce.invalid: set PAIDONCE_TOKEN');
  });

  it('that is missing or no token is asked for, and never shown', async () => {
    const missing = await send(['--server', server.url], { PAIDONCE_DATA: folder.path, PAIDONCE_TOKEN: '' });
    expect(missing.status).toBe(64);
    expect(missing.err).toContain(`there is no ${join(folder.path, 'administrator.token')}`);
    const bad = await send(['--server', server.url, '--token', 'two\nlines']);
    expect(bad.status).toBe(64);
    expect(bad.err).not.toContain('two');
    mkdirSync(join(folder.path, 'administrator.token'));
    expect((await send(['--server', server.url], { PAIDONCE_DATA: folder.path })).status).toBe(66);
    expect(server.requests).toEqual([]);
  });
});

describe('the address', () => {
  it.each(['nonsense', 'ftp://paidonce.example', 'http://user:word@127.0.0.1', 'http://127.0.0.1?x=1'])(
    'cannot be %s',
    async (address) => {
      const { status, err } = await send(['--server', address, '--token', 'T']);
      expect(status).toBe(64);
      expect(err).toContain('is no address');
    },
  );

  it('may have a folder', async () => {
    await send(['--server', `${server.url}/billing/`, '--token', 'T']);
    expect(server.requests).toEqual(['POST /billing/v1/facts?import=true Bearer T']);
  });

  it('of nobody is told', async () => {
    const { status, err } = await send(['--server', 'http://paidonce.invalid', '--token', 'T']);
    expect(status).toBe(69);
    expect(err).toContain('No server at http://paidonce.invalid: ');
  });
});
