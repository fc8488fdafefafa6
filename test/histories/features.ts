/** Which rules a history meets: what the coverage of the generator is measured by. */
import { contractFeatures } from './features-of-contracts.js';
import { outcomeFeatures } from './features-of-outcomes.js';
import { personFeatures } from './features-of-persons.js';
import { timeFeatures } from './features-of-time.js';
import { see, type Features } from './seen.js';
import { type History } from './wire.js';

export const FEATURES: Features = { ...personFeatures, ...outcomeFeatures, ...timeFeatures, ...contractFeatures };

/** The names of the features of a history. */
export function featuresOf(history: History): string[] {
  const seen = see(history);
  return Object.entries(FEATURES).flatMap(([name, has]) => (has(seen) ? [name] : []));
}
