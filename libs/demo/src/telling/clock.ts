import { Calendar, parseInstant, parseLocalDate, Periods, SECOND } from '@paidonce/kernel';
import type { Random } from './random.js';

/** Whole seconds since 1970. */
export type Moment = number;

export const MINUTES = 60;
export const HOURS = 60 * MINUTES;
export const DAYS = 24 * HOURS;

/** All demo cases live in one time zone, which has had one offset since 2014: no need to ask a calendar for each fact. */
const TIME_ZONE = 'Europe/Moscow';
const OFFSET = '+03:00';
const OFFSET_SECONDS = 3 * HOURS;

/** The moment at which a clock of the demo's time zone shows a date and a time. */
export function moment(date: string, clock = '00:00'): Moment {
  return parseInstant(`${date}T${clock}:00${OFFSET}`) / SECOND;
}

/** RFC 3339, as a clock of the demo's time zone shows it. */
export function written(at: Moment): string {
  return new Date((at + OFFSET_SECONDS) * 1000).toISOString().slice(0, 19) + OFFSET;
}

export interface Month {
  /** `2026-01` */
  readonly name: string;
  readonly start: Moment;
  /** The first moment after the month. */
  readonly end: Moment;
}

/** Months in a row; `first` is any date of the first one. */
export function monthsFrom(first: string, count: number): Month[] {
  const periods = new Periods('month', Calendar.of(TIME_ZONE));
  const months: Month[] = [];
  let period = periods.ofDay(parseLocalDate(first));
  for (let i = 0; i < count; i++, period = periods.after(period)) {
    months.push({ name: period.name, start: period.start / SECOND, end: period.end / SECOND });
  }
  return months;
}

/** Midnights of a month's days but Sundays (and Saturdays, where five days are worked). */
export function workingDays(month: Month, days: 5 | 6 = 6): Moment[] {
  const midnights: Moment[] = [];
  for (let day = month.start; day < month.end; day += DAYS) {
    if (weekday(day) < days) midnights.push(day);
  }
  return midnights;
}

/** 0 on Mondays. */
function weekday(at: Moment): number {
  return (Math.floor((at + OFFSET_SECONDS) / DAYS) + 3) % 7;
}

function midnight(at: Moment): Moment {
  return at - ((at + OFFSET_SECONDS) % DAYS);
}

interface Hours {
  readonly opens: number;
  readonly closes: number;
  readonly days: 5 | 6;
}

/** When the call centre calls, and when offices answer. */
export const CALLING: Hours = { opens: 9 * HOURS, closes: 20 * HOURS, days: 6 };
export const OFFICE: Hours = { opens: 10 * HOURS, closes: 18 * HOURS, days: 5 };

/** The moment itself within working hours, else some time in the morning of the next working day. */
export function within(hours: Hours, at: Moment, random: Random): Moment {
  const day = midnight(at);
  const time = at - day;
  if (weekday(at) < hours.days && time >= hours.opens && time < hours.closes) return at;
  let next = time < hours.opens ? day : day + DAYS;
  while (weekday(next) >= hours.days) next += DAYS;
  return next + hours.opens + random.between(0, 2 * HOURS);
}
