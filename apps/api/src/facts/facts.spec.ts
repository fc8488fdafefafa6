import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { fact, history, ndjson } from '../testing/facts.fixture.js';
import { Server, type Answered } from '../testing/server.fixture.js';
import { CLOUD_EVENT, CLOUD_EVENTS, NDJSON } from './media-types.js';

let server: Server;
beforeEach(async () => {
  server = await Server.start();
});
afterEach(() => server.close());

function post(type: string, body: unknown, headers = {}, token?: string): Promise<Answered> {
  return server.post('/v1/facts', body, { headers: { 'content-type': type, ...headers }, ...(token && { token }) });
}

const one = (body: unknown, token?: string): Promise<Answered> => post(CLOUD_EVENT, JSON.stringify(body), {}, token);
const stream = (body: string | Buffer, headers = {}): Promise<Answered> => post(NDJSON, body, headers);
const linesOf = ({ text }: Answered): unknown[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
const client = history()[0];

/** Attributes of a client in binary mode. */
const binary = {
  'ce-specversion': '1.0',
  'ce-id': 'zdes-%D0%B8-%D1%82%D0%B0%D0%BC',
  'ce-source': 'crm',
  'ce-type': 'client.registered',
  'ce-time': '2026-01-01T00:00:00Z',
};

/** Bytes that stand for no character in UTF-8, in hexadecimal. */
const NO_TEXT = ['fffe', 'c0af', 'eda080', 'd0'];

/** JSON whose last name has these bytes. */
function named(hex: string, value: object = client as object): Buffer {
  const [before, behind] = JSON.stringify({ ...value, name: 'HERE' }).split('HERE');
  return Buffer.concat([Buffer.from(before ?? ''), Buffer.from(hex, 'hex'), Buffer.from(behind ?? '')]);
}

describe('A single fact', () => {
  it('is answered with its place in the log once it is recorded', async () => {
    const answer = await one(client);
    expect(answer.status).toBe(201);
    expect(answer.json).toEqual({ status: 'accepted', source: 'crm', id: 'f1', position: 1 });
  });

  it('that comes again is a duplicate, and nothing happens', async () => {
    await one(client);
    const again = await one(client);
    expect([again.status, again.json]).toEqual([200, { status: 'duplicate', source: 'crm', id: 'f1' }]);
    expect(server.ledger.log).toHaveLength(1);
  });

  it('that is refused is told why, and where it waits', async () => {
    const answer = await one(fact('x', 'lead.confirmed', { leadId: 'nobody' }));
    expect(answer.status).toBe(422);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.json).toEqual({
      type: '/problems/unknown-reference',
      title: 'It refers to what is not there',
      status: 422,
      detail: 'no lead "nobody" is recorded',
      code: 'unknown-reference',
      path: 'data.leadId',
      quarantine: '/v1/quarantine/q1',
      requestId: answer.headers['x-request-id'],
    });
  });

  it('that is no JSON at all is refused like any other', async () => {
    const answer = await post(CLOUD_EVENT, '{');
    expect([answer.status, answer.json.code, answer.json.path]).toEqual([422, 'invalid', '']);
  });

  it('may name its character set, and be packed', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const answer = await post(`${CLOUD_EVENT}; charset=UTF-8`, gzipSync(JSON.stringify(client)), headers);
    expect(answer.status).toBe(201);
  });

  it.each(NO_TEXT)('that is no UTF-8 is refused, as a line of a stream is: %p', async (hex) => {
    const answer = await post(CLOUD_EVENT, named(hex));
    expect([answer.status, answer.json.code, answer.json.path]).toEqual([422, 'invalid', '']);
    expect(answer.text).toContain('not UTF-8');
    expect(server.ledger.log).toEqual([]);
  });

  it('may begin with a byte order mark, in every form', async () => {
    const mark = '\ufeff';
    expect((await post(CLOUD_EVENT, `${mark}${JSON.stringify(client)}`)).status).toBe(201);
    const batch = await post(CLOUD_EVENTS, `${mark}${JSON.stringify([client])}`);
    expect(linesOf(batch).at(-1)).toEqual({ accepted: 0, duplicate: 1, refused: 0 });
    const command = await post('application/json', `${mark}{"clientId":"m","name":"M"}`, binary);
    expect(command.status).toBe(201);
  });

  it('that unpacks to far more than a fact is not unpacked whole', async () => {
    const answer = await post(CLOUD_EVENT, gzipSync(Buffer.alloc(200 << 20, 0x20)), { 'content-encoding': 'gzip' });
    expect([answer.status, answer.json.type]).toEqual([413, '/problems/payload-too-large']);
  });

  it('may come in binary mode, its attributes in headers', async () => {
    const answer = await post('application/json', '{"clientId":"b","name":"B"}', binary);
    expect([answer.status, answer.json.id]).toEqual([201, 'zdes-и-там']);
    expect(server.ledger.log[0]?.fact).toMatchObject({ type: 'client.registered', data: { clientId: 'b' } });
  });

  it.each(['%E0%A4%A', 'caf\u00e9'])(
    'in binary mode with a header that is not encoded is no request: %s',
    async (id) => {
      const answer = await post('application/json', '{}', { 'ce-specversion': '1.0', 'ce-id': id });
      expect([answer.status, answer.json.type]).toEqual([400, '/problems/malformed-request']);
    },
  );

  it.each(NO_TEXT)('in binary mode whose data are no UTF-8 is no request: %p', async (hex) => {
    const answer = await post('application/json', named(hex, { clientId: 'b' }), binary);
    expect([answer.status, answer.json.type]).toEqual([400, '/problems/malformed-request']);
    expect(server.ledger.log).toEqual([]);
  });
});

describe('A batch', () => {
  it('is answered fact by fact, and counted', async () => {
    const answer = await post(CLOUD_EVENTS, JSON.stringify([client, client, { no: 'fact' }]));
    expect(answer.status).toBe(200);
    expect(linesOf(answer)).toMatchObject([
      { line: 1, status: 'accepted', id: 'f1', position: 1 },
      { line: 2, status: 'duplicate', id: 'f1' },
      { line: 3, status: 'refused', code: 'invalid', quarantine: '/v1/quarantine/q1' },
      { accepted: 1, duplicate: 1, refused: 1 },
    ]);
  });

  it.each(NO_TEXT)('that is no UTF-8 is no request: %p', async (hex) => {
    const answer = await post(CLOUD_EVENTS, Buffer.concat([Buffer.from('['), named(hex), Buffer.from(']')]));
    expect([answer.status, answer.json.type]).toEqual([400, '/problems/malformed-request']);
    expect(server.ledger.log).toEqual([]);
  });

  it.each(['{}', '[', ''])('has to be a list: not %p', async (body) => {
    const answer = await post(CLOUD_EVENTS, body);
    expect([answer.status, answer.json.type]).toEqual([400, '/problems/malformed-request']);
  });

  it('has a size beyond which a stream serves better', async () => {
    const answer = await post(CLOUD_EVENTS, `[${' '.repeat(17 << 20)}]`);
    expect([answer.status, answer.json.type]).toEqual([413, '/problems/payload-too-large']);
  });
});

describe('A stream', () => {
  it('skips blank lines and a byte order mark, and needs no last newline', async () => {
    const answer = await stream(`\ufeff${JSON.stringify(client)}\n\n  \r\n${JSON.stringify(history()[1])}`);
    expect(linesOf(answer)).toMatchObject([{ line: 1 }, { line: 4 }, { accepted: 2, duplicate: 0, refused: 0 }]);
  });

  it('of nothing is answered with nothing but the counts', async () => {
    expect(linesOf(await stream('\n'))).toEqual([{ accepted: 0, duplicate: 0, refused: 0 }]);
  });

  it('goes on behind a line that is no text', async () => {
    const bad = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe, 0x41]), Buffer.from('"}\n')]);
    const answer = await stream(Buffer.concat([bad, Buffer.from(ndjson([client]))]));
    expect(linesOf(answer)).toMatchObject([
      { line: 1, status: 'refused', code: 'invalid', message: 'not JSON: the line is not UTF-8' },
      { line: 2, status: 'accepted' },
      { accepted: 1, refused: 1 },
    ]);
  });

  it('goes on behind a line that is too long', async () => {
    const long = JSON.stringify(fact('x', 'client.registered', { clientId: 'x', name: 'x'.repeat(3 << 20) }));
    const answer = await stream(`${long}\n${ndjson([client])}`);
    expect(linesOf(answer)).toMatchObject([
      { line: 1, status: 'refused', code: 'invalid', message: 'the line is longer than 1 MB' },
      { line: 2, status: 'accepted' },
      { accepted: 1, refused: 1 },
    ]);
  });

  it('may be packed', async () => {
    const answer = await stream(gzipSync(ndjson(history())), { 'content-encoding': 'gzip' });
    expect(linesOf(answer).at(-1)).toEqual({ accepted: 5, duplicate: 0, refused: 0 });
  });

  it('that is not packed as it says is refused', async () => {
    const answer = await stream(ndjson(history()), { 'content-encoding': 'gzip' });
    expect([answer.status, answer.json.type]).toEqual([400, '/problems/broken-body']);
    expect(server.ledger.log).toHaveLength(0);
  });

  it('that breaks off in the middle keeps what came before, and says so', async () => {
    const many = Array.from({ length: 20_000 }, (_, i) =>
      fact(`c${i}`, 'client.registered', { clientId: `c${i}`, name: 'C' }),
    );
    const packed = gzipSync(ndjson(many));
    const answer = await stream(packed.subarray(0, packed.length - 2000), { 'content-encoding': 'gzip' });
    const last = linesOf(answer).at(-1) as { accepted: number; problem: { type: string } };
    expect(answer.status).toBe(200);
    expect(last.problem.type).toBe('/problems/broken-body');
    expect(last.accepted).toBeGreaterThan(1000);
    expect(server.ledger.log).toHaveLength(last.accepted);
  });

  it('packed in a way that is not read here is refused', async () => {
    const answer = await stream('x', { 'content-encoding': 'br' });
    expect([answer.status, answer.json.type]).toEqual([415, '/problems/unsupported-media-type']);
  });

  it('is answered with refusals and counts alone where that is preferred', async () => {
    const answer = await stream(ndjson([client, { no: 'fact' }]), { prefer: 'respond-async, return=minimal' });
    expect(answer.headers['preference-applied']).toBe('return=minimal');
    expect(linesOf(answer)).toMatchObject([
      { line: 2, status: 'refused' },
      { accepted: 1, refused: 1 },
    ]);
  });
});

describe('The size of a fact', () => {
  const MOST = 1 << 19;
  const sized = (bytes: number): string => {
    const text = JSON.stringify({ ...client, x: '' });
    return text.replace('"x":""', `"x":"${'x'.repeat(bytes - text.length)}"`);
  };
  const forms: [string, (text: string) => Promise<Answered>][] = [
    ['alone', (text) => post(CLOUD_EVENT, text)],
    ['in a batch', (text) => post(CLOUD_EVENTS, `[${text}]`)],
    ['as a line', (text) => stream(`${text}\n`)],
  ];

  it.each(forms)('has one limit: %s', async (_, send) => {
    expect((await send(sized(MOST + 1))).text).toContain('the fact is larger than 512 KB');
    expect(server.ledger.log).toEqual([]);
    expect((await send(sized(MOST))).text).toContain('"accepted"');
  });

  it('has the same limit as a command', async () => {
    const answer = await server.post('/v1/clients', { clientId: 'b', name: 'B', x: 'x'.repeat(MOST) });
    expect([answer.status, answer.json.code]).toEqual([422, 'invalid']);
    expect(server.ledger.log).toEqual([]);
  });

  it('is that of what stands in the log as well: numbers may grow by being written out', async () => {
    const grows = JSON.stringify({ ...client, x: 0 }).replace('"x":0', `"x":[${'1e20,'.repeat(40_000)}0]`);
    expect((await post(CLOUD_EVENT, grows)).status).toBe(422);
  });

  it('is that of what was posted: what comes back from an export is imported', async () => {
    const exported = JSON.stringify({ ...(JSON.parse(sized(MOST)) as object), recordedtime: '2026-01-02T00:00:00Z' });
    const answer = await server.post('/v1/facts?import=true', `${exported}\n`, { headers: { 'content-type': NDJSON } });
    expect(linesOf(answer).at(-1)).toEqual({ accepted: 1, duplicate: 0, refused: 0 });
  });
});

describe('The moment of recording', () => {
  const dated = { ...client, recordedtime: '2026-01-02T00:00:00Z' };

  it('is stamped by the server, and refused where a fact carries its own', async () => {
    await one(client);
    expect(server.ledger.log[0]?.fact.recordedtime).toBe('2026-03-15T12:00:00Z');
    const answer = await one({ ...dated, id: 'other' });
    expect([answer.status, answer.json.path]).toEqual([422, 'recordedtime']);
  });

  it("is the fact's own in an import of an administrator", async () => {
    const headers = { 'content-type': NDJSON };
    await server.post('/v1/facts?import=true', ndjson([dated]), { headers });
    expect(server.ledger.log[0]?.fact.recordedtime).toBe('2026-01-02T00:00:00Z');
  });

  it('cannot be imported by anybody else', async () => {
    const token = await server.token('billing');
    const answer = await server.post('/v1/facts?import=true', '', { token, headers: { 'content-type': NDJSON } });
    expect([answer.status, answer.json.type]).toEqual([403, '/problems/forbidden']);
  });
});

describe('What is no fact', () => {
  it.each([
    ['text/plain', 415],
    ['application/json', 415],
    ['application/x-www-form-urlencoded', 415],
  ])('as %s is not read', async (type, status) => {
    const answer = await post(type, '{}');
    expect([answer.status, answer.json.type]).toEqual([status, '/problems/unsupported-media-type']);
  });

  it('without a type is not read', async () => {
    const answer = await server.ask('POST', '/v1/facts');
    expect(answer.status).toBe(415);
  });
});

describe('A refused fact whose quarantine is full', () => {
  it('is answered as one that is not kept', async () => {
    const { quarantine } = server.ledger;
    const add = quarantine.add.bind(quarantine);
    quarantine.add = () => null;
    const [line] = (await stream(ndjson([{ no: 'fact' }]))).text.split('\n');
    const single = await one(fact('x', 'lead.confirmed', { leadId: 'none' }));
    quarantine.add = add;
    const notKept = expect.stringContaining('not kept');
    expect(JSON.parse(line ?? '')).toMatchObject({ status: 'refused', code: 'invalid', quarantine: null, notKept });
    expect([single.status, single.json]).toEqual([422, expect.objectContaining({ quarantine: null, notKept })]);
  });
});

describe('Machines and clients', () => {
  it('record what is theirs to record', async () => {
    await stream(ndjson(history()));
    const machine = await server.token('recorder');
    const bank = await server.token('client', 'bank');
    const arrived = (id: string) => fact(id, 'lead.arrived', { leadId: 'L-1', as: 'arrived' });
    expect((await one(arrived('a'), machine)).status).toBe(201);
    expect((await one({ ...arrived('b'), source: 'client/bank/crm' }, bank)).status).toBe(201);
  });

  it('post facts of their own sources, so that no client takes the identities of others', async () => {
    const arrived = fact('taken', 'lead.arrived', { leadId: 'L-1', as: 'arrived' });
    const bank = await server.token('client', 'bank');
    for (const source of ['crm', 'client', 'client/telecom', 'client/bank-2']) {
      const { status, json } = await one({ ...arrived, source }, bank);
      expect([source, status, json.code, json.path]).toEqual([source, 422, 'invalid', 'source']);
    }
    const made = await server.post('/v1/tokens', { name: 'x', role: 'recorder', sources: ['telephony'] });
    expect(made.json).toMatchObject({ sources: ['telephony'] });
    expect((await one(arrived, made.json.secret)).json.path).toBe('source');
    expect((await server.post('/v1/leads/L-1/arrive', { as: 'arrived' }, { token: bank })).status).not.toBe(403);
  });

  it('are refused all other facts', async () => {
    const machine = await server.token('recorder');
    const answer = await one(client, machine);
    expect([answer.status, answer.json.code, answer.json.path]).toEqual([422, 'invalid', 'type']);
  });

  it('of another client do not see that a lead is there', async () => {
    await stream(ndjson(history()));
    const telecom = await server.token('client', 'telecom');
    const arrived = fact('a', 'lead.arrived', { leadId: 'L-1', as: 'arrived' });
    const answer = await one({ ...arrived, source: 'client/telecom' }, telecom);
    expect([answer.status, answer.json.code]).toEqual([422, 'unknown-reference']);
  });
});
