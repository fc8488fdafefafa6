/** Facts as they are written: CloudEvents, one JSON object a line. */
import { Temporal } from 'temporal-polyfill';

export interface WireFact {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  readonly recordedtime?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type History = readonly WireFact[];

/** A history as the lines of an NDJSON file. */
export const linesOf = (history: History): string[] => history.map((fact) => JSON.stringify(fact));

/** Microseconds since 1970 as RFC 3339 with the offset of a time zone. */
export function writeInstant(micros: bigint, zone: string): string {
  return new Temporal.Instant(micros * 1000n).toZonedDateTimeISO(zone).toString({ timeZoneName: 'never' });
}

/** The same instant, written with the offset of universal time. */
export const inUniversalTime = (text: string): string => Temporal.Instant.from(text).toString();

export const instantOfText = (text: string): bigint => Temporal.Instant.from(text).epochNanoseconds / 1000n;

/** A wall clock's date and time in a zone; one that a change of clocks skips is moved past the gap. */
export function localInstant(date: string, clock: string, zone: string): bigint {
  return Temporal.PlainDateTime.from(`${date}T${clock}`).toZonedDateTime(zone).epochNanoseconds / 1000n;
}
