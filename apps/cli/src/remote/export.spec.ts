import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { ADMINISTRATOR, Server } from '../../../api/src/testing/server.fixture.js';
import { breakOff, FrailServer, say } from '../testing/frail-server.fixture.js';
import { History } from '../testing/histories.fixture.js';
import { Folder, paidonce, type Told } from '../testing/terminal.fixture.js';

const environment = { PAIDONCE_TOKEN: ADMINISTRATOR };
let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

describe('export', () => {
  let server: Server;
  const receive = (...argv: string[]): Promise<Told> =>
    paidonce(['export', ...argv, '--server', server.url], { environment });

  beforeEach(async () => {
    server = await Server.start();
    const history = new History();
    history.lead('L1', '2026-01-10', '+79161234567');
    history.add('lead.confirmed', '2026-01-11', { leadId: 'L1' });
    history.close('2026-01', '2026-02-01');
    const file = folder.file('history.ndjson', history.text);
    await paidonce(['import', file, '--server', server.url], { environment });
  });
  afterEach(() => server.close());

  it('writes what is recorded, in its order', async () => {
    const { status, out, err } = await receive('--unsealed');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toBe(server.ledger.log.map(({ line }) => `${line}\n`).join(''));
  });

  it('writes to a file, gzipped where its name says so', async () => {
    const plain = join(folder.path, 'out.ndjson');
    const packed = join(folder.path, 'out.ndjson.gz');
    expect(await receive('-o', plain)).toEqual({ status: 0, out: '', err: `6 facts written to ${plain}.\n` });
    expect((await receive('-o', packed)).status).toBe(0);
    expect(readFileSync(plain, 'utf8')).toBe((await receive()).out);
    expect(gunzipSync(readFileSync(packed)).toString()).toBe(readFileSync(plain, 'utf8'));
  });

  it('settles to what its server has billed', async () => {
    const { out } = await receive('--unsealed');
    const settled = await paidonce(['settle', '-', '--json'], { stdin: [out] });
    expect(settled.status).toBe(0);
    expect(JSON.parse(settled.out)).toEqual({
      statements: server.ledger.statements.map(({ statement }) => statement),
    });
  });

  it('writes what is asked for', async () => {
    const typesOf = async (...argv: string[]): Promise<string[]> =>
      (await receive(...argv)).out
        .trimEnd()
        .split('\n')
        .flatMap((line) => (line === '' ? [] : (JSON.parse(line) as { type: string }).type));
    expect(await typesOf('--after', '4')).toEqual(['lead.confirmed', 'period.closed']);
    expect(await typesOf('--type', 'lead.confirmed', 'client.registered')).toEqual([
      'client.registered',
      'lead.confirmed',
    ]);
    expect(await typesOf('--contract', 'C-1', '--after', '5')).toEqual(['period.closed']);
    expect(await typesOf('--client', 'nobody')).toEqual([]);
    expect(await typesOf('--from', '2027-01-01T00:00:00+03:00')).toEqual([]);
    expect(await typesOf('--to', '2026-01-01T00:00:00Z', '--type', 'lead.confirmed')).toEqual([]);
    expect((await receive('--after', '5', '--positions')).out).toContain('"sequence":"6"');
  });

  it('tells of what the server does not understand', async () => {
    const { status, err } = await receive('--from', 'yesterday');
    expect(status).toBe(2);
    expect(err).toContain('The request cannot be read: from must be a date and time with an offset (RFC 3339)');
    expect(await receive('--after', '-1')).toMatchObject({ status: 64 });
  });

  it('needs a file that can be written', async () => {
    const nowhere = join(folder.path, 'no', 'out.ndjson');
    const { status, err } = await receive('-o', nowhere);
    expect(status).toBe(73);
    expect(err).toContain(nowhere);
  });

  it('writes to what is no file, and through a link', async () => {
    expect((await receive('-o', '/dev/null')).status).toBe(0);
    const link = join(folder.path, 'link.ndjson');
    const target = folder.file('target.ndjson', 'old');
    symlinkSync(target, link);
    await receive('-o', link);
    expect(readFileSync(target, 'utf8')).toContain('client.registered');
  });
});

describe('an export that breaks off', () => {
  let server: FrailServer;
  afterEach(() => server.close());

  const receive = (...argv: string[]): Promise<Told> =>
    paidonce(['export', ...argv, '--server', server.url, '--token', 'T']);

  it('does not look complete: the file stays as it was', async () => {
    server = await FrailServer.start(breakOff('{"n":1}\n{"n":2}\n'));
    const old = folder.file('out.ndjson', 'old');
    const { status, err } = await receive('-o', old);
    expect(status).toBe(69);
    expect(err).toContain('does not answer any more: the connection was cut.');
    expect(err).toContain(`The export would be incomplete: ${old} was not written.`);
    expect(readFileSync(old, 'utf8')).toBe('old');
    await receive('-o', join(folder.path, 'new.ndjson.gz'));
    expect(readdirSync(folder.path)).toEqual(['out.ndjson']);
  });

  it('says so on standard output', async () => {
    server = await FrailServer.start(breakOff('{"n":1}\n'));
    const { status, out, err } = await receive();
    expect([status, out]).toEqual([69, '{"n":1}\n']);
    expect(err).toContain('The export is incomplete');
  });

  it('is noticed where somebody in between ended it in order', async () => {
    server = await FrailServer.start(say(200, '{"n":1}\n{"n":', 'application/x-ndjson'));
    const path = join(folder.path, 'out.ndjson');
    expect((await receive('-o', path)).status).toBe(69);
    expect(existsSync(path)).toBe(false);
  });
});
