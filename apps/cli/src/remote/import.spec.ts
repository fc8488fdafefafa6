import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { ADMINISTRATOR, Server } from '../../../api/src/testing/server.fixture.js';
import { History } from '../testing/histories.fixture.js';
import { Folder, paidonce, type Told } from '../testing/terminal.fixture.js';

let folder: Folder;
let server: Server;
beforeEach(async () => {
  folder = new Folder();
  server = await Server.start();
});
afterEach(async () => {
  folder.remove();
  await server.close();
});

const environment = { PAIDONCE_TOKEN: ADMINISTRATOR };
const send = (argv: readonly string[], stdin: readonly (string | Buffer)[] = []): Promise<Told> =>
  paidonce(['import', ...argv, '--server', server.url], { environment, stdin });

/** A lead that was confirmed in January, which is closed. */
function january(): History {
  const history = new History();
  history.lead('L1', '2026-01-10', '+79161234567');
  history.add('lead.confirmed', '2026-01-11', { leadId: 'L1' });
  history.close('2026-01', '2026-02-01');
  return history;
}

describe('import', () => {
  it('records every fact of several files, gzip and standard input among them', async () => {
    const { lines } = january();
    const files = [
      folder.file('a.ndjson', `\ufeff${lines.slice(0, 2).join('\r\n\r\n')}`),
      folder.file('b.ndjson.gz', gzipSync(lines.slice(2, 4).join('\n'))),
    ];
    const told = await send([...files, '-'], [lines.slice(4).join('\n')]);
    expect(told).toEqual({ status: 0, out: '6 facts sent: 6 accepted, 0 known before, 0 refused.\n', err: '' });
    expect(server.ledger.log.map(({ line }) => JSON.parse(line) as object)).toMatchObject(
      lines.map((line) => JSON.parse(line) as object),
    );
  });

  it('again changes nothing', async () => {
    const file = folder.file('history.ndjson', january().text);
    await send([file]);
    const { status, out } = await send([file, '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual({ errors: [], accepted: 0, duplicate: 6, refused: 0, complete: true });
    expect(server.ledger.log).toHaveLength(6);
  });

  it('leaves the statements that settling its files gives', async () => {
    const file = folder.file('history.ndjson', january().text);
    await send([file]);
    const settled = JSON.parse((await paidonce(['settle', file, '--json'])).out) as { statements: unknown };
    expect(server.ledger.statements.map(({ statement }) => statement)).toEqual(settled.statements);
  });

  it('of nothing is done', async () => {
    expect(await send([folder.file('empty.ndjson', '\n')])).toMatchObject({ status: 0 });
  });
});

describe('refused facts', () => {
  const bad = (): string => {
    const { lines } = january();
    return [lines[0], '', 'nothing', lines[1], lines[3]].join('\n');
  };

  it('are named by file and line, and wait in quarantine', async () => {
    const file = folder.file('bad.ndjson', bad());
    const { status, out, err } = await send([file]);
    expect(status).toBe(2);
    expect(out).toBe('4 facts sent: 2 accepted, 0 known before, 2 refused.\n');
    expect(err).toMatch(/bad\.ndjson:3 {2}invalid {2}not JSON/);
    expect(err).toMatch(/bad\.ndjson:5 {2}unknown-reference {2}data\.campaignId {2}/);
    expect(err).toContain('2 lines are refused.');
    expect(err).toMatch(/^ {2}1 {2}invalid {12}not JSON/m);
    expect(err).toContain(`${server.url}/v1/quarantine`);
  });

  it('are listed for machines, each with its file where there are several', async () => {
    const good = folder.file('good.ndjson', '');
    const file = folder.file('bad.ndjson', bad());
    const { status, out, err } = await send([good, file, '--json']);
    expect([status, err]).toEqual([2, '']);
    expect(JSON.parse(out)).toEqual({
      errors: [
        { file, line: 3, code: 'invalid', path: '', message: 'not JSON', quarantine: '/v1/quarantine/q1' },
        expect.objectContaining({ file, line: 5, code: 'unknown-reference', quarantine: '/v1/quarantine/q2' }),
      ],
      accepted: 2,
      duplicate: 0,
      refused: 2,
      complete: true,
    });
  });

  it('that are no text are not sent, and are named in their turn', async () => {
    const [first = '', second = ''] = january().lines;
    const broken = Buffer.from('{"\xff"}\n', 'latin1');
    const file = folder.file(
      'bad.ndjson',
      Buffer.concat([Buffer.from(`{}\n${first}\n`), broken, Buffer.from(`[]\n${second}`)]),
    );
    const { status, out } = await send([file, '--json']);
    const { errors, ...counts } = JSON.parse(out) as { errors: { line: number; message: string }[] };
    expect(status).toBe(2);
    expect(errors.map(({ line }) => line)).toEqual([1, 3, 4]);
    expect(errors[1]).toMatchObject({ message: 'not JSON: the line is not UTF-8' });
    expect(counts).toEqual({ accepted: 2, duplicate: 0, refused: 3, complete: true });
    expect((await server.get('/v1/quarantine')).json.items).toHaveLength(2);
  });

  it('are told in Russian, too', async () => {
    const { out, err } = await send([folder.file('bad.ndjson', bad()), '--lang', 'ru']);
    expect(out).toBe('Отправлено: 4 факта; принято 2, известно раньше 0, отклонено 2.\n');
    expect(err).toContain('ждут в карантине');
  });
});

describe('the token', () => {
  it('that is unknown ends it with 77, also where much was to be sent', async () => {
    const file = folder.file('long.ndjson', `${JSON.stringify({ padding: 'x'.repeat(1000) })}\n`.repeat(30_000));
    const { status, out, err } = await paidonce(['import', file, '--server', server.url, '--token', 'unknown']);
    expect([status, out]).toEqual([77, '']);
    expect(err).toContain('The server denies the token: No valid token: The token is unknown or was revoked.');
  });

  it('of a machine may send facts of now', async () => {
    await send([folder.file('history.ndjson', january().lines.slice(0, 3).join('\n'))]);
    const file = folder.file('lead.ndjson', january().lines[3] ?? '');
    const token = await server.token('recorder');
    const denied = await send([file, '--token', token]);
    expect(denied.status).toBe(77);
    expect(denied.err).toContain('--live sends facts with any token');
    expect(await send([file, '--token', token, '--live'])).toMatchObject({ status: 0, err: '' });
    expect(server.ledger.log.at(-1)?.line).toContain('"recordedtime":"2026-03-15T12:00:00Z"');
  });
});

describe('a file that cannot be read', () => {
  it('from the beginning keeps the others from being sent', async () => {
    const good = folder.file('good.ndjson', january().text);
    const { status, out } = await send([good, `${folder.path}/missing`]);
    expect([status, out]).toEqual([66, '']);
    expect(server.ledger.log).toHaveLength(0);
  });

  it('to its end leaves what was read of it recorded', async () => {
    const good = folder.file('good.ndjson', january().text);
    const packed = gzipSync(
      `${'{}\n'.repeat(3)}${Array.from({ length: 9999 }, (_, i) => `{"n":${i * i}}`).join('\n')}`,
    );
    const { status, out, err } = await send([good, folder.file('torn.gz', packed.subarray(0, -200)), '--json']);
    expect(status).toBe(66);
    expect(err).toContain('torn.gz: it is damaged (gzip)');
    expect(JSON.parse(out)).toMatchObject({ accepted: 6, complete: false });
    expect(server.ledger.log).toHaveLength(6);
  });
});
