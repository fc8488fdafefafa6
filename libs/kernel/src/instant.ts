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
const [DASH, PLUS, COLON, POINT] = [0x2d, 0x2b, 0x3a, 0x2e];
const [UPPER_T, LOWER_T, UPPER_Z, LOWER_Z] = [0x54, 0x74, 0x5a, 0x7a];

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
function digits(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let i = at; i < at + length; i++) {
    const digit = (bytes[i] as number) - 48;
    if (!(digit >= 0 && digit <= 9)) return NOT_A_DIGIT;
    value = value * 10 + digit;
  }
  return value;
}

function parseDate(bytes: Uint8Array, at: number): number {
  const year = digits(bytes, at, 4);
  const month = digits(bytes, at + 5, 2);
  const day = digits(bytes, at + 8, 2);
  if (year < 0 || bytes[at + 4] !== DASH || bytes[at + 7] !== DASH || month < 1 || month > 12) return NaN;
  if (day < 1 || day > daysInMonth(year, month)) return NaN;
  return epochDay(year, month, day);
}

/** Offset from UTC in microseconds of `Z` or `±HH:MM` that stands between two places, or NaN. */
function parseOffset(bytes: Uint8Array, at: number, end: number): number {
  const sign = bytes[at];
  if ((sign === UPPER_Z || sign === LOWER_Z) && end === at + 1) return 0;
  const hours = digits(bytes, at + 1, 2);
  const minutes = digits(bytes, at + 4, 2);
  if ((sign !== PLUS && sign !== DASH) || end !== at + 6 || bytes[at + 3] !== COLON) return NaN;
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return NaN;
  return (sign === DASH ? -1 : 1) * (hours * HOUR + minutes * MINUTE);
}

/**
 * Reads an RFC 3339 date-time with an offset; NaN where it is none. A leap second is refused, digits past the sixth of a
 * second are cut off.
 */
export function parseInstant(text: string): Instant {
  return parseInstantIn(asciiOf(text), 0, text.length);
}

/** Reads the date-time that stands between two places; the byte after it must be no part of one. */
export function parseInstantIn(bytes: Uint8Array, start: number, end: number): Instant {
  const day = parseDate(bytes, start);
  const separator = bytes[start + 10];
  const hour = digits(bytes, start + 11, 2);
  const minute = digits(bytes, start + 14, 2);
  const second = digits(bytes, start + 17, 2);
  if (Number.isNaN(day) || (separator !== UPPER_T && separator !== LOWER_T)) return NaN;
  if (bytes[start + 13] !== COLON || bytes[start + 16] !== COLON) return NaN;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return NaN;
  let at = start + 19;
  let fraction = 0;
  if (bytes[at] === POINT) {
    const first = ++at;
    let weight = SECOND / 10;
    for (; digits(bytes, at, 1) !== NOT_A_DIGIT; at++, weight = Math.floor(weight / 10)) {
      fraction += digits(bytes, at, 1) * weight;
    }
    if (at === first) return NaN;
  }
  return day * DAY + hour * HOUR + minute * MINUTE + second * SECOND + fraction - parseOffset(bytes, at, end);
}

let ascii = new Uint8Array(64);

/** The text as bytes that the next one overwrites, with 0 for what is not ASCII and where its end is. */
function asciiOf(text: string): Uint8Array {
  if (text.length >= ascii.length) ascii = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    ascii[i] = unit < 0x80 ? unit : 0;
  }
  ascii[text.length] = 0;
  return ascii;
}

/** Whether the text is a calendar date that exists, `YYYY-MM-DD`. */
export function isLocalDate(text: string): boolean {
  return text.length === 10 && !Number.isNaN(parseDate(asciiOf(text), 0));
}

/** Days since 1970-01-01 of a date that `isLocalDate` accepts. */
export function parseLocalDate(text: string): number {
  return parseDate(asciiOf(text), 0);
}

/** RFC 3339 in UTC; fractions of a second only where there are any. */
export function formatInstant(instant: Instant): string {
  const micros = ((instant % SECOND) + SECOND) % SECOND;
  const whole = new Date((instant - micros) / 1000).toISOString().slice(0, 19);
  if (micros === 0) return `${whole}Z`;
  return `${whole}.${String(micros).padStart(6, '0').replace(/0+$/, '')}Z`;
}
