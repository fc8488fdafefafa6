import type { Instant } from '@paidonce/kernel';

/** What time it is: a part that can be set. */
export abstract class Clock {
  abstract now(): Instant;
}

export const systemClock: Pick<Clock, 'now'> = { now: () => Date.now() * 1000 };
