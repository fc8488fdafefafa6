import { describe, expect, it } from '@jest/globals';
import { Formats } from './formats.js';

const en = new Formats('en');
const ru = new Formats('ru');
const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('money', () => {
  it('is grouped as the language does it, with the digits that it has', () => {
    expect(en.decimal('1234567.50')).toBe('1,234,567.50');
    expect(plain(ru.decimal('1234567.50'))).toBe('1 234 567,50');
    expect(en.decimal('-300.00')).toBe('-300.00');
    expect(en.decimal('5000')).toBe('5,000');
    expect(en.decimal('1.234')).toBe('1.234');
  });

  it('never passes through a floating point number', () => {
    expect(en.decimal('9007199254740993.01')).toBe('9,007,199,254,740,993.01');
    expect(en.decimal('12345678901234567890123456789.99')).toBe('12,345,678,901,234,567,890,123,456,789.99');
  });

  it('has the digits of its currency where fewer are given', () => {
    expect(en.decimal('1000', 2)).toBe('1,000.00');
    expect(en.decimal('0.125', 2)).toBe('0.125');
  });

  it('stands as it is where it does not end', () => {
    expect(en.decimal('7/6', 2)).toBe('7/6');
  });
});

describe('counted things', () => {
  const leads = { one: 'заявка', few: 'заявки', many: 'заявок', other: 'заявки' };

  it.each([
    [0, '0 заявок'],
    [1, '1 заявка'],
    [2, '2 заявки'],
    [5, '5 заявок'],
    [11, '11 заявок'],
    [21, '21 заявка'],
    [112, '112 заявок'],
    [-1, '-1 заявка'],
    [1004, '1 004 заявки'],
  ])('%d in Russian', (count, expected) => {
    expect(plain(ru.counted(count, leads))).toBe(expected);
  });

  it('in English', () => {
    expect(en.counted(1, { one: 'lead', other: 'leads' })).toBe('1 lead');
    expect(en.counted(0, { one: 'lead', other: 'leads' })).toBe('0 leads');
    expect(en.counted(-2, { one: 'lead', other: 'leads' })).toBe('-2 leads');
  });
});

describe('time', () => {
  it('is that of the clocks where the contract is', () => {
    expect(en.time('2026-01-31T22:30:00Z', 'Europe/Moscow')).toBe('1 Feb 2026, 01:30:00');
    expect(ru.time('2026-01-31T22:30:00Z', 'Europe/Moscow')).toBe('01.02.2026, 01:30:00');
  });

  it('of operators is hours, minutes and seconds', () => {
    expect(en.clock(29_700)).toBe('8:15:00');
    expect(en.clock(-61)).toBe('-0:01:01');
    expect(en.clock(360_000)).toBe('100:00:00');
  });

  it('of a month is its name; weeks and quarters have theirs', () => {
    expect(en.period('2026-01')).toBe('January 2026');
    expect(plain(ru.period('2026-01'))).toBe('январь 2026 г.');
    expect(ru.period('2026-W05')).toBe('2026-W05');
    expect(ru.period('2026-Q1')).toBe('2026-Q1');
  });
});
