import { describe, expect, it } from '@jest/globals';
import { Writable } from 'node:stream';
import { Output } from './output.js';
import { displayWidth, printable } from './printable.js';
import { writeTable, wrapped, type Table } from './table.js';

class Screen extends Writable {
  shown = '';

  constructor(readonly columns?: number) {
    super({ decodeStrings: false });
  }

  override _write(text: string, _encoding: string, done: () => void): void {
    this.shown += text;
    done();
  }
}

async function drawn(table: Table, columns?: number): Promise<string[]> {
  const screen = new Screen(columns);
  const out = new Output(screen);
  writeTable(out, table);
  await out.flush();
  return screen.shown.trimEnd().split('\n');
}

describe('a table', () => {
  it('aligns its columns, rules off its head and its sums', async () => {
    const table: Table = {
      columns: [{ title: 'Пункт' }, { title: 'Amount', align: 'right' }],
      rows: [
        ['conf', '300.00'],
        ['arr', '1,000.00'],
      ],
      footer: [['', '1,300.00']],
    };
    expect(await drawn(table)).toEqual([
      '  Пункт    Amount',
      '  ───────────────',
      '  conf     300.00',
      '  arr    1,000.00',
      '  ───────────────',
      '         1,300.00',
    ]);
  });

  it('leaves out columns that say nothing', async () => {
    const table: Table = { columns: [{ title: 'A' }, { title: 'B' }, { title: 'C' }], rows: [['1', '', '3']] };
    expect(await drawn(table)).toEqual(['  A  C', '  ────', '  1  3']);
  });

  it('breaks long texts where the terminal is narrow', async () => {
    const table: Table = {
      columns: [{ title: 'Name' }, { title: 'Meaning', wraps: true }],
      rows: [['a', 'one two three four five']],
    };
    expect(await drawn(table, 24)).toEqual([
      '  Name  Meaning',
      '  ──────────────────────',
      '  a     one two three',
      '        four five',
    ]);
  });

  it('counts what a terminal shows, not what a text is made of', () => {
    expect(displayWidth('Пункт')).toBe(5);
    expect(displayWidth('й')).toBe(1);
    expect(displayWidth('и\u0306')).toBe(1);
    expect(displayWidth('銀行')).toBe(4);
    expect(displayWidth('👍')).toBe(2);
  });

  it('shows what could command the terminal as what it is', () => {
    expect(printable('K\u001b[2J\u202e\n1')).toBe('K\\u001b[2J\\u202e\\u000a1');
  });

  it('wraps paragraphs', () => {
    const out = new Output(new Screen(12));
    expect(wrapped(out, 'one two three four', '  ')).toBe('  one two\n  three four');
  });
});
