import { describe, expect, it } from '@jest/globals';
import { Calendar, toPlainDate } from './calendar.js';
import { DAY, HOUR, SECOND, parseInstant, parseLocalDate } from './instant.js';
import { Periods, isPeriodName, type PeriodKind } from './period.js';

const moscow = Calendar.of('Europe/Moscow');
const of = (kind: PeriodKind, date: string, calendar = moscow) => {
  const { name, firstDay, lastDay } = new Periods(kind, calendar).ofDay(parseLocalDate(date));
  return `${name}: ${toPlainDate(firstDay).toString()} to ${toPlainDate(lastDay).toString()}`;
};

describe('The period of a day', () => {
  it.each<[PeriodKind, string, string]>([
    ['week', '2026-01-28', '2026-W05: 2026-01-26 to 2026-02-01'],
    ['week', '2026-01-01', '2026-W01: 2025-12-29 to 2026-01-04'],
    ['week', '2025-12-29', '2026-W01: 2025-12-29 to 2026-01-04'],
    ['week', '2025-12-28', '2025-W52: 2025-12-22 to 2025-12-28'],
    ['week', '2026-12-31', '2026-W53: 2026-12-28 to 2027-01-03'],
    ['week', '2027-01-03', '2026-W53: 2026-12-28 to 2027-01-03'],
    ['week', '2027-01-04', '2027-W01: 2027-01-04 to 2027-01-10'],
    ['month', '2026-01-31', '2026-01: 2026-01-01 to 2026-01-31'],
    ['month', '2024-02-29', '2024-02: 2024-02-01 to 2024-02-29'],
    ['month', '2026-12-01', '2026-12: 2026-12-01 to 2026-12-31'],
    ['month', '0999-05-05', '0999-05: 0999-05-01 to 0999-05-31'],
    ['quarter', '2026-03-31', '2026-Q1: 2026-01-01 to 2026-03-31'],
    ['quarter', '2026-04-01', '2026-Q2: 2026-04-01 to 2026-06-30'],
    ['quarter', '2026-09-30', '2026-Q3: 2026-07-01 to 2026-09-30'],
    ['quarter', '2026-12-31', '2026-Q4: 2026-10-01 to 2026-12-31'],
  ])('%s of %s is %s', (kind, date, period) => {
    expect(of(kind, date)).toBe(period);
  });

  it.each<[string, PeriodKind, string, string]>([
    ['Europe/Moscow', 'month', '2026-01-31T23:59:59+03:00', '2026-01'],
    ['Europe/Moscow', 'month', '2026-02-01T00:00:00+03:00', '2026-02'],
    ['America/New_York', 'month', '2026-02-01T04:59:59Z', '2026-01'],
    ['America/New_York', 'month', '2026-02-01T05:00:00Z', '2026-02'],
    ['Pacific/Kiritimati', 'month', '2026-01-31T10:00:00Z', '2026-02'],
    ['Asia/Kolkata', 'quarter', '2026-03-31T18:29:59Z', '2026-Q1'],
    ['Asia/Kolkata', 'quarter', '2026-03-31T18:30:00Z', '2026-Q2'],
    ['Europe/Berlin', 'week', '2026-03-29T21:59:59Z', '2026-W13'],
    ['Europe/Berlin', 'week', '2026-03-29T22:00:00Z', '2026-W14'],
  ])('in %s by %s at %s is %s', (timeZone, kind, moment, name) => {
    const periods = new Periods(kind, Calendar.of(timeZone));
    const period = periods.at(parseInstant(moment));
    expect(period.name).toBe(name);
    expect(period.start).toBeLessThanOrEqual(parseInstant(moment));
    expect(period.end).toBeGreaterThan(parseInstant(moment));
  });

  it('is as long as the clocks make it', () => {
    const berlin = new Periods('week', Calendar.of('Europe/Berlin'));
    const week = berlin.at(parseInstant('2026-03-29T12:00:00+02:00'));
    expect(week.end - week.start).toBe(7 * DAY - HOUR);
  });

  it('is one object, whichever of its days or moments is asked for', () => {
    const periods = new Periods('month', moscow);
    const january = periods.ofDay(parseLocalDate('2026-01-17'));
    expect(periods.ofDay(parseLocalDate('2026-01-01'))).toBe(january);
    expect(periods.ofDay(parseLocalDate('2026-01-31'))).toBe(january);
    expect(periods.at(january.start)).toBe(january);
    expect(periods.at(january.end - 1)).toBe(january);
    expect(periods.at(january.end)).not.toBe(january);
    expect(periods.at(january.start - SECOND).name).toBe('2025-12');
  });

  it.each<[PeriodKind, string, readonly string[]]>([
    ['week', '2026-12-21', ['2026-W52', '2026-W53', '2027-W01']],
    ['month', '2026-11-30', ['2026-11', '2026-12', '2027-01']],
    ['quarter', '2026-08-01', ['2026-Q3', '2026-Q4', '2027-Q1']],
  ])('is followed without a gap: %s from %s', (kind, date, names) => {
    const periods = new Periods(kind, moscow);
    const first = periods.ofDay(parseLocalDate(date));
    const second = periods.after(first);
    const third = periods.after(second);
    expect([first, second, third].map(({ name }) => name)).toEqual(names);
    expect([first.end, second.end]).toEqual([second.start, third.start]);
  });
});

describe('The name of a period', () => {
  it.each([
    '2026-W01',
    '2026-W05',
    '2026-W53',
    '2020-W53',
    '2025-W52',
    '2026-01',
    '2026-12',
    '2026-Q1',
    '2026-Q4',
    '0000-01',
  ])('%s exists', (name) => {
    expect(isPeriodName(name)).toBe(true);
  });

  it.each([
    ...['2025-W53', '2026-W00', '2026-W54', '2026-W5', '2026-00', '2026-13', '2026-1', '2026-Q0', '2026-Q5', '2026'],
    ...['26-01', '2026-01-01', ' 2026-01', '2026-01 ', '2026-w05', '2026-q1', '2026W05', ''],
  ])('%p does not', (name) => {
    expect(isPeriodName(name)).toBe(false);
  });
});
