import { afterEach, describe, expect, it } from '@jest/globals';
import type { Context } from '../context.js';
import { Formats } from '../terminal/formats.js';
import { Output } from '../terminal/output.js';
import { en } from '../texts/en.texts.js';
import { FrailServer, problem, recordAll, recordUntil } from '../testing/frail-server.fixture.js';
import { collecting } from '../testing/terminal.fixture.js';
import { deliver } from './deliver.js';
import { Outbox } from './outbox.js';
import { Patience } from './patience.js';
import { RemoteServer } from './remote-server.js';

const said: string[] = [];
const context: Context = {
  language: 'en',
  texts: en,
  formats: new Formats('en'),
  out: new Output(collecting([])),
  err: new Output(collecting(said)),
  environment: {},
  stdin: (async function* () {
    // Nothing to read.
  })(),
};

let server: FrailServer;
afterEach(async () => {
  said.length = 0;
  await server.close();
});

/** Sends so many lines with a patience of two tries. */
async function send(count: number): Promise<void> {
  const remote = new RemoteServer(new URL(server.url), 'T');
  const outbox = new Outbox(() => undefined);
  const lines = Array.from({ length: count }, (_, index) => index + 1);
  await outbox.add({ file: 'a', lines, text: lines.map((line) => `{"n":${line}}\n`).join('') });
  outbox.close();
  try {
    await deliver(context, remote, '/v1/facts', outbox, () => undefined, new Patience(context, remote, [1, 1]));
  } finally {
    remote.close();
  }
}

describe('patience', () => {
  it('ends where a server does not come back', async () => {
    server = await FrailServer.start(problem(503, 'Not at the moment', 'Later.'));
    await expect(send(1)).rejects.toMatchObject({
      exitCode: 69,
      message: `The server at ${server.url} does not answer any more: Not at the moment: Later..`,
    });
    expect(server.requests).toHaveLength(3);
    expect(said).toEqual(['The connection broke (Not at the moment: Later.). What was not answered is sent again.\n']);
  });

  it('is as great as before once it goes on', async () => {
    server = await FrailServer.start(...Array.from({ length: 6 }, () => recordUntil(10)), recordAll);
    await send(65);
    expect(server.recorded.size).toBe(65);
    expect(server.requests).toHaveLength(7);
  });
});
