/** Instants, local days and periods (sections 1 and 2). An instant is a whole number of microseconds since 1970. */
import { Temporal } from 'temporal-polyfill';

export type Micros = bigint;

export const SECOND: Micros = 1_000_000n;
export const DAY: Micros = 86_400n * SECOND;

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:[0-5]\d)(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/;

/** RFC 3339 with an offset and no leap second (section 1); what is finer than a microsecond is cut off. Else null. */
export function instantOf(text: string): Micros | null {
  const match = RFC_3339.exec(text);
  if (match === null) return null;
  const [, date = '', time = '', fraction = '', offset = ''] = match;
  const micros = fraction.slice(0, 6).padEnd(6, '0');
  try {
    return Temporal.Instant.from(`${date}T${time}.${micros}${offset.toUpperCase()}`).epochNanoseconds / 1000n;
  } catch {
    return null;
  }
}

/** `2026-01-31`, a day that exists. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  try {
    Temporal.PlainDate.from(text);
    return true;
  } catch {
    return false;
  }
}

/** A name of the IANA time zone data base. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Temporal.PlainDate.from('2026-01-01').toZonedDateTime(name);
    return true;
  } catch {
    return false;
  }
}

/** Answers are kept, because time zone arithmetic is slow and asked for the same days again and again. */
function remembered<A extends string | bigint, T>(compute: (a: A, zone: string) => T): (a: A, zone: string) => T {
  const answers = new Map<string, T>();
  return (a, zone) => {
    const key = `${a.toString()} ${zone}`;
    const answer = answers.get(key) ?? compute(a, zone);
    answers.set(key, answer);
    return answer;
  };
}

/** Section 2: a local day begins at midnight in the time zone (or at the first instant of it that exists). */
export const startOfDay: (date: string, zone: string) => Micros = remembered(
  (date: string, zone) => Temporal.PlainDate.from(date).toZonedDateTime(zone).epochNanoseconds / 1000n,
);

export const localDate: (instant: Micros, zone: string) => string = remembered((instant: Micros, zone) =>
  new Temporal.Instant(instant * 1000n).toZonedDateTimeISO(zone).toPlainDate().toString(),
);

export const addDays = (date: string, days: number): string => Temporal.PlainDate.from(date).add({ days }).toString();

/** How many days lie between two dates, the second excluded. */
export const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days;

export const PERIOD_KINDS = ['week', 'month', 'quarter'] as const;
export type PeriodKind = (typeof PERIOD_KINDS)[number];

/** `first` is its first day, `after` the first day after it. */
export interface Period {
  readonly kind: PeriodKind;
  readonly name: string;
  readonly first: string;
  readonly after: string;
}

const two = (n: number): string => n.toString().padStart(2, '0');
const four = (n: number): string => n.toString().padStart(4, '0');

/** The period that a local date lies in: `2026-W05` (ISO week), `2026-01`, `2026-Q1`. */
export function periodAround(date: string, kind: PeriodKind): Period {
  const day = Temporal.PlainDate.from(date);
  if (kind === 'week') {
    const first = day.subtract({ days: day.dayOfWeek - 1 });
    const name = `${four(day.yearOfWeek ?? 0)}-W${two(day.weekOfYear ?? 0)}`;
    return { kind, name, first: first.toString(), after: first.add({ weeks: 1 }).toString() };
  }
  if (kind === 'month') {
    const first = day.with({ day: 1 });
    const name = `${four(day.year)}-${two(day.month)}`;
    return { kind, name, first: first.toString(), after: first.add({ months: 1 }).toString() };
  }
  const quarter = Math.ceil(day.month / 3);
  const first = day.with({ day: 1, month: quarter * 3 - 2 });
  const name = `${four(day.year)}-Q${quarter}`;
  return { kind, name, first: first.toString(), after: first.add({ months: 3 }).toString() };
}

export const nextPeriod = (period: Period): Period => periodAround(period.after, period.kind);

/** Section 1.1: the name of a month, a quarter, or a week that its year has (28 December lies in the last one). */
export function isPeriodName(text: string): boolean {
  const [year = '', part = ''] = text.split('-');
  if (!/^\d{4}-(W\d\d|\d\d|Q[1-4])$/.test(text)) return false;
  if (part.startsWith('Q')) return true;
  if (!part.startsWith('W')) return part >= '01' && part <= '12';
  return part >= 'W01' && `${year}-${part}` <= periodAround(`${year}-12-28`, 'week').name;
}
