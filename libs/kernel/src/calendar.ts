import { Temporal } from 'temporal-polyfill';
import { DAY, HOUR, type Instant } from './instant.js';

/** Local days of one time zone. Days are counted from 1970-01-01; every boundary is worked out once. */
export class Calendar {
  static readonly #known = new Map<string, Calendar>();
  readonly #starts = new Map<number, Instant>();
  #last = { day: 0, start: 0, end: 0 };

  private constructor(readonly timeZone: string) {}

  /** The shared calendar of an IANA time zone. Throws a RangeError where there is no such zone. */
  static of(timeZone: string): Calendar {
    let calendar = this.#known.get(timeZone);
    if (!calendar) {
      new Intl.DateTimeFormat('en', { timeZone });
      calendar = new Calendar(timeZone);
      this.#known.set(timeZone, calendar);
    }
    return calendar;
  }

  /** The first instant of a local day: midnight, or what follows it where the clocks skip midnight. */
  startOfDay(day: number): Instant {
    let start = this.#starts.get(day);
    if (start === undefined) {
      const zoned = toPlainDate(day).toZonedDateTime(this.timeZone);
      start = zoned.epochMilliseconds * 1000;
      this.#starts.set(day, start);
    }
    return start;
  }

  /** The local day that an instant falls on. */
  dayOf(instant: Instant): number {
    const last = this.#last;
    if (instant >= last.start && instant < last.end) return last.day;
    let day = Math.floor((instant + 12 * HOUR) / DAY);
    while (this.startOfDay(day) > instant) day--;
    while (this.startOfDay(day + 1) <= instant) day++;
    this.#last = { day, start: this.startOfDay(day), end: this.startOfDay(day + 1) };
    return day;
  }

  /** `2026-01-31T14:30:00+03:00`: an instant as a clock of this zone shows it, to the second. */
  format(instant: Instant): string {
    const zoned = Temporal.Instant.fromEpochMilliseconds(Math.floor(instant / 1000)).toZonedDateTimeISO(this.timeZone);
    return zoned.toString({ timeZoneName: 'never', fractionalSecondDigits: 0 });
  }
}

export function toPlainDate(day: number): Temporal.PlainDate {
  return Temporal.PlainDate.from('1970-01-01').add({ days: day });
}
