import { HOURS, MINUTES, workingDays, written, type Moment, type Month } from './clock.js';
import type { History } from './history.js';
import type { Random } from './random.js';

/** A line on which one operator sits at a time, by the hour. */
export interface Line {
  readonly campaignId: string;
  /** They take turns, day by day. */
  readonly operators: number;
  readonly months: readonly Month[];
  /** The shifts that end between are reported only then. */
  readonly forgotten: { readonly from: Moment; readonly reportedAt: Moment };
}

/**
 * From ten to two on working days, with a break. One day in six the operator stays on, and reports that as a shift of its
 * own which begins before the other ends: the hour that both have is paid once.
 */
export function worksShifts(history: History, random: Random, line: Line): void {
  const { campaignId, operators, months, forgotten } = line;
  let shifts = 0;
  let days = 0;
  const work = (operatorId: string, from: Moment, to: Moment, breaks: readonly Moment[]): void => {
    const isForgotten = to > forgotten.from && to < forgotten.reportedAt;
    const shift = {
      shiftId: `${campaignId}-shift-${++shifts}`,
      campaignId,
      operatorId,
      from: written(from),
      to: written(to),
      breaks: breaks.map((start) => ({ from: written(start), to: written(start + 15 * MINUTES) })),
    };
    history.record('telephony', 'shift.worked', shift, to, isForgotten ? forgotten.reportedAt : to + 5 * MINUTES);
  };
  const workdays = months.flatMap((month) => workingDays(month, 5));
  history.follow(workdays.values(), (day) => {
    const operatorId = `hotline-${(days++ % operators) + 1}`;
    const opens = day + 10 * HOURS - random.between(0, 10) * MINUTES;
    const closes = day + 14 * HOURS + random.between(0, 10) * MINUTES;
    work(operatorId, opens, closes, [day + 12 * HOURS + random.between(0, 3) * 15 * MINUTES]);
    if (random.between(1, 6) === 1) work(operatorId, closes - HOURS, day + 17 * HOURS, []);
  });
}
