import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Folder, paidonce, type Told } from '../../apps/cli/src/testing/terminal.fixture.js';
import { ADMINISTRATOR, RealServer } from '../server/real-server.fixture.js';

let server: RealServer;
const folder = new Folder();
beforeAll(async () => {
  server = await RealServer.start();
  await server.import(readFileSync(new URL('../cases/correction.ndjson', import.meta.url), 'utf8'));
  const last = (await server.statements()).at(-1)?.logPosition ?? 0;
  const size = async (): Promise<number> =>
    (await server.json<{ items: { size: number }[] }>('/v1/audit/checkpoints')).items.at(-1)?.size ?? 0;
  while ((await size()) < last) await new Promise((resolve) => setTimeout(resolve, 25));
}, 60_000);
afterAll(async () => {
  folder.remove();
  await server.stop();
});

const audit = (...argv: string[]): Promise<Told> =>
  paidonce(['audit', ...argv, '--server', server.serving.url, '--token', ADMINISTRATOR, '--lang', 'en']);

describe('An auditor at the command line', () => {
  it('has the log checked, and is told that it is sound', async () => {
    const { status, out } = await audit('check');
    expect(out).toMatch(/^The log is as it was sealed and signed: \d+ events in [\d.]+ s/);
    expect(status).toBe(0);
  });

  it('is told what is not, and where', async () => {
    const change = (from: string, to: string) =>
      server.database.pool.query(`UPDATE read.statement SET body = replace(body, '${from}', '${to}') WHERE number = 1`);
    await change('"number":1', '"number": 1');
    const { status, out } = await audit('check');
    await change('"number": 1', '"number":1');
    expect(out).toMatch(
      /✗ statement C-1\/1 \(altered\): what is shown is not what the log has at position \d+\n1 finding/,
    );
    expect(status).toBe(2);
  });

  it('takes the proof of an item away, and verifies it without a server by the key that they know', async () => {
    const { out: keys } = await audit('keys');
    const file = join(folder.path, 'item.json');
    const [{ source, id } = { source: '', id: '' }] = readFileSync(
      new URL('../cases/correction.ndjson', import.meta.url),
      'utf8',
    )
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { source: string; id: string });
    const proven = await audit(
      'prove',
      '--fact',
      `${source.replaceAll('/', '%2F')}/${id}`,
      '--statement',
      'C-1/1',
      '-o',
      file,
    );
    expect(proven.status).toBe(0);
    expect(proven.out).toMatch(/It is proven.* that these 2 events stood in the log:\n {2}leaf \d+: /);
    const verify = (key: string) => paidonce(['audit', 'prove', '--verify', file, '--key', key, '--lang', 'en']);
    expect(await verify(keys.trim())).toEqual({ status: 0, out: proven.out, err: '' });
    writeFileSync(file, readFileSync(file, 'utf8').replace('"index":', '"index":1'));
    expect(await verify(keys.trim())).toMatchObject({ status: 2, out: expect.stringMatching(/^It is not proven: /) });
  });

  it.each([
    [['prove'], 'name what to prove'],
    [['prove', '--fact', 'nothing'], 'not of the form'],
    [['prove', '--verify', 'item.json'], 'needs --key'],
  ])('is told what is wrong with %j', async (argv, why) => {
    const { status, err } = await audit(...argv);
    expect(err).toContain(why);
    expect(status).toBe(64);
  });

  it('sees the keys, and as an administrator has another one sign', async () => {
    expect((await audit('keys')).out.trim().split('\n')).toHaveLength(1);
    expect((await audit('keys', 'rotate')).out.trim().split('\n')).toHaveLength(2);
    expect((await audit('check')).status).toBe(0);
  });
});
