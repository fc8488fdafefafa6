import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { roles, type Role } from '../access/roles.js';
import type { KeptEntry } from '../ports/journal.js';
import { history, ndjson } from '../testing/facts.fixture.js';
import { Server, type Answered } from '../testing/server.fixture.js';

const PHONE = '+79161234567';
const NDJSON = 'application/x-ndjson';

let server: Server;
const tokens = {} as Record<Role, string>;

beforeAll(async () => {
  server = await Server.start();
  for (const role of roles) tokens[role] = await server.token(role, role === 'client' ? 'bank' : undefined);
  await server.post('/v1/facts', ndjson([...history('bank'), { no: 'fact' }]), { headers: { 'content-type': NDJSON } });
});
afterAll(() => server.close());

let requests = 0;

/** An answer, and the entries that its request left. */
async function asked(
  method: string,
  path: string,
  { token, body, headers = {} }: { token?: string | null; body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ answer: Answered; entries: KeptEntry[] }> {
  const id = `journal-spec-${++requests}`;
  const answer = await server.ask(method, path, {
    headers: { 'x-request-id': id, ...headers },
    ...(token !== undefined && { token }),
    ...(body !== undefined && { body }),
  });
  return { answer, entries: server.journal.entries.filter(({ correlationId }) => correlationId === id) };
}

interface Route {
  readonly method: string;
  readonly path: string;
  readonly action: string;
}

const NAMES: Readonly<Record<string, string>> = {
  clientId: 'bank',
  contractId: 'C-1',
  period: '2026-01',
  campaignId: 'K-1',
  leadId: 'L-1',
  number: '1',
  id: 'q1',
};

/** Every operation that the API describes, with names of what is there. */
function routes(): Route[] {
  return Object.entries(server.document().paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { operationId: string }>)
      .filter(() => path.startsWith('/v1'))
      .map(([method, { operationId }]) => ({
        method: method.toUpperCase(),
        path: path.replace(/\{(\w+)\}/g, (_, name: string) => NAMES[name] ?? 'none'),
        action: operationId,
      })),
  );
}

const outcomeOf = (status: number): string => (status < 400 ? 'done' : status === 403 ? 'denied' : 'refused');

describe('Every request of every role', () => {
  it('that may change something leaves an entry with what became of it', async () => {
    const commands = routes().filter(({ method }) => method !== 'GET');
    expect(commands.length).toBeGreaterThan(30);
    for (const { method, path, action } of commands) {
      for (const role of roles) {
        const body = method === 'DELETE' ? {} : { body: {} };
        const { answer, entries } = await asked(method, path, { token: tokens[role], ...body });
        const found = entries.filter(({ kind }) => kind === 'command');
        expect([action, role, found]).toEqual([
          action,
          role,
          [
            expect.objectContaining({
              action,
              outcome: outcomeOf(answer.status),
              actor: expect.objectContaining({ role }),
            }),
          ],
        ]);
      }
    }
  });

  it('that shows a person leaves one, and no other reading does', async () => {
    const readings = routes().filter(({ method }) => method === 'GET');
    const seen: string[] = [];
    const unsealed = { method: 'GET', path: '/v1/history?unsealed=true', action: 'readHistory' };
    for (const { method, path, action } of [...readings, unsealed]) {
      for (const role of roles) {
        const { answer, entries } = await asked(method, path, { token: tokens[role] });
        const shows = answer.text.includes(PHONE);
        if (shows) seen.push(`${action} ${role}`);
        const found = entries.filter(({ kind, outcome }) => kind === 'access' && outcome === 'done');
        // What is in quarantine may hold a person, and is opened for no other reason.
        const expected = shows || (action === 'showQuarantined' && answer.status === 200) ? 1 : 0;
        expect([action, role, found.length]).toEqual([action, role, expected]);
      }
    }
    expect(seen.sort()).toEqual([
      'readHistory administrator',
      'showLead administrator',
      'showLead billing',
      'showLead client',
    ]);
  });
});

describe('An entry', () => {
  it('names who recorded what for whom', async () => {
    const { answer, entries } = await asked('POST', '/v1/leads', {
      token: tokens.billing,
      body: { leadId: 'L-77', campaignId: 'K-1', person: { phone: PHONE, externalId: 'E-1' } },
    });
    expect(answer.status).toBe(201);
    expect(entries).toMatchObject([
      {
        kind: 'command',
        action: 'lead.registered',
        outcome: 'done',
        actor: { name: 'a billing', role: 'billing' },
        subjects: [`fact:["paidonce/api","${answer.json.id}"]`, 'lead:L-77', 'campaign:K-1'],
        clients: ['bank'],
        problem: null,
      },
    ]);
  });

  it('of a stream of facts counts what became of them', async () => {
    const facts = ndjson([...history('bank'), { no: 'fact' }, { no: 'fact' }]);
    const { entries } = await asked('POST', '/v1/facts', { body: facts, headers: { 'content-type': NDJSON } });
    expect(entries).toMatchObject([
      {
        action: 'recordFacts',
        outcome: 'done',
        counts: { accepted: 0, duplicate: history('bank').length, refused: 2 },
      },
    ]);
  });

  it('of persons in a history names their leads', async () => {
    const { entries } = await asked('GET', '/v1/history?unsealed=true');
    expect(entries).toMatchObject([{ action: 'readHistory', kind: 'access' }]);
    expect(entries[0]?.subjects).toContain('lead:L-1');
    expect(entries[0]?.counts).toEqual({ leads: entries[0]?.subjects.length });
  });

  it('of an erasure has its reason', async () => {
    const body = { reason: 'asked for in letter 17' };
    const { answer, entries } = await asked('POST', '/v1/leads/L-1/erasure', { body });
    expect([answer.status, answer.json]).toEqual([200, { leadId: 'L-1', erased: true }]);
    expect(entries).toMatchObject([
      { action: 'erasePerson', subjects: ['lead:L-1'], clients: ['bank'], counts: { erased: 1 }, ...body },
    ]);
    expect((await asked('POST', '/v1/leads/L-1/erasure', { body: {} })).answer.status).toBe(400);
    expect((await asked('POST', '/v1/leads/none/erasure', { body })).answer.status).toBe(404);
  });

  it('says by its problem why something was refused, and repeats nothing that was sent', async () => {
    const { entries } = await asked('POST', `/v1/leads/${encodeURIComponent(PHONE)}/confirm`, { body: {} });
    expect(entries).toMatchObject([{ outcome: 'refused', problem: 'unknown-reference', subjects: [] }]);
    await asked('POST', '/v1/leads', { body: { leadId: PHONE, campaignId: PHONE, person: { phone: PHONE } } });
    await asked('GET', `/v1/leads/${encodeURIComponent(PHONE)}`, { token: tokens.recorder });
    expect(JSON.stringify(server.journal.entries.map((entry) => ({ ...entry, position: 0 })))).not.toContain('7916');
  });

  it('holds no secret', () => {
    const all = JSON.stringify(server.journal.entries.map((entry) => ({ ...entry, position: 0 })));
    for (const secret of Object.values(tokens)) expect(all).not.toContain(secret);
  });

  it('of a token that comes is made once an hour', async () => {
    const secret = await server.token('auditor');
    const signedIn = async (): Promise<number> =>
      (await asked('GET', '/v1/contracts', { token: secret })).entries.filter(({ kind }) => kind === 'sign-in').length;
    expect([await signedIn(), await signedIn()]).toEqual([1, 0]);
    server.clock.at += 3_600_000_000;
    expect(await signedIn()).toBe(1);
  });

  it('of what is asked without a token is made once a minute, however often it is asked', async () => {
    const denied = (): number =>
      server.journal.entries.filter(({ action, outcome }) => action === 'signIn' && outcome === 'denied').length;
    for (let i = 0; i < 20; i++) await asked('GET', '/v1/contracts', { token: i % 2 === 0 ? null : 'wrong' });
    expect(denied()).toBe(1);
  });

  it('that cannot be kept keeps the person hidden', async () => {
    const enter = server.journal.enter.bind(server.journal);
    server.journal.enter = () => Promise.reject(new Error('the log is gone'));
    const answer = await server.get('/v1/leads/L-1');
    server.journal.enter = enter;
    expect([answer.status, answer.text.includes(PHONE)]).toEqual([503, false]);
  });
});

describe('The journal', () => {
  it('is searched by who, what, whose, when and what came of it', async () => {
    const pick = async (query: string): Promise<string[]> => {
      const { json } = await server.get(`/v1/audit/journal?${query}`, tokens.auditor);
      return (json.items as unknown as { action: string }[]).map(({ action }) => action);
    };
    expect(await pick('subject=lead:L-77')).toEqual(['lead.registered', 'readHistory'].reverse());
    expect(await pick('client=bank&actor=a%20billing&outcome=done&action=lead.registered')).toEqual([
      'lead.registered',
    ]);
    expect(await pick('to=2020-01-01T00:00:00Z')).toEqual([]);
    expect((await pick('kind=sign-in&outcome=denied')).length).toBeGreaterThan(0);
    expect((await server.get('/v1/audit/journal?outcome=none')).status).toBe(400);
  });

  it('is read page by page, the newest first, or in one go', async () => {
    const first = await server.get('/v1/audit/journal?limit=3');
    const second = await server.get(`/v1/audit/journal?limit=3&cursor=${first.json.next}`);
    const positions = [...first.json.items, ...second.json.items].map(
      (item) => (item as unknown as KeptEntry).position,
    );
    expect(positions).toEqual([...positions].sort((a, b) => Number(b) - Number(a)));
    expect(new Set(positions).size).toBe(6);
    const { text } = await server.get('/v1/audit/journal', tokens.auditor, { accept: NDJSON });
    expect(text.trim().split('\n')).toHaveLength(server.journal.entries.length);
  });
});
