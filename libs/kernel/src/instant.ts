/**
 * A moment: whole microseconds since 1970-01-01T00:00:00Z (the resolution of PostgreSQL's `timestamptz`). Whole seconds
 * are exact for the years 0000 to 9999.
 */
export type Instant = number;

export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
/** 24 hours, which a local day need not have. */
export const DAY = 24 * HOUR;

/** The last second that RFC 3339 can write. What would come later never comes. */
export const END_OF_TIME: Instant = 253_402_300_799_000_000;

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const NOT_A_DIGIT = -1;

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
}

/** Days since 1970-01-01 of a civil date of the proleptic Gregorian calendar (years that start in March). */
export function epochDay(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

/** The number written by `length` ASCII digits at `at`, or -1. */
function digits(text: string, at: number, length: number): number {
  let value = 0;
  for (let i = at; i < at + length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return NOT_A_DIGIT;
    value = value * 10 + digit;
  }
  return value;
}

function parseDate(text: string): number {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  if (year < 0 || text[4] !== '-' || text[7] !== '-' || month < 1 || month > 12) return NaN;
  if (day < 1 || day > daysInMonth(year, month)) return NaN;
  return epochDay(year, month, day);
}

/** Offset from UTC in microseconds of `Z` or `±HH:MM` that ends the text at `at`, or NaN. */
function parseOffset(text: string, at: number): number {
  const sign = text[at];
  if ((sign === 'Z' || sign === 'z') && text.length === at + 1) return 0;
  const hours = digits(text, at + 1, 2);
  const minutes = digits(text, at + 4, 2);
  if ((sign !== '+' && sign !== '-') || text.length !== at + 6 || text[at + 3] !== ':') return NaN;
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return NaN;
  return (sign === '-' ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
}

/**
 * Reads an RFC 3339 date-time with an offset; NaN where it is none. A leap second is refused, digits past the sixth of a
 * second are cut off.
 */
export function parseInstant(text: string): Instant {
  const day = parseDate(text);
  const separator = text[10];
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  if (Number.isNaN(day) || (separator !== 'T' && separator !== 't') || text[13] !== ':' || text[16] !== ':') return NaN;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return NaN;
  let at = 19;
  let fraction = 0;
  if (text[at] === '.') {
    let weight = SECOND / 10;
    for (at = 20; digits(text, at, 1) !== NOT_A_DIGIT; at++, weight = Math.floor(weight / 10)) {
      fraction += digits(text, at, 1) * weight;
    }
    if (at === 20) return NaN;
  }
  return day * DAY + hour * HOUR + minute * MINUTE + second * SECOND + fraction - parseOffset(text, at);
}

/** Whether the text is a calendar date that exists, `YYYY-MM-DD`. */
export function isLocalDate(text: string): boolean {
  return text.length === 10 && !Number.isNaN(parseDate(text));
}

/** Days since 1970-01-01 of a date that `isLocalDate` accepts. */
export function parseLocalDate(text: string): number {
  return parseDate(text);
}

/** RFC 3339 in UTC; fractions of a second only where there are any. */
export function formatInstant(instant: Instant): string {
  const micros = ((instant % SECOND) + SECOND) % SECOND;
  const whole = new Date((instant - micros) / 1000).toISOString().slice(0, 19);
  if (micros === 0) return `${whole}Z`;
  return `${whole}.${String(micros).padStart(6, '0').replace(/0+$/, '')}Z`;
}
