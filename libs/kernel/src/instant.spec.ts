import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  DAY,
  HOUR,
  MINUTE,
  SECOND,
  epochDay,
  formatInstant,
  isLocalDate,
  parseInstant,
  parseLocalDate,
} from './instant.js';

describe('An instant', () => {
  it('is counted in microseconds since 1970', () => {
    expect(parseInstant('1970-01-01T00:00:00Z')).toBe(0);
    expect(parseInstant('1970-01-02T03:04:05Z')).toBe(DAY + 3 * HOUR + 4 * MINUTE + 5 * SECOND);
    expect(parseInstant('1969-12-31T23:59:59Z')).toBe(-SECOND);
    expect([SECOND, MINUTE, HOUR, DAY]).toEqual([1e6, 6e7, 3.6e9, 8.64e10]);
  });

  it.each([
    ['2026-01-10T12:00:00+03:00', '2026-01-10T09:00:00Z'],
    ['2026-01-01T00:30:00+05:30', '2025-12-31T19:00:00Z'],
    ['2025-12-31T20:00:00-04:30', '2026-01-01T00:30:00Z'],
    ['2026-01-10T12:00:00-00:00', '2026-01-10T12:00:00Z'],
    ['2026-01-10T12:00:00+23:59', '2026-01-09T12:01:00Z'],
    ['2026-01-10t12:00:00z', '2026-01-10T12:00:00Z'],
  ])('written %s is %s', (text, same) => {
    expect(parseInstant(text)).toBe(parseInstant(same));
    expect(formatInstant(parseInstant(text))).toBe(same);
  });

  it.each([
    ['2026-01-10T12:00:00.5Z', 500_000, '2026-01-10T12:00:00.5Z'],
    ['2026-01-10T12:00:00.000001Z', 1, '2026-01-10T12:00:00.000001Z'],
    ['2026-01-10T12:00:00.123456Z', 123_456, '2026-01-10T12:00:00.123456Z'],
    ['2026-01-10T12:00:00.1234569Z', 123_456, '2026-01-10T12:00:00.123456Z'],
    ['2026-01-10T12:00:00.9999999999Z', 999_999, '2026-01-10T12:00:00.999999Z'],
    ['2026-01-10T12:00:00.120Z', 120_000, '2026-01-10T12:00:00.12Z'],
    ['2026-01-10T12:00:00.000Z', 0, '2026-01-10T12:00:00Z'],
  ])('%s has its fraction cut at microseconds', (text, micros, shown) => {
    expect(parseInstant(text) - parseInstant('2026-01-10T12:00:00Z')).toBe(micros);
    expect(formatInstant(parseInstant(text))).toBe(shown);
  });

  it('is shown with its fraction before 1970, too', () => {
    expect(formatInstant(-1)).toBe('1969-12-31T23:59:59.999999Z');
    expect(formatInstant(parseInstant('1969-12-31T23:59:58.25Z'))).toBe('1969-12-31T23:59:58.25Z');
  });

  it('is exact at the ends of the calendar', () => {
    expect(parseInstant('0000-01-01T00:00:00Z')).toBe(-62_167_219_200 * SECOND);
    expect(parseInstant('9999-12-31T23:59:59Z')).toBe(Date.UTC(9999, 11, 31, 23, 59, 59) * 1000);
    expect(formatInstant(parseInstant('9999-12-31T23:59:59Z'))).toBe('9999-12-31T23:59:59Z');
    expect(formatInstant(parseInstant('0000-01-01T00:00:00Z'))).toBe('0000-01-01T00:00:00Z');
  });

  it.each([
    ['a leap second', '2026-12-31T23:59:60Z'],
    ['hour 24', '2026-01-10T24:00:00Z'],
    ['minute 60', '2026-01-10T12:60:00Z'],
    ['no offset', '2026-01-10T12:00:00'],
    ['no time', '2026-01-10'],
    ['nothing', ''],
    ['a space for the T', '2026-01-10 12:00:00Z'],
    ['an offset of 24 hours', '2026-01-10T12:00:00+24:00'],
    ['an offset of 60 minutes', '2026-01-10T12:00:00+03:60'],
    ['an offset without a colon', '2026-01-10T12:00:00+0300'],
    ['an offset with another sign between', '2026-01-10T12:00:00+03.00'],
    ['an offset without minutes', '2026-01-10T12:00:00+03'],
    ['an offset without a sign', '2026-01-10T12:00:00 03:00'],
    ['letters in the hours of the offset', '2026-01-10T12:00:00+xx:00'],
    ['letters in the minutes of the offset', '2026-01-10T12:00:00+03:xx'],
    ['text behind Z', '2026-01-10T12:00:00Z '],
    ['text behind z', '2026-01-10T12:00:00zz'],
    ['text behind the offset', '2026-01-10T12:00:00+03:000'],
    ['a point without digits', '2026-01-10T12:00:00.Z'],
    ['a comma for the point', '2026-01-10T12:00:00,5Z'],
    ['slashes', '2026/01/10T12:00:00Z'],
    ['a slash before the day', '2026-01/10T12:00:00Z'],
    ['points in the time', '2026-01-10T12.00.00Z'],
    ['a point before the seconds', '2026-01-10T12:00.00Z'],
    ['month 0', '2026-00-10T12:00:00Z'],
    ['month 13', '2026-13-10T12:00:00Z'],
    ['day 0', '2026-01-00T12:00:00Z'],
    ['30 February', '2026-02-30T12:00:00Z'],
    ['a year of five digits', '12026-01-10T12:00:00Z'],
    ['a year with a sign', '-026-01-10T12:00:00Z'],
    ['letters for the year', 'abcd-01-10T12:00:00Z'],
    ['letters for the hour', '2026-01-10Txx:00:00Z'],
    ['letters for the minute', '2026-01-10T12:xx:00Z'],
    ['letters for the second', '2026-01-10T12:00:xxZ'],
    ['a colon for a digit', '2026-01-10T1::00:00Z'],
    ['a space before', ' 2026-01-10T12:00:00Z'],
    ['other digits', '２０２６-01-10T12:00:00Z'],
  ])('is none with %s', (_what, text) => {
    expect(parseInstant(text)).toBeNaN();
  });

  it('reads what it writes', () => {
    const milliseconds = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_000 });
    fc.assert(
      fc.property(milliseconds, fc.integer({ min: 0, max: 999 }), (millis, micros) => {
        const instant = millis * 1000 + micros;
        expect(parseInstant(formatInstant(instant))).toBe(instant);
      }),
    );
  });
});

describe('A local date', () => {
  it.each(['2026-01-31', '2024-02-29', '2000-02-29', '0000-02-29', '9999-12-31', '2026-04-30', '0001-01-01'])(
    '%s exists',
    (text) => {
      expect(isLocalDate(text)).toBe(true);
      const date = new Date(0);
      const [year, month, day] = text.split('-').map(Number) as [number, number, number];
      date.setUTCFullYear(year, month - 1, day);
      expect(parseLocalDate(text) * DAY).toBe(date.getTime() * 1000);
    },
  );

  it.each([
    '2026-02-29',
    '1900-02-29',
    '2100-02-29',
    '2026-04-31',
    '2026-06-31',
    '2026-1-1',
    '2026-01-01T',
    '',
    '20260101',
  ])('%p does not', (text) => {
    expect(isLocalDate(text)).toBe(false);
  });

  it('follows the one before, in every year', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 }), (year) => {
        expect(epochDay(year, 12, 31) + 1).toBe(epochDay(year + 1, 1, 1));
        expect(epochDay(year, 3, 1) - epochDay(year, 2, 28)).toBe(
          isLocalDate(`${String(year).padStart(4, '0')}-02-29`) ? 2 : 1,
        );
      }),
    );
  });
});
