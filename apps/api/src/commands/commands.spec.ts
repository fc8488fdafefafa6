import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { history, ndjson, terms } from '../testing/facts.fixture.js';
import { Server } from '../testing/server.fixture.js';

let server: Server;
beforeEach(async () => {
  server = await Server.start();
});
afterEach(() => server.close());

const recorded = (): string[] => server.ledger.log.map(({ fact }) => fact.type);
const key = (value: string) => ({ headers: { 'idempotency-key': value } });

async function given(): Promise<void> {
  await server.post('/v1/facts', ndjson(history()), { headers: { 'content-type': 'application/x-ndjson' } });
}

describe('Billing staff', () => {
  it('bring a contract from its client to its statement, a command a step', async () => {
    const steps: [string, object][] = [
      ['/v1/clients', { clientId: 'bank', name: 'Northern Bank' }],
      ['/v1/contracts', { contractId: 'C', clientId: 'bank', terms }],
      ['/v1/campaigns', { campaignId: 'K', contractId: 'C', product: 'card' }],
      ['/v1/leads', { leadId: 'L', campaignId: 'K', person: { phone: '+79161234567' } }],
      ['/v1/leads/L/identify', { person: { phone: '+79161234567', name: 'Anna' } }],
      ['/v1/leads/L/confirm', { time: '2026-01-10T10:00:00Z' }],
      ['/v1/leads/L/transfer', { time: '2026-01-10T11:00:00Z' }],
      ['/v1/leads/L/arrive', { as: 'arrived', time: '2026-01-20T10:00:00Z' }],
      ['/v1/leads/L/not-arrive', { reason: 'other', time: '2026-01-21T10:00:00Z' }],
      ['/v1/leads/L/return', { reason: 'wrong-number' }],
      ['/v1/leads/L/return/decide', { decision: 'refused' }],
      ['/v1/leads', { leadId: 'M', campaignId: 'K', person: {} }],
      ['/v1/persons/link', { clientId: 'bank', leadIds: ['L', 'M'] }],
      ['/v1/persons/separate', { clientId: 'bank', leadIds: ['M'] }],
      ['/v1/keys/share', { clientId: 'bank', kind: 'phone', value: '+74951234567' }],
      ['/v1/payments', { paymentId: 'P', clientId: 'bank', contractId: 'C', amount: '100.00' }],
      ['/v1/contracts/C/amend', { terms: { ...terms, effectiveFrom: '2026-05-01' } }],
      ['/v1/campaigns/K/close', {}],
      ['/v1/contracts/C/terminate', { endsOn: '2026-12-31' }],
    ];
    for (const [path, body] of steps) {
      const answer = await server.post(path, body);
      expect([path, answer.status, answer.json]).toEqual([path, 201, expect.objectContaining({ status: 'accepted' })]);
    }
    const confirmed = server.ledger.log.find(({ fact }) => fact.type === 'lead.confirmed')?.fact;
    const dispute = { disputeId: 'D', contractId: 'C', clauseId: 'conf', reason: 'no', fact: confirmed };
    expect((await server.post('/v1/disputes', dispute)).status).toBe(201);
    expect((await server.post('/v1/disputes/D/resolve', { decision: 'rejected' })).status).toBe(201);
    expect((await server.post('/v1/disputes/D/withdraw', {})).status).toBe(201);
    const closed = await server.post('/v1/contracts/C/periods/2026-01/close', {});
    expect([closed.status, closed.json.total]).toEqual([201, '360.00']);
    expect(
      (await server.post('/v1/facts/retract', { fact: { source: confirmed?.source, id: confirmed?.id } })).status,
    ).toBe(201);
    expect((await server.post('/v1/contracts/C/correct', {})).status).toBe(201);
    expect((await server.get('/v1/contracts/C/statements')).json.items).toHaveLength(2);
  });

  it('are led to what they changed', async () => {
    const answer = await server.post('/v1/clients', { clientId: 'банк / 1', name: 'B' });
    expect(answer.headers['location']).toBe('/v1/clients/%D0%B1%D0%B0%D0%BD%D0%BA%20%2F%201');
    expect((await server.get(answer.headers['location']!)).json).toMatchObject({ clientId: 'банк / 1' });
  });

  it('are told of every member that is wrong, by its name', async () => {
    const answer = await server.post('/v1/clients', { name: '', country: 'XX' });
    expect([answer.status, answer.json.type, answer.json.code]).toEqual([422, '/problems/invalid', 'invalid']);
    const paths = answer.json.errors.map(({ path }: { path: string }) => path);
    expect(paths).toEqual(['data.clientId', 'data.name', 'data.country']);
  });

  it('are told which member of the terms is wrong', async () => {
    await server.post('/v1/clients', { clientId: 'bank', name: 'B' });
    const clauses = [{ id: 'c', model: 'confirmed-lead', price: 'dear' }];
    const answer = await server.post('/v1/contracts', {
      contractId: 'C',
      clientId: 'bank',
      terms: { ...terms, clauses },
    });
    expect([answer.status, answer.json.code, answer.json.path]).toEqual([422, 'terms', 'data.terms.clauses[0].price']);
    expect((await server.get('/v1/quarantine')).json.items).toEqual([]);
  });

  it.each([
    ['/v1/clients', '[]', 'a list is no command'],
    ['/v1/clients', '{', 'broken JSON'],
    ['/v1/clients', '{"clientId":"\\u0000"}', 'a character that no text has'],
    ['/v1/campaigns/K-1/close', '{"campaignId":"other"}', 'another campaign than the address names'],
  ])('%s %s: %s', async (path, body) => {
    const answer = await server.post(path, body, { headers: { 'content-type': 'application/json' } });
    expect([answer.status, answer.json.type]).toEqual([400, '/problems/malformed-request']);
  });
});

describe('A command whose body is no UTF-8', () => {
  it('is no request: nothing of it is guessed', async () => {
    const body = Buffer.concat([
      Buffer.from('{"clientId":"bank","name":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ]);
    const answer = await server.post('/v1/clients', body, { headers: { 'content-type': 'application/json' } });
    expect([answer.status, answer.json.type]).toEqual([400, '/problems/malformed-request']);
    expect(recorded()).toEqual([]);
  });
});

describe('A command with an Idempotency-Key', () => {
  const client = { clientId: 'bank', name: 'B' };

  it('that comes again gets the same answer and records nothing', async () => {
    const first = await server.post('/v1/clients', client, key('k1'));
    server.clock.at += 5_000_000;
    const again = await server.post('/v1/clients', client, key('k1'));
    expect([again.status, again.json, again.headers['location']]).toEqual([201, first.json, first.headers['location']]);
    expect(recorded()).toEqual(['client.registered']);
  });

  it('is one request: another body under it is refused', async () => {
    await server.post('/v1/clients', client, key('k1'));
    const other = await server.post('/v1/clients', { ...client, name: 'C' }, key('k1'));
    expect([other.status, other.json.type]).toEqual([422, '/problems/key-reused']);
    expect((await server.post('/v1/campaigns', client, key('k1'))).json.type).toBe('/problems/key-reused');
  });

  it('is the same request in whatever order its members are written', async () => {
    const first = await server.post('/v1/clients', { ...client, country: 'RU' }, key('k1'));
    const again = await server.post('/v1/clients', { country: 'RU', name: 'B', clientId: 'bank' }, key('k1'));
    expect([again.status, again.json]).toEqual([201, first.json]);
    const nested = '['.repeat(600) + ']'.repeat(600);
    const headers = { ...key('k0').headers, 'content-type': 'application/json' };
    expect((await server.post('/v1/clients', `{"x":${nested}}`, { headers })).status).toBe(400);
  });

  it('is another request once its day is over', async () => {
    await server.post('/v1/clients', client, key('k1'));
    server.clock.at += 25 * 3600 * 1_000_000;
    const later = await server.post('/v1/clients', { clientId: 'telecom', name: 'T' }, key('k1'));
    expect([later.status, later.json.status]).toEqual([201, 'accepted']);
    expect(recorded()).toEqual(['client.registered', 'client.registered']);
  });

  it('makes one draft, and one token, which is told again', async () => {
    const draft = { contractId: 'C', clientId: 'bank', terms };
    const drafted = await server.post('/v1/drafts', draft, key('d'));
    const again = await server.post('/v1/drafts', draft, key('d'));
    expect([again.status, again.json, again.headers['location'], again.headers['etag']]).toEqual([
      ...[201, drafted.json, drafted.headers['location'], '"1"'],
    ]);
    expect((await server.get('/v1/drafts')).json.items).toHaveLength(1);
    const token = { name: 'telephony', role: 'recorder' };
    const made = await server.post('/v1/tokens', token, key('t'));
    expect((await server.post('/v1/tokens', token, key('t'))).json).toEqual(made.json);
    expect((await server.get('/v1/tokens')).json.items).toHaveLength(1);
  });

  it('means nothing to somebody else', async () => {
    await server.post('/v1/clients', client, key('k1'));
    const token = await server.token('billing');
    const other = await server.post('/v1/clients', { clientId: 'telecom', name: 'T' }, { ...key('k1'), token });
    expect(other.status).toBe(201);
  });

  it('may come again after it was refused', async () => {
    const contract = { contractId: 'C', clientId: 'bank', terms };
    expect((await server.post('/v1/contracts', contract, key('k2'))).status).toBe(422);
    await server.post('/v1/clients', client);
    expect((await server.post('/v1/contracts', contract, key('k2'))).status).toBe(201);
  });

  it('that is still running is not run twice', async () => {
    const decide = server.ledger.decide.bind(server.ledger);
    server.ledger.decide = async (...given) => {
      await new Promise((resolve) => setTimeout(resolve, 150));
      return decide(...given);
    };
    const both = await Promise.all([1, 2].map(() => server.post('/v1/clients', client, key('k3'))));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('is the same fact where the answer was lost', async () => {
    const decide = server.ledger.decide.bind(server.ledger);
    server.ledger.decide = async (...given) => {
      await decide(...given);
      throw new Error('the connection is gone');
    };
    expect((await server.post('/v1/clients', client, key('k4'))).status).toBe(500);
    server.ledger.decide = decide;
    server.clock.at += 5_000_000;
    const again = await server.post('/v1/clients', client, key('k4'));
    expect([again.status, again.json.status]).toEqual([200, 'duplicate']);
    expect(recorded()).toEqual(['client.registered']);
  });

  it.each(['with space', 'ключ'.length > 3 ? 'x'.repeat(256) : ''])('has a form: %s', async (value) => {
    expect((await server.post('/v1/clients', client, key(value))).status).toBe(400);
  });
});

describe('Closing a period', () => {
  const close = (body: unknown = {}, asked = {}) => server.post('/v1/contracts/C-1/periods/2026-01/close', body, asked);

  it('issues its statement, as it is shown ever after', async () => {
    await given();
    const closed = await close();
    expect(closed.status).toBe(201);
    expect(closed.headers['location']).toBe('/v1/contracts/C-1/statements/1');
    const shown = await server.get('/v1/contracts/C-1/statements/1');
    expect(shown.text).toBe(closed.text);
    expect(shown.headers['etag']).toBe(closed.headers['etag']);
  });

  it('by many at once issues one statement, which all are shown', async () => {
    await given();
    const all = await Promise.all(Array.from({ length: 20 }, () => close()));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(all.map(({ text }) => text)).size).toBe(1);
    expect(recorded().filter((type) => type === 'period.closed')).toHaveLength(1);
    expect((await server.get('/v1/quarantine')).json.items).toEqual([]);
  });

  it('needs no body', async () => {
    await given();
    expect((await server.ask('POST', '/v1/contracts/C-1/periods/2026-01/close')).status).toBe(201);
  });

  it('that is not over, or not the next one, is refused', async () => {
    await given();
    const other = (period: string) => server.post(`/v1/contracts/C-1/periods/${period}/close`, {});
    expect((await other('2026-02')).json.type).toBe('/problems/period-order');
    await close();
    await other('2026-02');
    expect((await other('2026-03')).json.type).toBe('/problems/period-not-over');
    expect((await other('soon')).json.type).toBe('/problems/invalid');
  });

  it('waits for a contract that was recorded, but is not to be seen yet', async () => {
    await given();
    const { views } = server.ledger;
    const contract = views.contract.bind(views);
    let projected = false;
    views.contract = (id) => (projected ? contract(id) : Promise.resolve(undefined));
    server.ledger.waitUntilProjected = () => Promise.resolve((projected = true));
    expect((await close()).status).toBe(201);
  });

  it('that nobody can see yet is told from one that is lost', async () => {
    await given();
    server.ledger.views.period = () => Promise.resolve(undefined);
    const answer = await close();
    expect([answer.status, answer.json.type]).toEqual([503, '/problems/unavailable']);
  });
});

describe('A contract', () => {
  const amended = (day: string) => ({ terms: { ...terms, effectiveFrom: day } });
  const etag = async (): Promise<string> => (await server.get('/v1/contracts/C-1')).headers['etag'] ?? '';
  const amend = (day: string, match: string, more = {}) =>
    server.post('/v1/contracts/C-1/amend', amended(day), { headers: { 'if-match': match, ...more } });

  it('is amended by whoever has seen its last state, and by one of two at once', async () => {
    await given();
    const seen = await etag();
    const both = await Promise.all([amend('2026-05-01', seen), amend('2026-06-01', seen)]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 412]);
    expect((await amend('2026-07-01', seen)).json.type).toBe('/problems/precondition-failed');
    expect((await amend('2026-07-01', `"other", ${await etag()}`)).status).toBe(201);
    expect((await amend('2026-08-01', '*')).status).toBe(201);
    expect((await server.post('/v1/contracts/C-1/amend', amended('2026-09-01'))).status).toBe(201);
    expect(recorded().filter((type) => type === 'contract.amended')).toHaveLength(4);
  });

  it('is terminated as it was seen, and is another one then', async () => {
    await given();
    const seen = await etag();
    const terminate = (match: string) =>
      server.post('/v1/contracts/C-1/terminate', { endsOn: '2026-12-31' }, { headers: { 'if-match': match } });
    expect((await terminate('"none"')).status).toBe(412);
    expect((await terminate(`W/${seen}`)).status).toBe(412);
    expect((await terminate(seen)).status).toBe(201);
    expect(await etag()).not.toBe(seen);
    expect((await amend('2026-05-01', seen)).status).toBe(412);
  });

  it('stays what it was when a period closes, and when nothing was recorded', async () => {
    await given();
    const seen = await etag();
    await server.post('/v1/contracts/C-1/periods/2026-01/close', {});
    expect((await amend('soon', seen)).status).toBe(422);
    expect(await etag()).toBe(seen);
    expect((await amend('2026-05-01', seen, { 'idempotency-key': 'k' })).status).toBe(201);
    expect((await amend('2026-05-01', seen, { 'idempotency-key': 'k' })).status).toBe(201);
  });
});

describe('A draft', () => {
  const draft = { contractId: 'C', clientId: 'bank', terms };
  const match = (etag: string | undefined) => ({ headers: { 'if-match': etag ?? '' } });
  const put = (path: string, body: object, asked = {}) => server.ask('PUT', path, { body, ...asked });

  it('is changed by whoever has seen its last state', async () => {
    const made = await server.post('/v1/drafts', draft);
    expect([made.status, made.headers['etag']]).toEqual([201, '"1"']);
    const path = made.headers['location']!;
    const changed = await put(path, { ...draft, note: 'dearer' }, match(made.headers['etag']));
    expect([changed.status, changed.headers['etag'], changed.json.note]).toEqual([200, '"2"', 'dearer']);
    expect((await server.get(path)).headers['etag']).toBe('"2"');
    expect((await put(path, draft, match('"1"'))).json.type).toBe('/problems/precondition-failed');
    expect((await put(path, draft)).json.type).toBe('/problems/precondition-required');
    expect((await server.ask('DELETE', path, match('"1"'))).status).toBe(412);
    expect((await server.ask('DELETE', path, match('"2"'))).status).toBe(204);
    expect((await server.get(path)).status).toBe(404);
    expect((await put(path, draft, match('"2"'))).status).toBe(404);
  });

  it('is signed as it was read, and gone then', async () => {
    await server.post('/v1/clients', { clientId: 'bank', name: 'B' });
    await server.post('/v1/drafts', draft);
    expect((await server.post('/v1/drafts/d1/sign', {}, match('"7"'))).status).toBe(412);
    const asked = { headers: { 'if-match': '"1"', 'idempotency-key': 'sign-1' } };
    const signed = await server.post('/v1/drafts/d1/sign', {}, asked);
    expect([signed.status, signed.headers['location']]).toEqual([201, '/v1/contracts/C']);
    expect((await server.post('/v1/drafts/d1/sign', {}, asked)).json).toEqual(signed.json);
    expect((await server.get('/v1/drafts')).json.items).toEqual([]);
    expect(recorded()).toEqual(['client.registered', 'contract.signed']);
  });

  it('that is not in order is not signed, and stays', async () => {
    await server.post('/v1/drafts', { ...draft, terms: {} });
    const answer = await server.post('/v1/drafts/d1/sign', {}, match('"1"'));
    expect(answer.status).toBe(422);
    expect((await server.get('/v1/drafts/d1')).status).toBe(200);
  });

  it('needs its members', async () => {
    const answer = await server.post('/v1/drafts', { contractId: '', terms: 1 });
    const paths = new Set(answer.json.errors.map(({ path }: { path: string }) => path));
    expect([answer.status, paths]).toEqual([400, new Set(['contractId', 'clientId', 'terms'])]);
  });
});
