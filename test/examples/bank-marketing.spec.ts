import { describe, expect, it } from '@jest/globals';
import { Settlement, type Statement } from '@paidonce/settlement';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const script = resolve(import.meta.dirname, '../../docs/examples/bank-marketing/convert.mjs');
/** Twenty made-up rows in the form of the data set. */
const table = resolve(import.meta.dirname, 'bank-marketing.csv');

interface Line {
  readonly type: string;
  readonly time: string;
  readonly recordedtime: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const convert = (path: string) => execFileSync(process.execPath, [script, path], { encoding: 'utf8' });
const text = convert(table);
const history = text
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);
const of = (type: string) => history.filter((fact) => fact.type === type);

/** Runs the script on a file that is there for as long. */
function onFile<T>(name: string, contents: string | Buffer, run: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'bank-marketing-'));
  try {
    const path = join(folder, name);
    writeFileSync(path, contents);
    return run(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function settle(): Statement[] {
  const settlement = new Settlement();
  return history.flatMap((fact) => {
    const applied = settlement.apply(fact);
    expect(applied.kind).toBe('recorded');
    return applied.kind === 'recorded' && applied.statement ? [applied.statement] : [];
  });
}

describe('the example "Bank Marketing"', () => {
  it('makes a lead and a call of every row, and a confirmation and an arrival of every subscription', () => {
    const counts = ['lead.registered', 'call.completed', 'lead.confirmed', 'lead.arrived'].map(
      (type) => of(type).length,
    );
    expect(counts).toEqual([20, 20, 7, 7]);
  });

  it('infers the year from the order of the rows, and closes every month up to the last, empty ones too', () => {
    expect(of('campaign.launched').map(({ data }) => data['campaignId'])).toEqual([
      'bank-marketing-2008',
      'bank-marketing-2009',
      'bank-marketing-2010',
    ]);
    const closed = of('period.closed').map(({ data }) => data['period']);
    expect([closed[0], closed.at(-1), closed.length]).toEqual(['2008-05', '2010-11', 31]);
  });

  it('spreads a day’s calls over the day, in the time of Lisbon', () => {
    const starts = of('call.completed').map(({ time }) => time);
    expect(starts.slice(0, 3)).toEqual([
      '2008-05-29T09:00:00+01:00',
      '2008-05-29T12:20:00+01:00',
      '2008-05-29T15:40:00+01:00',
    ]);
    expect(starts.at(-1)).toBe('2010-11-05T14:00:00+00:00');
  });

  it('is in the order of recording', () => {
    const recorded = history.map(({ recordedtime }) => Date.parse(recordedtime));
    expect(recorded).toEqual([...recorded].sort((a, b) => a - b));
  });

  it('keeps what is known of earlier campaigns, and invents no earlier calls', () => {
    expect(of('lead.registered')[8]?.data['earlier']).toEqual({ daysAgo: 150, contacts: 2, outcome: 'failure' });
    expect(of('lead.registered')[10]?.data['earlier']).toEqual({ daysAgo: 0, contacts: 1, outcome: 'other' });
    expect(of('lead.registered')[0]?.data).not.toHaveProperty('earlier');
    expect(of('call.completed')[7]?.data).toMatchObject({ attempt: 5, seconds: { talk: 15 } });
  });

  it('settles without a refusal: talk by the minute, a subscription covered by its application, VAT by its time', () => {
    const statements = settle();
    const lines = statements.flatMap((statement) => statement.lines);
    const sum = (clauseId: string) =>
      lines.filter((line) => line.clauseId === clauseId).reduce((total, { quantity }) => total + quantity, 0);
    expect([sum('minute'), sum('application'), sum('subscription')]).toEqual([3975, 7, 0]);
    const vatOf = (name: string) => statements.find(({ period }) => period === name);
    expect(vatOf('2008-05')).toMatchObject({ subtotal: '14.75', vat: '3.10', total: '17.85' });
    expect(vatOf('2008-07')).toMatchObject({ subtotal: '12.65', vat: '2.53', total: '15.18' });
    expect(vatOf('2008-09')).toMatchObject({ subtotal: '0.00', lines: [] });
    expect(vatOf('2010-07')).toMatchObject({ subtotal: '13.54', vat: '2.84', total: '16.38' });
  });

  it('reads a packed file the same', () => {
    expect(onFile('rows.csv.gz', gzipSync(readFileSync(table)), convert)).toBe(text);
  });

  it.each([
    ['a month without a name', ['"may";600', '"mai";600'], 'row 2: no month is called "mai"'],
    ['a day that is none', ['30;"jun";90', '31;"jun";90'], 'row 4: jun 2008 has no day 31'],
    ['a day that comes too late', ['29;"may";0', '28;"may";0'], 'row 3: 2008-05-28 comes after 2008-05-29'],
    [
      'seconds that are none',
      ['"may";600', '"may";-1'],
      'row 2: duration is "-1", but has to be a whole number from 0',
    ],
    ['no column of the duration', ['"duration"', '"length"'], 'the file has no column duration'],
  ])('says where it does not understand: %s', (_, [right, wrong], message) => {
    const broken = readFileSync(table, 'utf8').replace(right ?? '', wrong ?? '');
    const { status, stderr } = onFile('rows.csv', broken, (path) =>
      spawnSync(process.execPath, [script, path], { encoding: 'utf8' }),
    );
    expect({ status, stderr: stderr.trim() }).toEqual({ status: 1, stderr: message });
  });

  it('says how it is used', () => {
    const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    expect(status).toBe(64);
    expect(stderr).toContain('usage: node convert.mjs');
  });
});
