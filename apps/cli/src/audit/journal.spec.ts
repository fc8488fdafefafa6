import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADMINISTRATOR, Server } from '../../../api/src/testing/server.fixture.js';
import { History } from '../testing/histories.fixture.js';
import { Folder, paidonce, type Told } from '../testing/terminal.fixture.js';

let server: Server;
const folder = new Folder();
const environment = { PAIDONCE_TOKEN: ADMINISTRATOR };
const ask = (...argv: string[]): Promise<Told> => paidonce([...argv, '--server', server.url], { environment });

beforeAll(async () => {
  server = await Server.start('2026-03-15T12:00:00Z');
  const history = new History();
  history.lead('L1', '2026-01-10', '+79161234567');
  await ask('import', folder.file('history.ndjson', history.text));
});
afterAll(async () => {
  folder.remove();
  await server.close();
});

describe('erase', () => {
  it('erases who a lead is, and says so', async () => {
    const erased = await ask('erase', '--lead', 'L1', '--reason', 'letter 17');
    expect(erased).toMatchObject({ status: 0, err: '' });
    expect(erased.out).toContain('Who L1 is has been erased for good.');
    expect((await ask('erase', '--lead', 'L1', '--reason', 'again')).out).toContain('Nothing to erase');
    expect((await ask('erase', '--lead', 'none', '--reason', 'x')).status).not.toBe(0);
  });
});

describe('audit journal', () => {
  it('shows who did what in a table', async () => {
    const { status, out, err } = await ask('audit', 'journal', '--action', 'erasePerson', '--outcome', 'done');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('administrator (administrator)');
    expect(out).toMatch(/erasePerson +done +lead:L1 · erased 1 · letter 17$/m);
  });

  it('is read by machines, a line an entry, as many as are asked for', async () => {
    const { out } = await ask('audit', 'journal', '--subject', 'lead:L1', '--json', '--limit', '1');
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject([{ action: 'erasePerson', reason: 'again', actor: { name: 'administrator' } }]);
  });

  it('says where there is nothing, and what it does not understand', async () => {
    expect((await ask('audit', 'journal', '--client', 'nobody')).out).toBe('No entries.\n');
    expect((await ask('audit', 'journal', '--client', 'nobody', '--lang', 'ru')).out).toBe('Записей нет.\n');
    expect((await ask('audit', 'journal', '--limit', '0')).status).toBe(64);
  });
});
