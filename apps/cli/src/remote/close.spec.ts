import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Statement } from '@paidonce/settlement';
import { ADMINISTRATOR, Server } from '../../../api/src/testing/server.fixture.js';
import { FrailServer, problem, say } from '../testing/frail-server.fixture.js';
import { History } from '../testing/histories.fixture.js';
import { Folder, paidonce, type Told } from '../testing/terminal.fixture.js';

const environment = { PAIDONCE_TOKEN: ADMINISTRATOR };

describe('close', () => {
  let folder: Folder;
  let server: Server;
  const close = (...argv: string[]): Promise<Told> =>
    paidonce(['close', ...argv, '--server', server.url], { environment });

  beforeEach(async () => {
    folder = new Folder();
    server = await Server.start('2026-03-15T12:00:00Z');
    const history = new History();
    history.lead('L1', '2026-01-10', '+79161234567');
    history.add('lead.confirmed', '2026-01-11', { leadId: 'L1' });
    await paidonce(['import', folder.file('history.ndjson', history.text), '--server', server.url], { environment });
  });
  afterEach(async () => {
    folder.remove();
    await server.close();
  });

  it('closes the next period and shows its statement as settle does', async () => {
    const { status, out, err } = await close('C-1');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('Statement 1 · January 2026 · contract C-1 · client bank · RUB');
    expect(out).toMatch(/^ +Total +360\.00$/m);
    expect((await close('C-1')).out).toContain('Statement 2 · February 2026');
  });

  it('issues one statement however often it is asked to', async () => {
    const first = await close('C-1', '2026-01', '--json');
    const again = await close('C-1', '2026-01', '--json');
    expect(again.err).toBe('The period 2026-01 had been closed before.\n');
    expect(again.out).toBe(first.out);
    const { statements } = JSON.parse(first.out) as { statements: Statement[] };
    expect(statements).toMatchObject(server.ledger.statements.map(({ statement }) => statement));
  });

  it('does not close what is not over, not next, or not there', async () => {
    await close('C-1');
    await close('C-1');
    const running = await close('C-1');
    expect(running.status).toBe(2);
    expect(running.err).toContain('The period is not over');
    expect((await close('C-1', '2026-05')).status).toBe(2);
    const missing = await close('C/2', '2026-01', '--lang', 'ru');
    expect([missing.status, missing.out]).toEqual([2, '']);
    expect(missing.err).toContain('Not there: There is no such contract.');
    expect(server.ledger.statements).toHaveLength(2);
  });

  it('is not for everybody', async () => {
    const token = await server.token('auditor');
    const { status, err } = await close('C-1', '2026-01', '--token', token);
    expect(status).toBe(77);
    expect(err).toContain('The server denies the token: Not with this token');
  });

  it('needs a contract and the name of a period', async () => {
    expect((await close()).err).toContain('Name a contract.');
    expect(await close('C-1', 'January')).toMatchObject({ status: 64 });
  });
});

describe('close, at a server that fails', () => {
  let server: FrailServer;
  const close = (...argv: string[]): Promise<Told> =>
    paidonce(['close', 'C-1', ...argv, '--server', server.url, '--token', 'T']);
  afterEach(() => server.close());

  it('asks again for the same period where the statement is still to come', async () => {
    const statement = { number: 1, lines: [], total: '0.00', subtotal: '0.00', vat: '0.00', currency: 'RUB' };
    const issued = { ...statement, contractId: 'C-1', clientId: 'bank', period: '2026-01' };
    server = await FrailServer.start(
      say(200, JSON.stringify({ items: [{ period: '2026-01', state: 'over' }] })),
      problem(503, 'Not at the moment', 'The period is closed; its statement is not to be seen yet.'),
      say(201, JSON.stringify(issued)),
    );
    const { status, out } = await close();
    expect([status, out]).toEqual([0, expect.stringContaining('Statement 1 · January 2026')]);
    const asked = 'POST /v1/contracts/C-1/periods/2026-01/close Bearer T';
    expect(server.requests.slice(1)).toEqual([asked, asked]);
  });

  it('says that nothing is left to close', async () => {
    server = await FrailServer.start(say(200, JSON.stringify({ items: [{ period: '2026-01', state: 'closed' }] })));
    const { status, err } = await close();
    expect(status).toBe(2);
    expect(err).toContain('Every period of the contract C-1 is closed.');
  });

  it.each(['null', '[]', '{"items":[{}]}', 'hello'])('takes no %s for an answer', async (answer) => {
    server = await FrailServer.start(say(200, answer));
    const { status, err } = await close();
    expect(status).toBe(69);
    expect(err).toContain('This is no server of facts');
    expect((await close('2026-01')).status).toBe(69);
  });
});
