import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { history, ndjson } from '../testing/facts.fixture.js';
import { Server, type Answered } from '../testing/server.fixture.js';
import { roles, type Role } from './roles.js';

let server: Server;
const tokens = {} as Record<Role, string>;
let telecom: string;

beforeAll(async () => {
  server = await Server.start();
  for (const role of roles) tokens[role] = await server.token(role, role === 'client' ? 'bank' : undefined);
  telecom = await server.token('client', 'telecom');
  const headers = { 'content-type': 'application/x-ndjson' };
  await server.post('/v1/facts', ndjson([...history('bank'), ...history('telecom', '-t'), { no: 'fact' }]), {
    headers,
  });
  await server.post('/v1/contracts/C-1/periods/2026-01/close', {});
});
afterAll(() => server.close());

/** For each address the roles that may; all others get 403. */
const reading: [string, Role[]][] = [
  ['/v1/clients', ['administrator', 'billing', 'auditor']],
  ['/v1/clients/bank', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/contracts', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/contracts/C-1', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/contracts/C-1/periods', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/contracts/C-1/periods/2026-02', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/contracts/C-1/statements', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/contracts/C-1/statements/1', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/contracts/C-1/statements/1/items', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/campaigns', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/campaigns/K-1', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/disputes?state=open', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/returns?state=pending', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/payments', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/leads/L-1', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/explain/fact?source=crm&id=f5', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/explain/line?contract=C-1&period=2026-01&clause=conf', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/history', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/history?unsealed=true', ['administrator']],
  ['/v1/quarantine', ['administrator', 'billing', 'auditor']],
  ['/v1/voids', ['administrator', 'billing', 'auditor']],
  ['/v1/quarantine/q1', ['administrator', 'billing']],
  ['/v1/drafts', ['administrator', 'billing', 'auditor']],
  ['/v1/tokens', ['administrator']],
  ['/v1/audit/journal', ['administrator', 'auditor']],
  ['/v1/audit/replay?contract=C-1', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/account?contract=C-1', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/account/facts?contract=C-1&count=billed', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/known/contracts/C-1/periods/2026-01', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/known/clients/bank/balance', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/known/leads/L-1', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/known/line?contract=C-1&period=2026-01&clause=conf', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/known/fact?source=crm&id=f5', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/changes?contract=C-1&since=position:0', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/timelines/L-1', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/checkpoints', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/keys', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/check', ['administrator', 'billing', 'auditor']],
];

/** What they may ask for, and what is not there: nothing is sealed here. */
const absent: [string, Role[]][] = [
  ['/v1/audit/checkpoints/latest', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/proofs/consistency?from=1&to=2', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/proofs/inclusion?source=crm&id=f5', ['administrator', 'billing', 'client', 'auditor']],
  ['/v1/audit/bundle?contract=C-1', ['administrator', 'billing', 'client', 'auditor']],
];

/** What they may change; nothing here is in order, so that those who may get another answer than 401 and 403. */
const changing: [string, string, Role[]][] = [
  ['POST', '/v1/facts', ['administrator', 'billing', 'client', 'recorder']],
  ['POST', '/v1/clients', ['administrator', 'billing']],
  ['POST', '/v1/contracts', ['administrator', 'billing']],
  ['POST', '/v1/contracts/none/amend', ['administrator', 'billing']],
  ['POST', '/v1/contracts/none/terminate', ['administrator', 'billing']],
  ['POST', '/v1/contracts/none/correct', ['administrator', 'billing']],
  ['POST', '/v1/contracts/none/periods/2026-01/close', ['administrator', 'billing']],
  ['POST', '/v1/campaigns', ['administrator', 'billing']],
  ['POST', '/v1/campaigns/none/close', ['administrator', 'billing']],
  ['POST', '/v1/leads', ['administrator', 'billing', 'recorder']],
  ['POST', '/v1/leads/none/identify', ['administrator', 'billing', 'recorder']],
  ['POST', '/v1/leads/none/confirm', ['administrator', 'billing', 'recorder']],
  ['POST', '/v1/leads/none/transfer', ['administrator', 'billing', 'recorder']],
  ['POST', '/v1/leads/none/arrive', ['administrator', 'billing', 'client', 'recorder']],
  ['POST', '/v1/leads/none/not-arrive', ['administrator', 'billing', 'client', 'recorder']],
  ['POST', '/v1/leads/none/return', ['administrator', 'billing', 'client', 'recorder']],
  ['POST', '/v1/leads/none/return/decide', ['administrator', 'billing']],
  ['POST', '/v1/leads/none/erasure', ['administrator', 'billing']],
  ['POST', '/v1/persons/link', ['administrator', 'billing', 'recorder']],
  ['POST', '/v1/persons/separate', ['administrator', 'billing', 'recorder']],
  ['POST', '/v1/audit/keys/rotate', ['administrator']],
  ['POST', '/v1/keys/share', ['administrator', 'billing']],
  ['POST', '/v1/disputes', ['administrator', 'billing', 'client']],
  ['POST', '/v1/disputes/none/resolve', ['administrator', 'billing']],
  ['POST', '/v1/disputes/none/withdraw', ['administrator', 'billing', 'client']],
  ['POST', '/v1/facts/retract', ['administrator', 'billing', 'recorder']],
  ['POST', '/v1/payments', ['administrator', 'billing']],
  ['POST', '/v1/drafts', ['administrator', 'billing']],
  ['PUT', '/v1/drafts/none', ['administrator', 'billing']],
  ['DELETE', '/v1/drafts/none', ['administrator', 'billing']],
  ['POST', '/v1/drafts/none/sign', ['administrator', 'billing']],
  ['POST', '/v1/quarantine/none/resubmit', ['administrator', 'billing']],
  ['POST', '/v1/quarantine/none/dismiss', ['administrator', 'billing']],
  ['POST', '/v1/tokens', ['administrator']],
  ['DELETE', '/v1/tokens/none', ['administrator']],
];

const rolesThat = async (
  ask: (token: string) => Promise<Answered>,
  may: (status: number) => boolean,
): Promise<Role[]> => {
  const found: Role[] = [];
  for (const role of roles) {
    const { status, json } = await ask(tokens[role]);
    if (may(status)) found.push(role);
    else expect([status, (json as { type: string }).type]).toEqual([403, '/problems/forbidden']);
  }
  return found;
};

describe('Each role', () => {
  it.each(reading)('%s is read by %p', async (path, allowed) => {
    expect(
      await rolesThat(
        (token) => server.get(path, token),
        (status) => status === 200,
      ),
    ).toEqual(allowed);
  });

  it.each(absent)('%s is asked for by %p', async (path, allowed) => {
    expect(
      await rolesThat(
        (token) => server.get(path, token),
        (status) => status === 404,
      ),
    ).toEqual(allowed);
  });

  it.each(changing)('%s %s is for %p', async (method, path, allowed) => {
    const ask = (token: string) => server.ask(method, path, { token, ...(method !== 'DELETE' && { body: {} }) });
    expect(await rolesThat(ask, (status) => status !== 403)).toEqual(allowed);
  });

  it('has its address in these lists', () => {
    const document = JSON.parse(JSON.stringify(paths())) as Record<string, Record<string, unknown>>;
    const routes = Object.entries(document).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '*')}`),
    );
    const listed = [...[...reading, ...absent].map(([path]) => ['GET', path] as const), ...changing].map(
      ([method, path]) =>
        new RegExp(`^${method} ${path.split('?')[0]!.replace(/\b(none|bank|C-1|K-1|L-1|q1|1|2026-0[12])\b/g, '[*]')}$`),
    );
    expect(routes.filter((route) => !listed.some((known) => known.test(route)))).toEqual(['GET /v1/drafts/*']);
  });
});

function paths(): object {
  return server.document().paths;
}

describe('A client', () => {
  it.each([
    '/v1/clients/bank',
    '/v1/contracts/C-1',
    '/v1/contracts/C-1/periods',
    '/v1/contracts/C-1/periods/2026-01',
    '/v1/contracts/C-1/statements',
    '/v1/contracts/C-1/statements/1',
    '/v1/contracts/C-1/statements/1/items',
    '/v1/campaigns/K-1',
    '/v1/leads/L-1',
    '/v1/explain/fact?source=crm&id=f5',
    '/v1/explain/line?contract=C-1&period=2026-01&clause=conf',
  ])('does not see that another has %s', async (path) => {
    const answer = await server.get(path, telecom);
    expect([answer.status, answer.json.type]).toEqual([404, '/problems/not-found']);
  });

  it('lists what is its own, whatever it asks for', async () => {
    const contracts = await server.get('/v1/contracts?client=bank', telecom);
    expect(contracts.json.items.map(({ contractId }: { contractId: string }) => contractId)).toEqual(['C-1-t']);
    const campaigns = await server.get('/v1/campaigns?client=bank', telecom);
    expect(campaigns.json.items.map(({ campaignId }: { campaignId: string }) => campaignId)).toEqual(['K-1-t']);
  });

  it('reads its own history alone', async () => {
    const { text } = await server.get('/v1/history?client=bank', telecom);
    expect(text.trim().split('\n')).toHaveLength(5);
    expect(text).not.toContain('bank');
  });
});

describe('A token', () => {
  it.each([null, '', 'wrong', 'Basic x'])('is needed: %p is none', async (token) => {
    const answer = await server.get('/v1/contracts', token);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(answer.json.type).toBe('/problems/unauthorized');
  });

  it('is asked for before anything of the body is read', async () => {
    const answer = await server.ask('POST', '/v1/facts', {
      token: null,
      body: '{',
      headers: { 'content-type': 'text/x' },
    });
    expect(answer.status).toBe(401);
  });

  it('is shown once, and kept as a hash', async () => {
    const made = await server.post('/v1/tokens', { name: 'telephony', role: 'recorder' });
    expect(made.status).toBe(201);
    expect(made.json.secret).toMatch(/^paidonce_[\w-]{43}$/);
    expect(made.headers['cache-control']).toBe('no-store');
    const listed = await server.get('/v1/tokens');
    expect(listed.text).toContain('telephony');
    expect(listed.text).not.toContain(made.json.secret);
  });

  it.each(['administrator', ' Administrator ', 'telephony', 'TELEPHONY'])(
    'has a name that is nobody else’s: not %p',
    async (name) => {
      const answer = await server.post('/v1/tokens', { name, role: 'recorder' });
      expect([answer.status, answer.json.type]).toEqual([409, '/problems/name-taken']);
    },
  );

  it('opens nothing once it is revoked', async () => {
    const made = await server.post('/v1/tokens', { name: 'of somebody who left', role: 'auditor' });
    const { id, secret } = made.json as { id: string; secret: string };
    expect((await server.get('/v1/contracts', secret)).status).toBe(200);
    expect((await server.ask('DELETE', `/v1/tokens/${id}`)).status).toBe(204);
    expect((await server.get('/v1/contracts', secret)).status).toBe(401);
    expect((await server.ask('DELETE', `/v1/tokens/${id}`)).status).toBe(404);
  });

  it.each([
    [{ role: 'client', name: 'no client named' }, 'clientId'],
    [{ role: 'billing', name: 'b', clientId: 'bank' }, 'clientId'],
    [{ role: 'king', name: 'b' }, 'role'],
    [{ role: 'billing' }, 'name'],
    [{ role: 'billing', name: 'b', also: 1 }, 'also'],
  ])('of the form %p is not made', async (body, path) => {
    const answer = await server.post('/v1/tokens', body);
    expect([answer.status, answer.json.errors[0]?.path]).toEqual([400, path]);
  });
});

describe('Who somebody is', () => {
  it('is kept with what they record, and with which token', async () => {
    expect(server.ledger.origins.map(({ actor }) => actor.name)).toContain('administrator');
    const { id } = (await server.get('/v1/tokens')).json.items.find(({ role }) => role === 'billing')!;
    await server.post('/v1/clients', { clientId: 'new', name: 'N' }, { token: tokens.billing });
    const { id: factId } = server.ledger.log.at(-1)!.fact;
    expect(server.ledger.origins.at(-1)).toMatchObject({ actor: { id, role: 'billing' }, causationId: factId });
  });

  it('is shown of leads to staff and to the client, not to auditors', async () => {
    const person = async (role: Role) => (await server.get('/v1/leads/L-1', tokens[role])).json.person as unknown;
    expect(await person('billing')).toMatchObject({ phone: '+79161234567' });
    expect(await person('client')).toMatchObject({ phone: '+79161234567' });
    expect(await person('auditor')).toBeNull();
  });

  it('stands in no line of the log, nor does a token', () => {
    const log = server.logged.join('');
    expect(log).toContain('/v1/leads/:leadId');
    expect(log).not.toMatch(/79161234567|Anna|L-1|paidonce_|administrator-secret/);
  });
});
