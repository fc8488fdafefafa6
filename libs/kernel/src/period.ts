import { Temporal } from 'temporal-polyfill';
import { toPlainDate, type Calendar } from './calendar.js';
import { epochDay, type Instant } from './instant.js';

export const periodKinds = ['week', 'month', 'quarter'] as const;
export type PeriodKind = (typeof periodKinds)[number];

/** A billing period: half-open, `start` ≤ instant < `end`; `firstDay` to `lastDay` are its local days (since 1970). */
export interface Period {
  readonly name: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly firstDay: number;
  readonly lastDay: number;
}

const NAME = /^(\d{4})-(?:W(\d{2})|Q([1-4])|(\d{2}))$/;

function isoWeeksIn(year: number): number {
  return Temporal.PlainDate.from({ year, month: 12, day: 28 }).weekOfYear ?? 52;
}

/** Whether the text names a period that exists: `2026-W05` (ISO week), `2026-01`, `2026-Q1`. */
export function isPeriodName(text: string): boolean {
  const match = NAME.exec(text);
  if (!match) return false;
  const [, year, week, quarter, month] = match;
  if (week !== undefined) return Number(week) >= 1 && Number(week) <= isoWeeksIn(Number(year));
  return quarter !== undefined || (Number(month) >= 1 && Number(month) <= 12);
}

const two = (n: number): string => String(n).padStart(2, '0');
const four = (n: number): string => String(n).padStart(4, '0');

/** Name and days of the period of a kind that a local day belongs to. */
function spanOf(kind: PeriodKind, day: number): { name: string; firstDay: number; lastDay: number } {
  const date = toPlainDate(day);
  if (kind === 'week') {
    const firstDay = day - date.dayOfWeek + 1;
    return {
      name: `${four(date.yearOfWeek ?? date.year)}-W${two(date.weekOfYear ?? 1)}`,
      firstDay,
      lastDay: firstDay + 6,
    };
  }
  const months = kind === 'month' ? 1 : 3;
  const index = Math.floor((date.month - 1) / months);
  const firstDay = epochDay(date.year, index * months + 1, 1);
  const next = toPlainDate(firstDay).add({ months });
  return {
    name: kind === 'month' ? `${four(date.year)}-${two(index + 1)}` : `${four(date.year)}-Q${index + 1}`,
    firstDay,
    lastDay: epochDay(next.year, next.month, next.day) - 1,
  };
}

/** The periods of one kind in one time zone, each worked out once. */
export class Periods {
  readonly #byDay = new Map<number, Period>();
  /** Those that were asked for by an instant: as many as a history has. */
  readonly #met: Period[] = [];
  #last: Period | undefined;

  constructor(
    readonly kind: PeriodKind,
    readonly calendar: Calendar,
  ) {}

  /** The period that an instant falls in. */
  at(instant: Instant): Period {
    const last = this.#last;
    if (last && instant >= last.start && instant < last.end) return last;
    return (this.#last = this.#metAt(instant) ?? this.#meet(instant));
  }

  #metAt(instant: Instant): Period | undefined {
    const met = this.#met;
    // The latest first: facts come nearly in the order of their time.
    for (let i = met.length - 1; i >= 0; i--) {
      const period = met[i] as Period;
      if (instant >= period.start && instant < period.end) return period;
    }
    return undefined;
  }

  #meet(instant: Instant): Period {
    const period = this.ofDay(this.calendar.dayOf(instant));
    this.#met.push(period);
    return period;
  }

  /** The period that a local day belongs to. */
  ofDay(day: number): Period {
    const known = this.#byDay.get(day);
    if (known) return known;
    const { calendar } = this;
    const { name, firstDay, lastDay } = spanOf(this.kind, day);
    const period = this.#byDay.get(firstDay) ?? {
      // Written out: a spread would give each period a hidden class of its own.
      name,
      start: calendar.startOfDay(firstDay),
      end: calendar.startOfDay(lastDay + 1),
      firstDay,
      lastDay,
    };
    this.#byDay.set(firstDay, period).set(day, period);
    return period;
  }

  after(period: Period): Period {
    return this.ofDay(period.lastDay + 1);
  }
}
