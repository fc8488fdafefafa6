import { choice, closed, decimal, either, integer, listOf, members, optional } from '@paidonce/facts';
import { exact, ZERO, type Exact } from '@paidonce/kernel';

/** One step of a price ladder; `upTo` counts priced units, `null` for all that is left. */
interface Step {
  readonly upTo: Exact | null;
  readonly price: Exact;
}

export interface Tiers {
  /** `graduated`: each step prices its own part. `volume`: the step that the whole falls in prices all. */
  readonly mode: 'graduated' | 'volume';
  readonly steps: readonly Step[];
}

const upTo = {
  en: 'Up to how many priced units; null: all that is left.',
  ru: 'До скольких единиц; null — всё остальное.',
};

export const tiersSchema = closed(
  members(
    { en: 'Prices by quantity, in place of one price.', ru: 'Цены по количеству вместо одной цены.' },
    {
      mode: choice(
        { en: 'What a step prices.', ru: 'Что оплачивается по цене ступени.' },
        {
          graduated: { en: 'its own part', ru: 'своя часть' },
          volume: {
            en: 'the whole quantity, when it falls in the step',
            ru: 'всё количество, если оно попало в ступень',
          },
        },
      ),
      steps: listOf(
        { en: 'Steps that rise; the last one is open.', ru: 'Ступени по возрастанию; последняя открыта.' },
        closed(
          members(
            { en: 'A step.', ru: 'Ступень.' },
            {
              upTo: optional(either(upTo, [integer(upTo, 0), decimal(upTo, 'unsigned')])),
              price: decimal({ en: 'Price of a unit.', ru: 'Цена единицы.' }, 'unsigned'),
            },
          ),
        ),
        { minItems: 1 },
      ),
    },
  ),
);

/** Reads tiers that fit `tiersSchema`. */
export function parseTiers(value: unknown): Tiers {
  const { mode, steps } = value as {
    mode: Tiers['mode'];
    steps: { upTo?: string | number | null; price: string }[];
  };
  return {
    mode,
    steps: steps.map(({ upTo, price }) => ({
      upTo: upTo === undefined || upTo === null ? null : exact(upTo),
      price: exact(price),
    })),
  };
}

/** The index of the step that does not rise above the one before it, or that is open without being the last; or -1. */
export function faultyStep({ steps }: Tiers): number {
  let below: Exact | undefined;
  return steps.findIndex(({ upTo }, i) => {
    if (upTo === null || i === steps.length - 1) return (upTo === null) !== (i === steps.length - 1);
    const rises = !below || upTo.compare(below) > 0;
    below = upTo;
    return !rises;
  });
}

/** The exact amount of so many priced units (minutes, hours, calls, leads), which need not be whole. */
export function priceByTiers({ mode, steps }: Tiers, units: Exact): Exact {
  if (mode === 'volume') {
    const step = steps.find(({ upTo }) => upTo === null || units.compare(upTo) <= 0);
    return step ? units.mul(step.price) : ZERO;
  }
  let amount = ZERO;
  let below = ZERO;
  for (const { upTo, price } of steps) {
    const top = upTo !== null && upTo.compare(units) < 0 ? upTo : units;
    if (top.compare(below) > 0) amount = amount.add(top.sub(below).mul(price));
    if (top === units) break;
    below = top;
  }
  return amount;
}
