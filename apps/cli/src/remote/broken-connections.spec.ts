import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { setTimeout as after } from 'node:timers/promises';
import { Growth } from '../../../../libs/kernel/src/testing/held-memory.fixture.js';
import {
  breakOff,
  FrailServer,
  problem,
  recordAfter,
  recordAll,
  recordUntil,
  say,
  type Behaviour,
} from '../testing/frail-server.fixture.js';
import { Folder, paidonce, type Circumstances, type Told } from '../testing/terminal.fixture.js';

let folder: Folder;
let server: FrailServer;
beforeEach(() => {
  folder = new Folder();
});
afterEach(async () => {
  folder.remove();
  await server.close();
});

const line = (number: number): string => `{"n":${number}}`;
const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => line(index + 1));

async function send(
  behaviours: Behaviour[],
  argv: readonly string[],
  circumstances: Circumstances = {},
): Promise<Told> {
  server = await FrailServer.start(...behaviours);
  return paidonce(['import', ...argv, '--server', server.url, '--token', 'T'], circumstances);
}

describe('a connection that breaks', () => {
  it('loses no fact and repeats none: what was not answered is sent again', async () => {
    const file = folder.file('history.ndjson', lines(5000).join('\n'));
    const { status, out, err } = await send([recordUntil(1000, 10), recordUntil(300), recordAll], [file, '--json']);
    expect(status).toBe(0);
    expect([...server.recorded]).toEqual(lines(5000));
    expect(JSON.parse(out)).toEqual({ errors: [], accepted: 4990, duplicate: 10, refused: 0, complete: true });
    expect(server.requests).toEqual(Array(3).fill('POST /v1/facts?import=true Bearer T'));
    expect(err.match(/What was not answered is sent again/g)).toHaveLength(2);
  });

  it('does not mix up the lines that are refused', async () => {
    const wrong = lines(3000).map((text, index) => (index % 1000 === 7 ? '{"wrong":1}' : text));
    const files = [folder.file('a.ndjson', wrong.join('\n\n')), folder.file('b.ndjson', wrong.join('\n'))];
    const { status, out } = await send([recordUntil(500), recordUntil(4000), recordAll], [...files, '--json']);
    expect(status).toBe(2);
    const { errors } = JSON.parse(out) as { errors: { file: string; line: number }[] };
    const numbers = [7, 1007, 2007];
    expect(errors.map(({ file, line: at }) => [file, at])).toEqual([
      ...numbers.map((index) => [files[0], index * 2 + 1]),
      ...numbers.map((index) => [files[1], index + 1]),
    ]);
  });

  it('while the server is started anew is waited for', async () => {
    const file = folder.file('history.ndjson', lines(100).join('\n'));
    server = await FrailServer.start(recordUntil(50), recordAll);
    const { port, url } = server;
    const sending = paidonce(['import', file, '--server', url, '--token', 'T']);
    while (server.recorded.size < 50) await after(5);
    await server.close();
    await after(250);
    await server.listen(port);
    expect((await sending).status).toBe(0);
    expect([...server.recorded]).toEqual(lines(100));
  });

  it('is not taken for the end where the server stops without having answered all', async () => {
    const partly: Behaviour = (_server, _request, response) => {
      response.end(
        '{"line":1,"status":"accepted"}\n{"accepted":1,"duplicate":0,"refused":0,"problem":{"title":"The body broke off"}}\n',
      );
    };
    const { status, err } = await send([partly, recordAll], [folder.file('h.ndjson', lines(3).join('\n'))]);
    expect(status).toBe(0);
    expect(err).toContain('The connection broke (The body broke off)');
    expect([...server.recorded]).toEqual([line(2), line(3)]);
  });

  it('is tried again where the server asks for patience', async () => {
    const busy = problem(503, 'Not at the moment', 'The server is starting.');
    const { status, err } = await send([busy, recordAll], [folder.file('h.ndjson', line(1))]);
    expect(status).toBe(0);
    expect(err).toContain('The connection broke (Not at the moment: The server is starting.)');
  });
});

describe('a server that is slow', () => {
  it('is waited for: no more is read than it may have to answer for', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let read = 0;
    const block = Buffer.from(`${JSON.stringify({ padding: 'x'.repeat(1000) })}\n`.repeat(500));
    const stdin = (async function* () {
      for (; read < 100; read++) {
        yield block;
        await after(0);
      }
    })();
    const sending = send([recordAfter(gate)], ['-', '--json'], { stdin });
    await after(500);
    const waiting = read;
    await after(100);
    expect([read, waiting < 30]).toEqual([waiting, true]);
    open();
    expect(JSON.parse((await sending).out)).toMatchObject({ accepted: 1, duplicate: 49_999 });
  });

  it('in reading and writing at once cannot stop both', async () => {
    const wordy: Behaviour = async (_server, request, response) => {
      let answered = 0;
      for await (const part of request) {
        for (const byte of part as Buffer) {
          if (byte !== 0x0a) continue;
          const answer = `{"line":${++answered},"status":"duplicate","padding":"${'x'.repeat(500)}"}\n`;
          if (!response.write(answer)) await new Promise((resolve) => response.once('drain', resolve));
        }
      }
      response.end('{"accepted":0,"duplicate":0,"refused":0}\n');
    };
    const file = folder.file('history.ndjson', '{}\n'.repeat(100_000));
    const { out } = await send([wordy], [file, '--json']);
    expect(JSON.parse(out)).toMatchObject({ duplicate: 100_000, complete: true });
  });

  it('takes 100,000 facts without memory growing with them', async () => {
    let growth: Growth | undefined;
    const stdin = (async function* () {
      const padding = 'x'.repeat(900);
      for (let number = 0; number < 100_000; number += 500) {
        const block = Array.from({ length: 500 }, (_, index) => `{"n":${number + index},"padding":"${padding}"}\n`);
        yield Buffer.from(block.join(''));
        if (number === 10_000) growth = new Growth();
        if (number % 10_000 === 5000) growth?.look();
        await after(0);
      }
    })();
    const forgetful: Behaviour = async (_server, request, response) => {
      let answered = 0;
      for await (const part of request) {
        let answers = '';
        for (const byte of part as Buffer) if (byte === 0x0a) answers += `{"line":${++answered},"status":"accepted"}\n`;
        if (!response.write(answers)) await new Promise((resolve) => response.once('drain', resolve));
      }
      response.end('{"accepted":0,"duplicate":0,"refused":0}\n');
    };
    const { out } = await send([forgetful], ['-', '--json'], { stdin });
    expect(JSON.parse(out)).toMatchObject({ accepted: 100_000 });
    // 85 MiB follow the first look; what the connection holds of them varies by about 20.
    expect(growth?.most).toBeLessThan(40);
  });

  it('gets what comes in over time as it comes', async () => {
    const stdin = new PassThrough();
    const sending = send([recordAll], ['-'], { stdin });
    stdin.write(`${line(1)}\n`);
    await until(() => server.recorded.size === 1);
    stdin.end(`${line(2)}\n`);
    expect((await sending).out).toContain('2 accepted');
    expect(server.requests).toHaveLength(1);
  });
});

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    await after(5);
    if (isSo()) return;
  }
  throw new Error('it never came to that');
}

describe('what is no server of facts', () => {
  const file = (): string => folder.file('h.ndjson', line(1));

  it('is told by an exit status of its own where nobody listens', async () => {
    server = await FrailServer.start();
    const { url } = server;
    await server.close();
    const { status, out, err } = await paidonce(['import', file(), '--server', url, '--token', 'T']);
    expect([status, out]).toEqual([69, '']);
    expect(err).toBe(`paidonce: No server at ${url}: nobody listens there. \`npm start\` starts one.\n`);
    await server.listen();
  });

  it('does not keep a terminal waiting', async () => {
    const stdin = new PassThrough();
    stdin.write(`${line(1)}\n`);
    const { status } = await send([problem(401, 'No valid token', 'Unknown.')], ['-'], { stdin });
    expect(status).toBe(77);
    expect(stdin.destroyed).toBe(true);
  });

  it.each([
    ['a page', say(200, '<html>\n'), 69, 'This is no server of facts'],
    ['another server', say(404, '<html>'), 69, 'It answered: HTTP 404'],
    ['answers to what was not sent', breakOff('{"line":2,"status":"accepted"}\n'), 69, 'It answered: {"line":2'],
    [
      'a problem of its own',
      problem(500, 'Something went wrong here', 'Look.'),
      69,
      'Something went wrong here: Look. (request R-1)',
    ],
    [
      'a problem of the request',
      problem(400, 'The request cannot be read', 'So.'),
      2,
      'The request cannot be read: So.',
    ],
    ['a guard before the server', say(403, 'no'), 77, 'The server denies the token: 403'],
  ])('is told: %s', async (_, behaviour, expected, words) => {
    const { status, out, err } = await send([behaviour], [file()]);
    expect({ status, out }).toEqual({ status: expected, out: '' });
    expect(err).toContain(words);
  });
});
