import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { History } from '../testing/histories.fixture.js';
import { Folder, caseFile, paidonce } from '../testing/terminal.fixture.js';

interface Settled {
  readonly statements: { readonly contractId: string; readonly period: string; readonly total: string }[];
  readonly account?: { readonly facts: number; readonly total: Record<string, number> };
}

interface Refused {
  readonly errors: { readonly line: number; readonly code: string; readonly path: string; readonly file?: string }[];
  readonly account?: Settled['account'];
}

const settled = (text: string): Settled => JSON.parse(text) as Settled;
const refused = (text: string): Refused => JSON.parse(text) as Refused;

/** One lead, confirmed in January and arrived in February; both months closed. */
function coveredArrival(): History {
  const conf = { id: 'conf', model: 'confirmed-lead', price: '1300.50' };
  const history = new History([conf, { id: 'arr', model: 'arrived-client', price: '2000' }]);
  history.lead('L1', '2026-01-10', '+79161234567');
  history.add('lead.confirmed', '2026-01-11', { leadId: 'L1' });
  history.close('2026-01', '2026-02-01');
  history.add('lead.arrived', '2026-02-03', { leadId: 'L1', as: 'arrived' });
  history.close('2026-02', '2026-03-01');
  return history;
}

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => {
  folder.remove();
});

describe('settle --json', () => {
  it('prints one object with the statements', async () => {
    const file = folder.file('history.ndjson', coveredArrival().text);
    const { status, out, err } = await paidonce(['settle', file, '--json']);
    expect(status).toBe(0);
    expect(err).toBe('');
    expect(settled(out).statements.map(({ period, total }) => [period, total])).toEqual([
      ['2026-01', '1560.60'],
      ['2026-02', '0.00'],
    ]);
  });

  it('prints no statements where there is no fact', async () => {
    const { status, out } = await paidonce(['settle', folder.file('empty.ndjson', ''), '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toEqual({ statements: [] });
  });

  it('is the same from several files, standard input, gzip, and with the marks of Windows', async () => {
    const { text, lines } = coveredArrival();
    const whole = (await paidonce(['settle', folder.file('whole.ndjson', text), '--json'])).out;
    const parts = [lines.slice(0, 3), lines.slice(3, 6), lines.slice(6)].map((part) => part.join('\n'));
    const files = [
      folder.file('a.ndjson', `\ufeff${parts[0]?.replaceAll('\n', '\r\n\r\n') ?? ''}`),
      folder.file('b.ndjson', gzipSync(parts[1] ?? '')),
      '-',
    ];
    const inParts = await paidonce(['settle', ...files, '--json'], { stdin: [parts[2] ?? '', '\n'] });
    expect(inParts).toEqual({ status: 0, out: whole, err: '' });
    const twice = Buffer.concat([gzipSync(`${parts[0] ?? ''}\n`), gzipSync(`${parts[1] ?? ''}\n${parts[2] ?? ''}`)]);
    const bytewise = Array.from(twice, (byte) => Buffer.from([byte]));
    expect((await paidonce(['settle', '-', '--json'], { stdin: bytewise })).out).toBe(whole);
  });

  it('prints the statements that are asked for', async () => {
    const file = folder.file('history.ndjson', coveredArrival().text);
    const periodsOf = async (...options: string[]): Promise<string[]> => {
      const { out } = await paidonce(['settle', file, '--json', ...options]);
      return settled(out).statements.map(({ period }) => period);
    };
    expect(await periodsOf('--period', '2026-02')).toEqual(['2026-02']);
    expect(await periodsOf('--contract', 'C-1')).toEqual(['2026-01', '2026-02']);
    expect(await periodsOf('--contract', 'C-2')).toEqual([]);
    expect(await periodsOf('--contract', 'C-1', '--period', '2026-03')).toEqual([]);
  });

  it('counts with --account what became of every fact', async () => {
    const { text, lines } = coveredArrival();
    const file = folder.file('history.ndjson', text + (lines[4] ?? ''));
    const { account } = settled((await paidonce(['settle', file, '--json', '--account'])).out);
    expect(account).toMatchObject({ facts: lines.length, repeated: 1, total: { billed: 1, covered: 1, refused: 0 } });
    expect(Object.values(account?.total ?? {}).reduce((sum, count) => sum + count)).toBe(lines.length);
  });
});

describe('refused lines', () => {
  it('are all named, and nothing is settled', async () => {
    const { status, out, err } = await paidonce(['settle', caseFile('refused.ndjson'), '--json']);
    const expected = JSON.parse(readFileSync(caseFile('refused.errors.json'), 'utf8')) as Refused;
    expect(status).toBe(2);
    expect(err).toBe('');
    expect(Object.keys(JSON.parse(out) as object)).toEqual(['errors']);
    expect(refused(out).errors.map(({ line, code }) => ({ line, code }))).toEqual(expected.errors);
    for (const error of refused(out).errors) expect(Object.keys(error)).toEqual(['line', 'code', 'path', 'message']);
  });

  it('are named with their file where there are several', async () => {
    const first = folder.file('first.ndjson', coveredArrival().text);
    const second = folder.file('second.ndjson', '\n{"no":"fact"}\n\u0000\n');
    const { status, out } = await paidonce(['settle', first, second, '--json']);
    expect(status).toBe(2);
    expect(refused(out).errors).toMatchObject([
      { file: second, line: 2, code: 'invalid' },
      { file: second, line: 3, code: 'invalid', path: '' },
    ]);
  });

  it('may be no text at all', async () => {
    const bytes = Buffer.concat([Buffer.from('\n'), Buffer.from([0x22, 0xff, 0x22]), Buffer.from('\n{}')]);
    const { out } = await paidonce(['settle', folder.file('bytes.ndjson', bytes), '--json', '--account']);
    expect(refused(out).errors[0]).toEqual({
      line: 2,
      code: 'invalid',
      path: '',
      message: 'not JSON: the line is not UTF-8',
    });
    expect(refused(out).errors[1]).toMatchObject({ line: 3, code: 'invalid' });
    expect(refused(out).account).toMatchObject({ facts: 2, total: { refused: 2 } });
  });

  it('are for people lines with a place, and a sum by code', async () => {
    const file = folder.file('bad.ndjson', '{}\nnothing\n');
    const { status, out, err } = await paidonce(['settle', file, '--lang', 'ru']);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(`${file}:2  invalid  not JSON`);
    expect(err).toContain('2 строки отклонены; расчёт не сделан.');
    expect(err).toMatch(/^ {2}2 {2}invalid/m);
  });

  it('are counted for people, too, and no items are written', async () => {
    const file = folder.file('bad.ndjson', `${coveredArrival().text}nothing\n`);
    const items = join(folder.path, 'items.ndjson');
    const { out, err } = await paidonce(['settle', file, '--account', '--items', items]);
    expect(out).toMatch(/Not a fact\s+·\s+·\s+·\s+·\s+·\s+1\s+1/);
    expect(err).toContain('No items were written');
    expect(() => readFileSync(items)).toThrow('ENOENT');
  });
});

describe('the tables', () => {
  it('are in English', async () => {
    const file = folder.file('history.ndjson', coveredArrival().text);
    const { status, out } = await paidonce(['settle', file]);
    expect(status).toBe(0);
    expect(out).toContain('Statement 1 · January 2026 · contract C-1 · client bank · RUB');
    expect(out).toMatch(/^ {2}K\/1 {7}conf {4}Per confirmed \(transferred\) lead +1 lead +1,300\.50$/m);
    expect(out).toMatch(/^ +Subtotal +1,300\.50$\n^ +VAT +260\.10$\n^ +Total +1,560\.60$/m);
    expect(out).toContain('No lines: nothing is owed that was not billed before.');
    expect(out).toContain('2 statements, 1,560.60 RUB in all');
  });

  it('are in Russian where the locale is', async () => {
    const file = folder.file('history.ndjson', coveredArrival().text);
    const told = await paidonce(['settle', file, '--account'], { environment: { LANG: 'ru_RU.UTF-8' } });
    const out = told.out.replaceAll('\u00a0', ' ');
    expect(out).toContain('Расчёт № 1 · январь 2026 г. · договор C-1 · заказчик bank · RUB');
    expect(out).toMatch(/За подтверждённую \(переданную\) заявку +1 заявка +1 300,50$/m);
    expect(out).toMatch(/^ +Всего +1 560,60$/m);
    expect(out).toMatch(/^ {2}Человек дошёл +· +1 +· +· +· +· +1$/m);
    expect(out).toContain('Прочитано: 8 фактов; каждый — ровно в одном столбце.');
  });

  it('say what to do where there is nothing to show', async () => {
    const tell = async (text: string, ...options: string[]): Promise<string> =>
      (await paidonce(['settle', folder.file('history.ndjson', text), ...options])).out;
    const { lines, text } = coveredArrival();
    expect(await tell('')).toContain('The history has no facts');
    expect(await tell(`${lines[0] ?? ''}\n`)).toContain('no contract is signed');
    expect(await tell(lines.slice(0, 5).join('\n'))).toContain('Record the fact `period.closed`');
    expect(await tell(text, '--contract', 'C-2')).toContain('Its contracts: C-1.');
    expect(await tell(text, '--period', '2026-07')).toContain('Leave out --period');
  });
});

describe('settle --items', () => {
  it('writes every fact × clause, one a line', async () => {
    const file = folder.file('history.ndjson', coveredArrival().text);
    const path = join(folder.path, 'items.ndjson');
    await paidonce(['settle', file, '--json', '--items', path]);
    const items = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(items.map((item) => JSON.parse(item) as unknown)).toMatchObject([
      { type: 'lead.confirmed', fate: 'billed', amount: '1300.5' },
      { type: 'lead.arrived', fate: 'covered', amount: '0', coveredBy: { source: 'crm', id: 'f5' } },
    ]);
  });

  it('writes those that are asked for, to standard output for -', async () => {
    const file = folder.file('history.ndjson', coveredArrival().text);
    const { status, out } = await paidonce(['settle', file, '--items', '-', '--period', '2026-02']);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ type: 'lead.arrived', forPeriod: '2026-02' });
    expect((await paidonce(['settle', file, '--items', '-', '--contract', 'C-2'])).out).toBe('');
  });

  it('cannot share standard output, and needs a place that can be written', async () => {
    const file = folder.file('history.ndjson', coveredArrival().text);
    expect((await paidonce(['settle', file, '--items', '-', '--json'])).status).toBe(64);
    expect((await paidonce(['settle', file, '--items', file])).status).toBe(64);
    expect(readFileSync(file, 'utf8')).toBe(coveredArrival().text);
    const nowhere = join(folder.path, 'no', 'items.ndjson');
    const { status, err } = await paidonce(['settle', file, '--items', nowhere]);
    expect(status).toBe(73);
    expect(err).toContain(nowhere);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['en', 'there is no such file'],
    ['ru', 'такого файла нет'],
  ])('is named, in %s', async (lang, why) => {
    const missing = join(folder.path, 'missing.ndjson');
    const { status, out, err } = await paidonce(['settle', caseFile('window.ndjson'), missing, '--lang', lang]);
    expect(status).toBe(66);
    expect(out).toBe('');
    expect(err).toContain(missing);
    expect(err).toContain(why);
  });

  it('is a folder, or a damaged file', async () => {
    expect(await paidonce(['settle', folder.path])).toMatchObject({ status: 66 });
    const damaged = folder.file('damaged.gz', gzipSync(coveredArrival().text).subarray(0, 40));
    const { status, err } = await paidonce(['settle', damaged, '--json']);
    expect(status).toBe(66);
    expect(err).toContain('damaged (gzip)');
  });

  it('is standard input a second time', async () => {
    expect(await paidonce(['settle', '-', '-'])).toMatchObject({ status: 64 });
  });
});
