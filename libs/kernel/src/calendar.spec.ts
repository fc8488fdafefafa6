import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Calendar, toPlainDate } from './calendar.js';
import { DAY, HOUR, SECOND, parseInstant, parseLocalDate } from './instant.js';

const hoursOf = (timeZone: string, date: string): number => {
  const calendar = Calendar.of(timeZone);
  const day = parseLocalDate(date);
  return (calendar.startOfDay(day + 1) - calendar.startOfDay(day)) / HOUR;
};

describe('A local day', () => {
  it.each([
    ['Europe/Moscow', '2026-01-31', 24],
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['America/Sao_Paulo', '2018-11-04', 23],
    ['Asia/Beirut', '2024-03-31', 23],
  ])('in %s, %s has %d hours', (timeZone, date, hours) => {
    expect(hoursOf(timeZone, date)).toBe(hours);
  });

  it.each([
    ['Europe/Moscow', '2026-02-01', '2026-02-01T00:00:00+03:00'],
    ['Asia/Kolkata', '2026-02-01', '2026-02-01T00:00:00+05:30'],
    ['America/New_York', '2026-07-01', '2026-07-01T00:00:00-04:00'],
    ['UTC', '1969-12-31', '1969-12-31T00:00:00+00:00'],
  ])('begins at midnight: in %s, %s at %s', (timeZone, date, start) => {
    const calendar = Calendar.of(timeZone);
    const instant = calendar.startOfDay(parseLocalDate(date));
    expect(instant).toBe(parseInstant(start));
    expect(calendar.format(instant)).toBe(start);
  });

  it.each([
    ['America/Sao_Paulo', '2018-11-04', '2018-11-04T01:00:00-02:00'],
    ['Asia/Beirut', '2024-03-31', '2024-03-31T01:00:00+03:00'],
    ['Africa/Cairo', '2014-05-16', '2014-05-16T01:00:00+03:00'],
  ])('begins after midnight where the clocks skip it: in %s, %s at %s', (timeZone, date, start) => {
    const calendar = Calendar.of(timeZone);
    const day = parseLocalDate(date);
    expect(calendar.startOfDay(day)).toBe(parseInstant(start));
    expect(calendar.dayOf(parseInstant(start))).toBe(day);
    expect(calendar.dayOf(parseInstant(start) - SECOND)).toBe(day - 1);
  });

  it('that a zone skipped whole has no moment', () => {
    const apia = Calendar.of('Pacific/Apia');
    const skipped = parseLocalDate('2011-12-30');
    expect(apia.startOfDay(skipped)).toBe(apia.startOfDay(skipped + 1));
    expect(apia.dayOf(apia.startOfDay(skipped))).toBe(skipped + 1);
    expect(apia.dayOf(apia.startOfDay(skipped) - 1)).toBe(skipped - 1);
    expect(apia.format(apia.startOfDay(skipped))).toBe('2011-12-31T00:00:00+14:00');
  });

  it.each([
    'Europe/Berlin',
    'America/Sao_Paulo',
    'Pacific/Apia',
    'Pacific/Kiritimati',
    'Pacific/Pago_Pago',
    'Asia/Kathmandu',
  ])('in %s is the one that every moment from its start to the next one falls on', (timeZone) => {
    const calendar = Calendar.of(timeZone);
    const moments = fc.integer({ min: parseInstant('2011-01-01T00:00:00Z') / SECOND, max: 1_900_000_000 });
    fc.assert(
      fc.property(fc.array(moments, { minLength: 1, maxLength: 5 }), (seconds) => {
        for (const second of seconds) {
          const day = calendar.dayOf(second * SECOND);
          expect(calendar.startOfDay(day)).toBeLessThanOrEqual(second * SECOND);
          expect(calendar.startOfDay(day + 1)).toBeGreaterThan(second * SECOND);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('is found again after another one was asked for', () => {
    const calendar = Calendar.of('Europe/Berlin');
    const day = parseLocalDate('2026-03-29');
    const start = calendar.startOfDay(day);
    expect(
      [start, start + 23 * HOUR - 1, start + 23 * HOUR, start - 1, start].map((at) => calendar.dayOf(at) - day),
    ).toEqual([0, 0, 1, -1, 0]);
  });
});

describe('A calendar', () => {
  it('is shared by all that name its zone', () => {
    expect(Calendar.of('Europe/Moscow')).toBe(Calendar.of('Europe/Moscow'));
    expect(Calendar.of('Europe/Moscow').timeZone).toBe('Europe/Moscow');
    expect(Calendar.of('Europe/Berlin')).not.toBe(Calendar.of('Europe/Moscow'));
  });

  it('of a zone that does not exist is refused', () => {
    expect(() => Calendar.of('Europe/Atlantis')).toThrow(RangeError);
  });

  it('shows moments to the second', () => {
    const calendar = Calendar.of('Europe/Moscow');
    expect(calendar.format(parseInstant('2026-01-31T14:30:00.999999+03:00'))).toBe('2026-01-31T14:30:00+03:00');
    expect(calendar.format(parseInstant('1969-12-31T23:59:59.5Z'))).toBe('1970-01-01T02:59:59+03:00');
  });

  it('counts days from 1970', () => {
    expect(toPlainDate(0).toString()).toBe('1970-01-01');
    expect(toPlainDate(parseLocalDate('2024-02-29')).toString()).toBe('2024-02-29');
    expect(Calendar.of('UTC').dayOf(DAY)).toBe(1);
  });
});
