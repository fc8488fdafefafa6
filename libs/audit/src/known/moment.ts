import { parseInstant, type Instant } from '@paidonce/kernel';

/** How far the log was known: up to a position of it, or to what had been recorded at an instant. */
export type Moment = { readonly position: number } | { readonly instant: Instant };

const POSITION = /^position:(\d{1,15})$/;

/** Reads `position:N` or a date and time with an offset (RFC 3339); `undefined` where it is neither. */
export function parseMoment(text: string): Moment | undefined {
  const position = POSITION.exec(text)?.[1];
  if (position !== undefined) return { position: Number(position) };
  const instant = parseInstant(text);
  return Number.isNaN(instant) ? undefined : { instant };
}

/** Whether what stands at a position, recorded at an instant, comes after a moment. */
export function isAfter(moment: Moment, position: number, recordedAt: Instant): boolean {
  return 'position' in moment ? position > moment.position : recordedAt > moment.instant;
}
