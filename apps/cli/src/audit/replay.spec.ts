import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMINISTRATOR, Server } from '../../../api/src/testing/server.fixture.js';
import { History } from '../testing/histories.fixture.js';
import { Folder, paidonce, type Told } from '../testing/terminal.fixture.js';

let server: Server;
const folder = new Folder();
const ask = (...argv: string[]): Promise<Told> =>
  paidonce([...argv, '--server', server.url], { environment: { PAIDONCE_TOKEN: ADMINISTRATOR } });

beforeAll(async () => {
  server = await Server.start('2026-03-15T12:00:00Z');
  const history = new History();
  history.lead('L1', '2026-01-10', '+79161234567');
  history.add('lead.confirmed', '2026-01-11', { leadId: 'L1' });
  await ask('import', folder.file('history.ndjson', `${history.text}no fact\n`));
  await ask('close', 'C-1');
});
afterAll(async () => {
  folder.remove();
  await server.close();
});

describe('replay', () => {
  it('says that what was issued is what the facts come to', async () => {
    const { status, out, err } = await ask('replay', '--contract', 'C-1', '--period', '2026-01');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toBe('1 statement replayed from 6 facts: every one is the same to the byte.\n');
    expect((await ask('replay', '--lang', 'ru')).out).toBe('Пересчитано: 1 расчёт, 6 фактов. Все совпали до байта.\n');
  });

  it('tells machines what differs, and people where, by a status of its own', async () => {
    const [issued] = server.ledger.statements;
    const { statement } = issued!;
    const [line] = statement.lines;
    const changed = { ...statement, lines: [{ ...line!, amount: '1.00' }] };
    server.ledger.statements[0] = { ...issued!, statement: changed };
    const told = await ask('replay');
    const lines = (await ask('replay', '--json')).out.trim().split('\n');
    server.ledger.statements[0] = issued!;
    expect(told.status).toBe(3);
    expect(told.out).toContain('Statement 1 of the contract C-1 differs');
    expect(told.out).toMatch(/2026-01\/K%2F1\/\w+ +1 · 1\.00 +1 · 300\.00/);
    expect(told.out).toMatch(/lead\.confirmed .* billed 300/);
    expect(told.out).toContain('1 of 1 statement differ; 0 other findings.');
    expect(lines.map((text) => JSON.parse(text) as object)).toMatchObject([
      { kind: 'statement', equal: false, differences: [{ in: 'line', issued: { amount: '1.00' } }] },
      { kind: 'end', statements: 1, differing: 1 },
    ]);
  });

  it('is of what belongs to whoever asks', async () => {
    const token = await server.token('client', 'somebody-else');
    const other = await ask('replay', '--contract', 'C-1', '--token', token);
    expect([other.status, other.err]).toEqual([2, expect.stringContaining('Not there')]);
    expect((await ask('replay', '--token', token)).out).toContain('0 statements replayed from 0 facts');
    expect((await server.get('/v1/audit/replay', await server.token('recorder'))).status).toBe(403);
    expect((await server.get('/v1/audit/replay', await server.token('auditor'))).status).toBe(200);
  });
});

describe('audit account', () => {
  it('counts every fact once, and shows those behind a count', async () => {
    const { status, out } = await ask('audit', 'account');
    expect(status).toBe(0);
    expect(out).toContain('7 facts read; every one is in exactly one column.');
    const billed = await ask('audit', 'account', '--contract', 'C-1', '--period', '2026-01', '--count', 'billed');
    expect(billed.out).toMatch(/lead\.confirmed +2026-01-11\S+ +\w+: billed 300/);
    const json = await ask('audit', 'account', '--client', 'bank', '--count', 'billed', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ type: 'lead.confirmed', fate: 'billed', position: 5 });
    expect((await ask('audit', 'account', '--count', 'billed')).status).toBe(2);
    expect((await ask('audit', 'account', '--client', 'bank', '--count', 'lost')).status).toBe(2);
  });
});

describe('audit timeline and changes', () => {
  it('tell by which fact what is owed became what it is', async () => {
    const timeline = await ask('audit', 'timeline', '--lead', 'L1', '--person');
    expect(timeline.out).toMatch(/lead\.confirmed +conf: — →/);
    expect(timeline.out).toMatch(/period\.closed +crm\/f5 conf:/);
    const changes = await ask('audit', 'changes', '--contract', 'C-1', '--since', 'position:4');
    expect(changes.out).toMatch(/lead\.confirmed +2026-01\/K%2F1\/\w+ +— → 1 · 300\.00/);
    expect((await ask('audit', 'changes', '--contract', 'C-1', '--since', 'position:99')).out).toBe('Nothing.\n');
    expect((await ask('audit', 'changes', '--contract', 'C-1', '--since', 'yesterday')).status).toBe(2);
    expect((await ask('audit', 'timeline', '--lead', 'none')).status).toBe(2);
  });
});

describe('What was known at a moment', () => {
  const known = async (path: string): Promise<unknown> =>
    JSON.parse((await server.get(`/v1/audit/known/${path}`)).text);

  it('is asked for by position or time', async () => {
    const period = 'contracts/C-1/periods/2026-01';
    expect(await known(`${period}?knownAt=position:4`)).toMatchObject({ owed: { total: '0.00' } });
    expect(await known(`${period}?knownAt=position:5`)).toMatchObject({
      state: 'over',
      owed: { total: '360.00' },
      billed: { total: '0.00' },
      accrued: { total: '360.00' },
    });
    expect(await known(period)).toMatchObject({ state: 'closed', billed: { total: '360.00' }, accrued: null });
    expect(await known('clients/bank/balance')).toMatchObject({
      contracts: [{ charged: '360.00', balance: '360.00' }],
    });
    const lead = await known('leads/L1?knownAt=position:5');
    expect(lead).toMatchObject({ samePerson: ['L1'], leads: [{ items: [{ fate: 'pending' }] }] });
    const line = 'line?contract=C-1&period=2026-01&clause=conf&campaign=K%2F1';
    expect((await server.get(`/v1/audit/known/${line}&knownAt=2025-01-01T00:00:00Z`)).status).toBe(404);
    expect((await server.get(`/v1/audit/known/${period}?knownAt=soon`)).status).toBe(400);
  });
});
