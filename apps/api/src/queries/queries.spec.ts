import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Settlement } from '@paidonce/settlement';
import { fact, history, ndjson } from '../testing/facts.fixture.js';
import { ADMINISTRATOR, Server } from '../testing/server.fixture.js';

let server: Server;
beforeAll(async () => {
  server = await Server.start();
  const leads = Array.from({ length: 30 }, (_, i) => [
    fact(`r${i}`, 'lead.registered', { leadId: `X-${i}`, campaignId: 'K-1', person: { externalId: `x${i}` } }),
    fact(`c${i}`, 'lead.confirmed', { leadId: `X-${i}` }),
  ]);
  const clients = Array.from({ length: 7 }, (_, i) =>
    fact(`k${i}`, 'client.registered', { clientId: `c${i}`, name: 'C' }),
  );
  const all = [...history(), ...history('telecom', '-t'), ...leads.flat(), ...clients, { no: 'fact' }];
  await server.post('/v1/facts', ndjson(all), { headers: { 'content-type': 'application/x-ndjson' } });
  await server.post('/v1/contracts/C-1/periods/2026-01/close', {});
});
afterAll(() => server.close());

describe('A statement', () => {
  it('is what `settle` makes of the same history', async () => {
    const settlement = new Settlement();
    const { text } = await server.get('/v1/history?unsealed=true');
    const statements = text
      .trim()
      .split('\n')
      .flatMap((line) => {
        const applied = settlement.applyLine(line);
        return applied.kind === 'recorded' && applied.statement ? [applied.statement] : [];
      });
    const shown = await server.get('/v1/contracts/C-1/statements/1');
    expect(shown.json).toMatchObject(JSON.parse(JSON.stringify(statements[0])) as object);
    expect(shown.json.links).toEqual({
      self: '/v1/contracts/C-1/statements/1',
      items: '/v1/contracts/C-1/statements/1/items',
      contract: '/v1/contracts/C-1',
    });
  });

  it('is not sent again to whoever has it', async () => {
    const first = await server.get('/v1/contracts/C-1/statements/1');
    const etag = first.headers['etag']!;
    for (const known of [etag, `"other", W/${etag}`, '*']) {
      const again = await server.get('/v1/contracts/C-1/statements/1', ADMINISTRATOR, { 'if-none-match': known });
      expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', etag]);
    }
    const other = await server.get('/v1/contracts/C-1/statements/1', ADMINISTRATOR, { 'if-none-match': '"other"' });
    expect(other.status).toBe(200);
  });

  it.each(['0', '2', '-1', 'x', '1e99', '1.5'])('with the number %s is not there', async (number) => {
    expect((await server.get(`/v1/contracts/C-1/statements/${number}`)).status).toBe(404);
  });

  it('has items, by the page or all in a stream', async () => {
    const page = await server.get('/v1/contracts/C-1/statements/1/items?limit=10');
    expect(page.json.items).toHaveLength(10);
    const { text } = await server.get('/v1/contracts/C-1/statements/1/items', ADMINISTRATOR, {
      accept: 'application/x-ndjson',
    });
    const items = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { amount: string });
    expect(items).toHaveLength(31);
    expect(items.slice(0, 10)).toEqual(page.json.items);
  });
});

describe('A list', () => {
  it('is walked page by page, by the link to the next one', async () => {
    const found: string[] = [];
    let next: string | undefined = '/v1/clients?limit=4';
    let pages = 0;
    while (next !== undefined) {
      const page = await server.get(next);
      found.push(...page.json.items.map(({ clientId }: { clientId: string }) => clientId));
      next = /^<([^>]+)>; rel="next"$/.exec(page.headers['link'] ?? '')?.[1];
      expect(page.json.next === null).toBe(next === undefined);
      pages++;
    }
    expect([found.length, new Set(found).size, pages]).toEqual([9, 9, 3]);
  });

  it.each(['limit=0', 'limit=501', 'limit=x', 'cursor=!', 'cursor=zzzz', 'limit=1&limit=2', 'clinet=bank'])(
    'does not take ?%s',
    async (query) => {
      const answer = await server.get(`/v1/contracts?${query}`);
      expect([answer.status, answer.json.type]).toEqual([400, '/problems/malformed-request']);
    },
  );

  it('may be of one client', async () => {
    const { json } = await server.get('/v1/contracts?client=telecom');
    expect(json.items).toMatchObject([{ contractId: 'C-1-t', clientId: 'telecom' }]);
  });
});

describe('What is shown', () => {
  it.each([
    ['/v1/clients/bank', { name: 'The bank', country: 'RU' }],
    ['/v1/contracts/C-1', { currency: 'RUB', period: 'month', nextPeriod: '2026-02', versions: [{ version: 1 }] }],
    ['/v1/campaigns/K-1', { contractId: 'C-1', product: 'card', closed: false }],
    ['/v1/leads/L-1', { campaignId: 'K-1', clientId: 'bank', facts: [{ id: 'f4' }, { id: 'f5', stands: true }] }],
    ['/v1/contracts/C-1/periods/2026-01', { state: 'closed', statement: 1, accrued: null }],
    ['/v1/contracts/C-1-t/periods/2026-01', { state: 'over', statement: null, accrued: { total: '360.00' } }],
    ['/v1/contracts/C-1/periods/2026-03', { state: 'running', accrued: { total: '0.00' } }],
    ['/v1/explain/fact?source=crm&id=f5', { type: 'lead.confirmed', items: [{ fate: 'billed', amount: '300' }] }],
    [
      '/v1/explain/line?contract=C-1&period=2026-01&clause=conf&items=2',
      { currency: 'RUB', counts: { billed: 31 }, items: [{}, {}] },
    ],
  ])('%s', async (path, expected) => {
    const answer = await server.get(path);
    expect(answer.json).toMatchObject(expected);
  });

  it.each([
    '/v1/clients/x',
    '/v1/contracts/x',
    '/v1/contracts/x/periods',
    '/v1/contracts/C-1/periods/1999-01',
    '/v1/leads/x',
    '/v1/explain/fact?source=a&id=b',
  ])('%s is not there', async (path) => {
    expect((await server.get(path)).json.type).toBe('/problems/not-found');
  });
});

describe('History', () => {
  const idsOf = async (query: string): Promise<string[]> => {
    const { text } = await server.get(`/v1/history?${query}`);
    return text.trim() === ''
      ? []
      : text
          .trim()
          .split('\n')
          .map((line) => (JSON.parse(line) as { id: string }).id);
  };

  it('goes on behind a position that it told', async () => {
    const { text } = await server.get('/v1/history?positions=true');
    const third = JSON.parse(text.split('\n')[2]!) as { sequence: string; id: string };
    expect([third.sequence, third.id]).toEqual(['3', 'f3']);
    expect((await idsOf(`after=${third.sequence}`))[0]).toBe('f4');
  });

  it('is filtered by type, client and contract', async () => {
    expect(await idsOf('type=contract.signed,campaign.launched')).toEqual(['f2', 'f3', 'f2-t', 'f3-t']);
    expect(await idsOf('type=contract.signed&type=campaign.launched&contract=C-1-t')).toEqual(['f2-t', 'f3-t']);
    expect(await idsOf('client=telecom&type=lead.confirmed')).toEqual(['f5-t']);
  });

  it('is cut at moments of recording, the last one left out', async () => {
    expect(await idsOf('from=2026-03-15T12:00:00Z&to=2026-03-15T15:00:00%2B03:00')).toEqual([]);
    expect(await idsOf('from=2026-03-15T12:00:00Z&to=2026-03-15T12:00:01Z&client=telecom')).toHaveLength(5);
  });

  it('travels packed where that is accepted', async () => {
    const answer = await fetch(`${server.url}/v1/history`, {
      headers: { authorization: `Bearer ${ADMINISTRATOR}`, 'accept-encoding': 'gzip' },
    });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect((await answer.text()).trim().split('\n')).toHaveLength(78);
  });

  it('shows persons sealed, but to an administrator who asks', async () => {
    expect((await server.get('/v1/history')).text).not.toContain('79161234567');
    expect((await server.get('/v1/history?unsealed=true')).text).toContain('79161234567');
  });

  it('that breaks off is not taken for whole', async () => {
    const whole = server.ledger.history.bind(server.ledger);
    server.ledger.history = async function* (query) {
      for await (const line of whole(query)) {
        if (line.position === 5n) throw new Error('the store is gone');
        yield line;
      }
    };
    await expect(server.get('/v1/history')).rejects.toThrow();
    server.ledger.history = whole;
  });

  it('is no longer read for somebody who went away', async () => {
    const whole = server.ledger.history.bind(server.ledger);
    let signal: AbortSignal | undefined;
    // eslint-disable-next-line @typescript-eslint/require-await -- a store that never ends, and always has more
    server.ledger.history = async function* (query) {
      signal = query.signal;
      for (let position = 1n; !query.signal?.aborted; position++) yield { position, line: 'x'.repeat(1000) };
    };
    const gone = new AbortController();
    const answer = await fetch(`${server.url}/v1/history`, {
      headers: { authorization: `Bearer ${ADMINISTRATOR}`, 'accept-encoding': 'identity' },
      signal: gone.signal,
    });
    await answer.body?.getReader().read();
    gone.abort();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(signal?.aborted).toBe(true);
    server.ledger.history = whole;
  });

  it.each(['after=x', 'from=yesterday', 'type=lead.born', 'unsealed=perhaps', 'to=2026-01-01'])(
    'does not take ?%s',
    async (query) => {
      expect((await server.get(`/v1/history?${query}`)).status).toBe(400);
    },
  );
});

describe('Quarantine', () => {
  const headers = { 'content-type': 'application/cloudevents+json' };

  it('shows refused facts, their text only one by one', async () => {
    const { json } = await server.get('/v1/quarantine');
    expect(json.items).toMatchObject([{ id: 'q1', code: 'invalid', path: 'specversion', line: 78, text: null }]);
    expect((await server.get('/v1/quarantine/q1')).json.text).toBe('{"no":"fact"}');
  });

  it('lets a corrected one go on record', async () => {
    expect((await server.ask('POST', '/v1/quarantine/q1/resubmit')).json).toMatchObject({
      status: 422,
      code: 'invalid',
    });
    const corrected = JSON.stringify(fact('late', 'lead.arrived', { leadId: 'L-1', as: 'arrived' }));
    const answer = await server.post('/v1/quarantine/q1/resubmit', corrected, { headers });
    expect([answer.status, answer.json.id]).toEqual([201, 'late']);
    expect((await server.get('/v1/quarantine/q1')).json).toMatchObject({
      ...{ state: 'resubmitted', text: null, resolution: { outcome: 'accepted', by: 'administrator', id: 'late' } },
    });
    expect(server.ledger.origins.at(-1)?.causationId).toBe('q1');
    expect((await server.post('/v1/quarantine/q1/resubmit', corrected, { headers })).status).toBe(404);
    expect((await server.post('/v1/quarantine/q1/resubmit', {})).status).toBe(415);
  });

  it('lets one go for a reason', async () => {
    await server.post('/v1/facts', '{}', { headers });
    expect((await server.post('/v1/quarantine/q2/dismiss', {})).json.errors[0]?.path).toBe('reason');
    expect((await server.post('/v1/quarantine/q2/dismiss', { reason: 'a test' })).status).toBe(204);
    expect((await server.post('/v1/quarantine/q2/dismiss', { reason: 'a test' })).status).toBe(404);
    const resolution = { outcome: 'dismissed', by: 'administrator', reason: 'a test' };
    expect((await server.get('/v1/quarantine/q2')).json).toMatchObject({ state: 'dismissed', resolution });
    expect((await server.get('/v1/quarantine?state=dismissed')).json.items).toMatchObject([{ id: 'q2', resolution }]);
    const entered = server.journal.entries.filter(
      ({ action, outcome }) => action === 'dismissQuarantined' && outcome === 'done',
    );
    expect(entered).toMatchObject([{ reason: 'a test', subjects: ['quarantine:q2'] }]);
  });

  it('keeps bytes that were no text', async () => {
    const bytes = Buffer.from('fffe7b7d', 'hex');
    await server.post('/v1/facts', bytes, { headers });
    const { json } = await server.get('/v1/quarantine/q3');
    expect(json).toMatchObject({ raw: { base64: bytes.toString('base64'), bytes: 4 } });
  });

  it('is narrowed by what billing staff look for', async () => {
    const typed = fact('odd', 'payment.received', { clientId: 'bank', paymentId: '' });
    await server.post('/v1/facts', JSON.stringify(typed), { headers });
    const { json } = await server.get('/v1/quarantine?code=invalid&source=crm&type=payment.received&client=bank');
    expect(json.items).toMatchObject([
      { fact: { source: 'crm', id: 'odd', type: 'payment.received', clientId: 'bank' } },
    ]);
    for (const other of [
      'source=x',
      'client=telecom',
      'type=call.completed',
      'code=terms',
      'state=resubmitted&type=payment.received',
    ])
      expect([other, (await server.get(`/v1/quarantine?${other}`)).json.items]).toEqual([other, []]);
    expect((await server.get('/v1/quarantine?state=lost')).status).toBe(400);
  });

  it('lets an administrator import what an import brought, and tells others what it is', async () => {
    const late = {
      ...fact('imported', 'lead.not-arrived', { leadId: 'L-2', reason: 'other' }),
      recordedtime: '2026-02-01T00:00:00Z',
    };
    const { text } = await server.post('/v1/facts?import=true', ndjson([late]), {
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const path = (JSON.parse(text.split('\n')[0]!) as { quarantine: string }).quarantine;
    const clerk = await server.token('billing');
    const asClerk = await server.ask('POST', `${path}/resubmit`, { token: clerk });
    expect([asClerk.status, asClerk.json.type]).toEqual([403, '/problems/forbidden']);
    expect((await server.get(path, clerk)).json).toMatchObject({ imported: true, code: 'unknown-reference' });
    const registered = fact('l2', 'lead.registered', { leadId: 'L-2', campaignId: 'K-1', person: { externalId: 'z' } });
    await server.post('/v1/facts', JSON.stringify(registered), { headers });
    expect((await server.ask('POST', `${path}/resubmit`)).status).toBe(201);
    expect(server.ledger.log.at(-1)?.fact.recordedtime).toBe('2026-02-01T00:00:00Z');
  });
});

describe('Events that count for nothing', () => {
  it('are listed with why, a page at a time', async () => {
    const common = { code: 'parked', message: 'CannotFollow', clientId: 'bank', type: 'lead.confirmed', source: 'crm' };
    const recordedAt = '2026-01-10T09:00:00Z';
    server.ledger.voids.push(
      { ...common, position: 7n, kind: 'parked', id: 'f1', recordedAt },
      { ...common, position: 9n, kind: 'void', id: 'f2', recordedAt },
    );
    const { json } = await server.get('/v1/voids?limit=1');
    expect(json).toMatchObject({ items: [{ position: 7, kind: 'parked', code: 'parked', id: 'f1', recordedAt }] });
    const { json: rest } = await server.get(`/v1/voids?cursor=${String((json as { next?: unknown }).next)}`);
    expect(rest).toMatchObject({ items: [{ position: 9, kind: 'void' }], next: null });
    server.ledger.voids.length = 0;
  });
});
