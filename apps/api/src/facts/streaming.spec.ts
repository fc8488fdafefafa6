import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { Growth } from '../../../../libs/kernel/src/testing/held-memory.fixture.js';
import { setTimeout as after } from 'node:timers/promises';
import { fact, ndjson } from '../testing/facts.fixture.js';
import { ADMINISTRATOR, Server } from '../testing/server.fixture.js';
import { NDJSON } from './media-types.js';

let server: Server;
beforeEach(async () => {
  server = await Server.start();
});
afterEach(() => server.close());

const registered = (i: number) => fact(`c${i}`, 'client.registered', { clientId: `c${i}`, name: 'A client' });

/** A request whose body is still to be written. */
function upload(headers = {}): ClientRequest {
  return request(`${server.url}/v1/facts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMINISTRATOR}`, 'content-type': NDJSON, ...headers },
  });
}

async function answerOf(sent: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return answer.setEncoding('utf8');
}

async function write(sent: ClientRequest, text: string): Promise<void> {
  if (!sent.write(text)) await once(sent, 'drain');
}

describe('A long stream', () => {
  it('of 100,000 facts is read and answered in constant memory', async () => {
    const lines = 100_000;
    let growth: Growth | undefined;
    // The ledger of tests keeps what it records; what is measured here is the edge.
    server.ledger.record = async function* (facts) {
      for await (const block of facts) {
        yield block.map(({ line }) => ({
          line,
          status: 'accepted',
          source: 'crm',
          id: `c${line}`,
          position: BigInt(line),
          clientId: 'bank',
        }));
      }
    };
    const sent = upload();
    const write100 = async () => {
      for (let i = 0; i < lines; i += 100) {
        await write(sent, ndjson(Array.from({ length: 100 }, (_, j) => registered(i + j))));
        if (i === 10_000) growth = new Growth();
        if (i % 10_000 === 5000) growth?.look();
      }
      sent.end();
    };
    const written = write100();
    let answered = 0;
    let tail = '';
    for await (const block of await answerOf(sent)) {
      answered += (block as string).split('\n').length - 1;
      tail = (tail + (block as string)).slice(-200);
    }
    await written;
    expect(answered).toBe(lines + 1);
    expect(tail).toContain('{"accepted":100000,"duplicate":0,"refused":0}');
    expect(growth?.most).toBeLessThan(10);
  });

  it('is answered while it is sent', async () => {
    const sent = upload();
    await write(sent, ndjson([registered(1)]));
    const answer = await answerOf(sent);
    const [first] = (await once(answer, 'data')) as [string];
    expect(JSON.parse(first)).toMatchObject({ line: 1, status: 'accepted' });
    await write(sent, ndjson([registered(2)]));
    const [second] = (await once(answer, 'data')) as [string];
    expect(JSON.parse(second)).toMatchObject({ line: 2, status: 'accepted' });
    sent.end();
    const [last] = (await once(answer, 'data')) as [string];
    expect(JSON.parse(last)).toEqual({ accepted: 2, duplicate: 0, refused: 0 });
  });

  it('that its sender breaks off keeps what was sent, and the next one is served', async () => {
    const sent = upload();
    sent.on('error', () => undefined);
    await write(sent, ndjson([registered(1), registered(2)]));
    const answer = await answerOf(sent);
    answer.on('error', () => undefined);
    await once(answer, 'data');
    sent.destroy();
    await after(50);
    expect(server.ledger.log).toHaveLength(2);
    expect((await server.get('/health/live')).status).toBe(200);
    expect(server.logged.join('')).not.toContain('unexpected error');
  });

  it('is read no faster than the ledger takes it', async () => {
    let taken = 0;
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    server.ledger.record = async function* (facts) {
      for await (const block of facts) {
        taken++;
        if (taken === 10) await gate;
        yield block.map(({ line }) => ({ line, status: 'duplicate', source: 'crm', id: 'x' }));
      }
    };
    const sent = upload();
    const answered = answerOf(sent);
    const padded = `${JSON.stringify({ ...registered(1), padding: 'x'.repeat(1000) })}\n`.repeat(1000);
    let blocked = false;
    for (let i = 0; i < 60 && !blocked; i++) {
      if (!sent.write(padded))
        blocked = (await Promise.race([once(sent, 'drain'), after(300, 'blocked')])) === 'blocked';
    }
    expect(taken).toBe(10);
    expect(blocked).toBe(true);
    open();
    sent.end();
    const answer = await answered;
    answer.resume();
    await once(answer, 'end');
  });

  it('is read no faster than its answers are taken', async () => {
    let taken = 0;
    const lines = 400_000;
    server.ledger.record = async function* (facts) {
      for await (const block of facts) {
        taken += block.length;
        yield block.map(({ line }) => ({ line, status: 'duplicate', source: 'crm'.repeat(40), id: 'x' }));
      }
    };
    const sent = upload();
    const writing = (async () => {
      for (let i = 0; i < lines; i += 10_000) await write(sent, '{}\n'.repeat(10_000));
      sent.end();
    })();
    const answer = await answerOf(sent);
    await after(700);
    const waiting = taken;
    await after(200);
    expect(taken).toBe(waiting);
    expect(waiting).toBeLessThan(lines);
    answer.resume();
    await once(answer, 'end');
    await writing;
    expect(taken).toBe(lines);
  });
});

describe('A stream whose store fails on the way', () => {
  it.each([
    ['unavailable', Object.assign(new Error('terminated'), { code: '57P01' })],
    ['internal', new Error('password 123')],
  ])('is answered to the end, which says so: %s', async (code, error) => {
    server.ledger.record = async function* (facts) {
      let isFirst = true;
      for await (const block of facts) {
        if (!isFirst) throw error;
        isFirst = false;
        yield block.map(({ line }) => ({
          ...{ line, status: 'accepted', source: 'crm', id: `c${line}`, position: 1n, clientId: 'bank' },
        }));
      }
    };
    // That is entered before the answer ends.
    const enter = server.journal.enter.bind(server.journal);
    server.journal.enter = async (entry) => {
      await after(50);
      return enter(entry);
    };
    const sent = upload();
    await write(sent, ndjson([registered(1)]));
    const answer = await answerOf(sent);
    let text = '';
    answer.on('data', (block: string) => (text += block));
    await once(answer, 'data');
    await write(sent, ndjson([registered(2)]));
    await once(answer, 'end');
    const last = JSON.parse(text.trimEnd().split('\n').at(-1)!) as object;
    expect(last).toMatchObject({ accepted: 1, duplicate: 0, refused: 0, problem: { type: `/problems/${code}` } });
    expect(text).not.toContain('password');
    expect(server.journal.entries.at(-1)).toMatchObject({ action: 'recordFacts', problem: code });
    sent.destroy();
  });
});
