import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { Folder, paidonce, type Told } from '../../apps/cli/src/testing/terminal.fixture.js';
import { startFakeServer, type FakeServer } from '../../libs/event-store/src/eventstoredb/fake-server.fixture.js';
import { ADMINISTRATOR, linesOf, RealServer } from '../server/real-server.fixture.js';
import { caseText } from './bundled.fixture.js';

let node: FakeServer;
let server: RealServer;
const folder = new Folder();
const text = caseText('correction');
const facts = linesOf<{ source: string; id: string; type: string }>(text);

beforeAll(async () => {
  node = await startFakeServer();
  server = await RealServer.start({ EVENTSTORE_URL: node.url });
  expect((await server.import(text)).at(-1)).toMatchObject({ refused: 0 });
  expect(await server.statements()).toHaveLength(3);
  await allSigned();
}, 60_000);
afterAll(async () => {
  folder.remove();
  await server.stop();
  node.stop();
});

/** Waits until a checkpoint covers all that is sealed, and all is sealed. */
async function allSigned(): Promise<void> {
  const lag = async (): Promise<string> =>
    /^paidonce_seal_lag_seconds (\S+)/mu.exec(await (await server.ask('/metrics')).text())?.[1] ?? '';
  for (let i = 0; (await lag()) !== '0'; i++) {
    if (i > 400) throw new Error(`the log is not sealed: ${await lag()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

const audit = (...argv: string[]): Promise<Told> =>
  paidonce([...argv, '--server', server.serving.url, '--token', ADMINISTRATOR, '--lang', 'en']);

describe('An auditor of a log in EventStoreDB', () => {
  it('replays the statements to the byte', async () => {
    const { status, out } = await audit('replay');
    expect(out).toMatch(/^3 statements replayed from \d+ facts: every one is the same to the byte/);
    expect(status).toBe(0);
  });

  it('has the log checked', async () => {
    const { status, out } = await audit('audit', 'check');
    expect(out).toMatch(/^The log is as it was sealed and signed: \d+ events/);
    expect(status).toBe(0);
  });

  it('takes the proof of an item away', async () => {
    const [first] = facts;
    const file = join(folder.path, 'item.json');
    const id = `${first!.source.replaceAll('/', '%2F')}/${first!.id}`;
    const proven = await audit('audit', 'prove', '--fact', id, '--statement', 'C-1/1', '-o', file);
    expect(proven).toMatchObject({ status: 0, err: '' });
    const { out: keys } = await audit('audit', 'keys');
    const verified = await paidonce(['audit', 'prove', '--verify', file, '--key', keys.trim(), '--lang', 'en']);
    expect(verified).toEqual({ status: 0, out: proven.out, err: '' });
  });

  it('takes a bundle away, and verifies it', async () => {
    const path = join(folder.path, 'C-1.tar');
    expect(await audit('audit', 'bundle', '--contract', 'C-1', '--out', path)).toMatchObject({ status: 0 });
    const { out: keys } = await audit('audit', 'keys');
    const verified = await paidonce(['audit', 'verify', path, '--key', keys.trim(), '--lang', 'en']);
    expect(verified.out).toContain('Everything that can be checked holds.');
    expect(verified).toMatchObject({ status: 0, err: '' });
  });

  it('is told which event was changed on the node, by the check and by the bundle', async () => {
    const event = node.log.events.find(({ type }) => type === 'campaign.launched')!;
    const { data, position } = event;
    Object.assign(event, { data: Buffer.from(Buffer.from(data).toString().replace('card', 'loan')) });
    const checked = await audit('audit', 'check');
    const bundled = await audit('audit', 'bundle', '--contract', 'C-1', '--out', join(folder.path, 'none.tar'));
    Object.assign(event, { data });
    expect(checked.out).toContain(`position ${position}`);
    expect(checked.status).toBe(2);
    expect(bundled.err).toContain(`The event at position ${position} was changed.`);
    expect(bundled.status).not.toBe(0);
  });

  it('is told which event was dropped on the node', async () => {
    const { events } = node.log;
    const at = events.findIndex(({ type }) => type === 'campaign.launched');
    const [dropped] = events.splice(at, 1);
    const checked = await audit('audit', 'check');
    events.splice(at, 0, dropped!);
    expect(checked.out).toContain('revision 2 is due');
    expect(checked.out).toContain('1 event ');
    expect(checked.status).toBe(2);
  });

  it('finds it sound again afterwards', async () => {
    expect(await audit('audit', 'check')).toMatchObject({ status: 0 });
  });
});
