/** The eight payment models as they are written in terms (section 3), each with its own members and no other. */
import { exact, type Exact } from './exact.js';
import { ARRIVALS, DIALOGUE_STATUSES, SPEECH, type DialogueStatus } from './facts.js';
import {
  anyObject,
  decimal,
  flag,
  list,
  maybe,
  object,
  oneOf,
  signedDecimal,
  such,
  whole,
  word,
  Wrong,
  type Form,
  type Formed,
} from './forms.js';

export interface Tiers {
  readonly mode: 'graduated' | 'volume';
  /** The last step has no upper bound. */
  readonly steps: readonly { readonly upTo?: Exact | undefined; readonly price: Exact }[];
}

/** Either a flat rate or price, or the tiers that replace it. */
export interface Pricing {
  readonly price?: Exact | undefined;
  readonly tiers?: Tiers | undefined;
}

export interface Increment {
  readonly first: number;
  readonly next: number;
}

type Metric = { quantityOf: string } | { ratio: readonly [string, string] } | { averageScore: true };

interface Band {
  readonly atLeast: Exact;
  readonly amount?: Exact | undefined;
  readonly percent?: Exact | undefined;
}

interface Named {
  readonly id: string;
}
export type TimeClause =
  | (Named & { model: 'operator-minute'; pricing: Pricing; counts: readonly string[]; increment: Increment })
  | (Named & { model: 'differentiated-minute'; rates: ReadonlyMap<DialogueStatus, Exact>; increment: Increment })
  | (Named & { model: 'operator-hour'; pricing: Pricing });
export type ResultClause =
  | (Named & { model: 'effective-call'; pricing: Pricing; onceGroup: string | undefined })
  | (Named & { model: 'confirmed-lead'; pricing: Pricing; onceGroup: string; on: 'confirmed' | 'transferred' })
  | (Named & { model: 'arrived-client'; pricing: Pricing; onceGroup: string; counts: readonly string[] });
export type PeriodClause =
  | (Named & { model: 'fixed-fee'; amount: Exact; proration: 'none' | 'daily' })
  | (Named & { model: 'target-bonus'; metric: Metric; of: readonly string[]; bands: readonly Band[] });
export type UsageClause = TimeClause | ResultClause;
export type Clause = UsageClause | PeriodClause;
export type Model = Clause['model'];

export const paysTime = (clause: Clause): clause is TimeClause =>
  clause.model === 'operator-minute' || clause.model === 'differentiated-minute' || clause.model === 'operator-hour';
export const isUsage = (clause: Clause): clause is UsageClause =>
  clause.model !== 'fixed-fee' && clause.model !== 'target-bonus';
export const pricingOf = (clause: Clause): Pricing => ('pricing' in clause ? clause.pricing : {});

/** Strictly rising, each above the one before it. */
const rising = (values: readonly Exact[]): boolean =>
  values.every((value, i) => i === 0 || (values[i - 1]?.compare(value) ?? 0) < 0);

/** `upTo`: a whole number or a decimal string. */
const bound: Form<Exact> = (value) => (typeof value === 'number' ? exact(whole(0)(value)) : decimal(value));

const tiers = such(
  object({
    mode: oneOf('graduated', 'volume'),
    steps: list(object({ upTo: maybe(bound), price: decimal }), 1),
  }),
  ({ steps }) => {
    const bounds = steps.slice(0, -1).flatMap(({ upTo }) => upTo ?? []);
    return bounds.length === steps.length - 1 && rising(bounds) && steps.at(-1)?.upTo === undefined;
  },
  'steps that rise, the last one without an end',
);

const increment = maybe(object({ first: maybe(whole(1)), next: maybe(whole(1)) }));
const filled = (given: Formed<typeof increment>): Increment => ({ first: given?.first ?? 1, next: given?.next ?? 1 });

const bands = such(
  list(
    such(
      object({ atLeast: signedDecimal, amount: maybe(signedDecimal), percent: maybe(signedDecimal) }),
      ({ amount, percent }) => (amount === undefined) !== (percent === undefined),
      'an amount or a percentage',
    ),
    1,
  ),
  (given) => rising(given.map(({ atLeast }) => atLeast)),
  'bands that rise',
);

const clauseReference = word;
const quantityOf = object({ quantityOf: clauseReference });
const ratio = object({ ratio: such(list(clauseReference, 2), ({ length }) => length === 2, 'two clauses') });
const averageScore = object({ averageScore: such(flag, (value) => value, 'true') });
const metric: Form<Metric> = (value) => {
  const given = Object.entries(anyObject(value)).filter(([, member]) => member !== null);
  if (given.length !== 1) throw new Wrong('one metric expected');
  if (given[0]?.[0] === 'quantityOf') return quantityOf(value);
  if (given[0]?.[0] === 'averageScore') return { averageScore: averageScore(value).averageScore as true };
  const [of, by] = ratio(value).ratio;
  return { ratio: [of ?? '', by ?? ''] };
};

/** `tiers` replaces the rate or price: exactly one of the two. */
function pricing(flat: Exact | undefined, steps: Tiers | undefined): Pricing {
  if ((flat === undefined) === (steps === undefined)) throw new Wrong('a price or tiers expected');
  return { price: flat, tiers: steps };
}

const named = { id: word, model: word };
const priced = { ...named, price: maybe(decimal), tiers: maybe(tiers), onceGroup: maybe(word) };
const rated = { ...named, rate: maybe(decimal), tiers: maybe(tiers) };

/** The members that each model has. */
const SHAPES = {
  'operator-minute': { ...rated, counts: maybe(list(oneOf(...SPEECH), 1)), increment },
  'differentiated-minute': { ...named, rates: anyObject, increment },
  'operator-hour': rated,
  'effective-call': priced,
  'confirmed-lead': { ...priced, on: maybe(oneOf('confirmed', 'transferred')) },
  'arrived-client': { ...priced, counts: maybe(list(oneOf(...ARRIVALS), 1)) },
  'fixed-fee': { ...named, amount: decimal, proration: maybe(oneOf('none', 'daily')) },
  'target-bonus': { ...named, metric, of: maybe(list(clauseReference)), bands },
};

function rates(value: Readonly<Record<string, unknown>>): ReadonlyMap<DialogueStatus, Exact> {
  const given = Object.entries(value).filter(([, rate]) => rate !== null);
  return new Map(given.map(([name, rate]) => [oneOf(...DIALOGUE_STATUSES)(name), decimal(rate)]));
}

function ofModel(model: Model, value: unknown): Clause {
  switch (model) {
    case 'operator-minute': {
      const { id, rate, tiers: steps, counts, increment: given } = object(SHAPES[model])(value);
      const counted = counts ?? ['script', 'hold', 'talk'];
      return { id, model, pricing: pricing(rate, steps), counts: counted, increment: filled(given) };
    }
    case 'differentiated-minute': {
      const { id, rates: given, increment: step } = object(SHAPES[model])(value);
      return { id, model, rates: rates(given), increment: filled(step) };
    }
    case 'operator-hour': {
      const { id, rate, tiers: steps } = object(SHAPES[model])(value);
      return { id, model, pricing: pricing(rate, steps) };
    }
    case 'effective-call': {
      const { id, price, tiers: steps, onceGroup } = object(SHAPES[model])(value);
      return { id, model, pricing: pricing(price, steps), onceGroup };
    }
    case 'confirmed-lead': {
      const { id, price, tiers: steps, onceGroup, on } = object(SHAPES[model])(value);
      return { id, model, pricing: pricing(price, steps), onceGroup: onceGroup ?? 'result', on: on ?? 'confirmed' };
    }
    case 'arrived-client': {
      const { id, price, tiers: steps, onceGroup, counts } = object(SHAPES[model])(value);
      return {
        id,
        model,
        pricing: pricing(price, steps),
        onceGroup: onceGroup ?? 'result',
        counts: counts ?? ARRIVALS,
      };
    }
    case 'fixed-fee': {
      const { id, amount, proration } = object(SHAPES[model])(value);
      return { id, model, amount, proration: proration ?? 'none' };
    }
    case 'target-bonus': {
      const { id, metric: measured, of, bands: given } = object(SHAPES[model])(value);
      return { id, model, metric: measured, of: of ?? [], bands: given };
    }
  }
}

/** Section 2: a member that the model does not have is refused. */
export const clauseForm: Form<Clause> = (value) => {
  const members = anyObject(value);
  const model = oneOf(...(Object.keys(SHAPES) as Model[]))(members['model']);
  const strange = Object.keys(members).find((name) => !(name in SHAPES[model]) && members[name] !== null);
  if (strange !== undefined) throw new Wrong(`${model} has no ${strange}`);
  return ofModel(model, value);
};
