import { HOURS, workingDays, type Moment, type Month } from './clock.js';
import type { Random } from './random.js';

const OPENS = 9 * HOURS;
const LENGTH = 10 * HOURS;

/**
 * When leads come in, in order: spread over the working days of the months, each month having its share by weight. In
 * all there are exactly `leads` of them.
 */
export function* comingIn(
  months: readonly (Month & { readonly weight: number })[],
  leads: number,
  random: Random,
): Generator<Moment, void, undefined> {
  const whole = months.reduce((sum, { weight }) => sum + weight, 0);
  let weights = 0;
  let before = 0;
  for (const month of months) {
    weights += month.weight;
    const upTo = Math.round((leads * weights) / whole);
    const days = workingDays(month);
    const count = upTo - before;
    for (let i = 0; i < count; i++) {
      const into = Math.floor(((i + random.between(0, 999) / 1000) * days.length * LENGTH) / count);
      yield (days[Math.floor(into / LENGTH)] as Moment) + OPENS + (into % LENGTH);
    }
    before = upTo;
  }
}
