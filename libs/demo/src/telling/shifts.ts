import { HOURS, MINUTES, workingDays, written, type Moment, type Month } from './clock.js';
import type { History } from './history.js';
import type { Random } from './random.js';

/** Operators who sit on a line by the hour. */
export interface Line {
  readonly campaignId: string;
  readonly operators: number;
  readonly months: readonly Month[];
  /** The shifts that end in this time are reported only at its end. */
  readonly forgotten: { readonly from: Moment; readonly reportedAt: Moment };
}

/**
 * Every operator's day from nine to six, with lunch. One day in eight, one of them stays on, and the stay is reported as a
 * shift of its own that begins before the other ends: the hour that both have is paid once.
 */
export function worksShifts(
  history: History,
  random: Random,
  { campaignId, operators, months, forgotten }: Line,
): void {
  let shifts = 0;
  const work = (operator: number, from: Moment, to: Moment, lunchAt?: Moment): void => {
    const shiftId = `${history.name}-shift-${++shifts}`;
    const lunch = { from: written(lunchAt ?? 0), to: written((lunchAt ?? 0) + 45 * MINUTES) };
    const breaks = lunchAt === undefined ? [] : [lunch];
    const operatorId = `hotline-${operator}`;
    const isForgotten = to > forgotten.from && to < forgotten.reportedAt;
    const recordedAt = isForgotten ? forgotten.reportedAt : to + 5 * MINUTES;
    const data = { shiftId, campaignId, operatorId, from: written(from), to: written(to), breaks };
    history.record('telephony', 'shift.worked', data, to, recordedAt);
  };
  const days = months.flatMap((month) => workingDays(month, 5));
  history.follow(days.values(), (day) => {
    for (let operator = 1; operator <= operators; operator++) {
      const from = day + 9 * HOURS - random.between(0, 10) * MINUTES;
      const lunchAt = day + 12 * HOURS + random.between(0, 4) * 30 * MINUTES;
      work(operator, from, day + 18 * HOURS + random.between(0, 10) * MINUTES, lunchAt);
    }
    if (random.between(1, 8) === 1) work(random.between(1, operators), day + 17 * HOURS, day + 20 * HOURS);
  });
}
