import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { startFakeServer, type FakeServer } from '../../libs/event-store/src/eventstoredb/fake-server.fixture.js';
import { RealServer } from './real-server.fixture.js';

const folder = new URL('../cases/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const cases = readdirSync(folder).flatMap((name) => /^(.+)\.expected\.json$/.exec(name)?.[1] ?? []);

let node: FakeServer;
let server: RealServer;
beforeEach(async () => {
  node = await startFakeServer();
  server = await RealServer.start({ EVENTSTORE_URL: node.url });
}, 60_000);
afterEach(async () => {
  await server.stop();
  node.stop();
});

describe('With its log in EventStoreDB', () => {
  it.each(cases)('the case %s yields its statements', async (name) => {
    const answers = await server.import(read(`${name}.ndjson`));
    expect(answers.at(-1)).toMatchObject({ refused: 0 });
    const { statements } = JSON.parse(read(`${name}.expected.json`)) as { statements: object[] };
    expect(await server.statements()).toMatchObject(statements);
  });
});
