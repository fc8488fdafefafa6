/** Random terms: all models, tiers, increments, once groups, VAT, feedback, returns, minimum and cap. */
import fc from 'fast-check';

type Json = Readonly<Record<string, unknown>>;

/** What all contracts of a client share. */
export interface SharedTerms {
  readonly currency: 'RUB' | 'JPY' | 'KWD';
  readonly reconciliation: Json & { readonly mode: 'paid-once' | 'top-up'; readonly windowDays: number };
}

/** A bonus points at the usage clauses beside it by number, so that it never points at nothing. */
interface BonusPlan {
  readonly metric: 'averageScore' | 'quantityOf' | 'ratio';
  readonly picks: readonly [number, number, number];
  readonly bands: readonly { readonly atLeast: string; readonly amount?: string; readonly percent?: string }[];
}

export interface TermsPlan {
  readonly usage: readonly Json[];
  readonly rotation: number;
  readonly fee: Json | null;
  readonly bonus: BonusPlan | null;
  readonly vat: Json | null;
  readonly feedback: Json | null;
  readonly returns: Json | null;
  readonly minimum: string | null;
  readonly cap: string | null;
}

const sometimes = <T>(arbitrary: fc.Arbitrary<T>, freq: number): fc.Arbitrary<T | null> =>
  fc.oneof({ withCrossShrink: true }, { arbitrary: fc.constant(null), weight: 10 - freq }, { arbitrary, weight: freq });

export const sharedTerms: fc.Arbitrary<SharedTerms> = fc.record({
  currency: fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant('RUB' as const), weight: 4 },
    { arbitrary: fc.constantFrom('JPY' as const, 'KWD' as const), weight: 2 },
  ),
  reconciliation: fc.record({
    mode: fc.constantFrom('paid-once' as const, 'top-up' as const),
    scope: fc.constantFrom('product', 'campaign', 'client'),
    windowDays: fc.constantFrom(3, 0, 1, 7, 180),
    keys: fc.oneof(
      { withCrossShrink: true },
      { arbitrary: fc.constant(['phone', 'email', 'externalId']), weight: 4 },
      { arbitrary: fc.subarray(['phone', 'email', 'externalId'], { minLength: 1 }), weight: 1 },
    ),
  }),
});

const price = fc.constantFrom('300.00', '1000', '10.005', '0.333', '33.335', '300.00');
const rate = fc.constantFrom('12.00', '600', '0.07', '33.335', '0');
const step = fc.constantFrom('5', '0', '2.5', '40');
const pricePositive = fc.constantFrom('5', '2.5', '40', '0.125');

const tiers = (stepPrice: fc.Arbitrary<string>): fc.Arbitrary<Json> =>
  fc
    .record({
      mode: fc.constantFrom('graduated', 'volume'),
      bounds: fc.subarray<string | number>([1, '1.5', 2, 4, '10'], { minLength: 0, maxLength: 3 }),
      prices: fc.array(stepPrice, { minLength: 4, maxLength: 4 }),
    })
    .map(({ mode, bounds, prices }) => ({
      mode,
      steps: [...bounds, null].map((upTo, i) => ({ upTo, price: prices[i] ?? '1' })),
    }));

/** Three times in ten the price gives way to tiers. */
const priced = (name: string, flat: fc.Arbitrary<string>, stepPrice: fc.Arbitrary<string>): fc.Arbitrary<Json> =>
  fc.oneof(
    { withCrossShrink: true },
    { arbitrary: flat.map((value) => ({ [name]: value })), weight: 7 },
    { arbitrary: tiers(stepPrice).map((value) => ({ tiers: value })), weight: 3 },
  );

const increment = sometimes(fc.record({ first: fc.constantFrom(1, 60, 30), next: fc.constantFrom(1, 60, 6) }), 5);
const withIncrement = (clause: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.tuple(clause, increment).map(([members, given]) => (given === null ? members : { ...members, increment: given }));

const merged = (...parts: readonly fc.Arbitrary<Json>[]): fc.Arbitrary<Json> =>
  fc.tuple(...parts).map((members) => Object.assign({}, ...members) as Json);

const rates = fc
  .subarray(['no-answer', 'secretary', 'decision-maker', 'consent'], { minLength: 2 })
  .map((names) => ({ rates: Object.fromEntries(names.map((name, i) => [name, ['3.00', '6', '12.00', '0.07'][i]])) }));

const group = fc.oneof(
  { withCrossShrink: true },
  { arbitrary: fc.constant({}), weight: 8 },
  { arbitrary: fc.constantFrom({ onceGroup: 'result' }, { onceGroup: 'other' }), weight: 2 },
);
const counted = (values: readonly string[]): fc.Arbitrary<Json> =>
  fc.oneof(
    { withCrossShrink: true },
    { arbitrary: fc.constant({}), weight: 6 },
    { arbitrary: fc.subarray([...values], { minLength: 1 }).map((counts) => ({ counts })), weight: 4 },
  );

/** The usage clauses that a contract may have: an id each, so that versions and contracts have clauses in common. */
const MENU: readonly { id: string; model: string; freq: number; members: fc.Arbitrary<Json> }[] = [
  { id: 'conf', model: 'confirmed-lead', freq: 8, members: merged(priced('price', price, pricePositive), group) },
  { id: 'arr', model: 'arrived-client', freq: 9, members: merged(priced('price', price, pricePositive), group) },
  {
    id: 'tran',
    model: 'confirmed-lead',
    freq: 3,
    members: merged(priced('price', price, pricePositive), group, fc.constant({ on: 'transferred' })),
  },
  {
    id: 'inst',
    model: 'arrived-client',
    freq: 2,
    members: merged(priced('price', price, pricePositive), counted(['installed', 'onboarded'])),
  },
  { id: 'eff', model: 'effective-call', freq: 4, members: priced('price', rate, step) },
  {
    id: 'offer',
    model: 'effective-call',
    freq: 4,
    members: merged(
      priced('price', price, pricePositive),
      fc.constantFrom({ onceGroup: 'result' }, { onceGroup: 'other' }),
    ),
  },
  {
    id: 'min',
    model: 'operator-minute',
    freq: 4,
    members: withIncrement(merged(priced('rate', rate, step), counted(['dial', 'script', 'hold', 'talk', 'wrapUp']))),
  },
  { id: 'diff', model: 'differentiated-minute', freq: 3, members: withIncrement(rates) },
  { id: 'hour', model: 'operator-hour', freq: 7, members: priced('rate', rate, step) },
];

const usage: fc.Arbitrary<Json[]> = fc
  .tuple(
    ...MENU.map(({ id, model, freq, members }) =>
      sometimes(
        members.map((rest) => ({ id, model, ...rest })),
        freq,
      ),
    ),
  )
  .map((clauses) => (clauses as (Json | null)[]).filter((clause) => clause !== null));

const bonus: fc.Arbitrary<BonusPlan> = fc.record({
  metric: fc.constantFrom('quantityOf' as const, 'ratio' as const, 'averageScore' as const),
  picks: fc.tuple(fc.nat(8), fc.nat(8), fc.nat(8)),
  bands: fc.oneof(
    { withCrossShrink: true },
    fc.constant([
      { atLeast: '0', percent: '-5' },
      { atLeast: '0.5', percent: '12.5' },
    ]),
    fc.constant([
      { atLeast: '-1', amount: '-20.005' },
      { atLeast: '1', percent: '10' },
      { atLeast: '70', amount: '50' },
    ]),
  ),
});

const limits: fc.Arbitrary<{ minimum: string | null; cap: string | null }> = fc.constantFrom(
  { minimum: null, cap: null },
  { minimum: null, cap: null },
  { minimum: '400.00', cap: null },
  { minimum: null, cap: '500.5' },
  { minimum: '99.99', cap: '900' },
);

export const termsPlan: fc.Arbitrary<TermsPlan> = fc
  .record({
    usage,
    rotation: fc.nat(8),
    fee: sometimes(
      fc.record({ amount: fc.constantFrom('1000', '99.995'), proration: fc.constantFrom('none', 'daily') }),
      3,
    ),
    bonus: sometimes(bonus, 5),
    vat: sometimes(
      fc.record({
        mode: fc.constantFrom('exclusive', 'inclusive', 'exempt'),
        rate: fc.constantFrom('0.20', '0.22', '0.075'),
      }),
      8,
    ),
    feedback: sometimes(
      fc.record({
        deadlineDays: fc.constantFrom(2, 0, 1, 3),
        onSilence: fc.constantFrom('deemed-arrived', 'deemed-arrived', 'nothing'),
      }),
      6,
    ),
    returns: sometimes(
      fc.record({
        windowDays: fc.constantFrom(2, 0, 1, 5),
        reasons: fc.constant({ 'wrong-number': 'auto', 'out-of-area': 'review', 'no-interest': 'refuse' }),
      }),
      6,
    ),
    limits,
  })
  .map(({ limits: { minimum, cap }, ...rest }) => ({ ...rest, minimum, cap }));

/** What a contract says that its versions have in common. */
export interface Frame {
  readonly effectiveFrom: string;
  readonly timeZone: string;
  readonly period: string;
}

/** Terms as they are written in a fact. Tiers under top-up, which would be refused, fall back to a price. */
export function writeTerms(plan: TermsPlan, shared: SharedTerms, frame: Frame): Json {
  const flat = (clause: Json): Json => {
    const { tiers: steps, ...rest } = clause;
    const isInGroup = clause['model'] !== 'effective-call' || clause['onceGroup'] !== undefined;
    const paysResults = ['effective-call', 'confirmed-lead', 'arrived-client'].includes(String(clause['model']));
    const mustBeFlat = steps !== undefined && shared.reconciliation.mode === 'top-up' && paysResults && isInGroup;
    return mustBeFlat ? { ...rest, price: '250' } : clause;
  };
  const clauses = plan.usage.map(flat);
  const turn = clauses.length === 0 ? 0 : plan.rotation % clauses.length;
  const present = Object.fromEntries(
    Object.entries({
      vat: plan.vat,
      feedback: plan.feedback,
      returns: plan.returns,
      minimum: plan.minimum,
      cap: plan.cap,
    }).filter(([, value]) => value !== null),
  );
  return {
    ...frame,
    ...shared,
    ...present,
    clauses: [
      ...clauses.slice(turn),
      ...clauses.slice(0, turn),
      ...(plan.fee === null ? [] : [{ id: 'fee', model: 'fixed-fee', ...plan.fee }]),
      ...(plan.bonus === null
        ? []
        : writeBonus(
            plan.bonus,
            clauses.map(({ id }) => id as string),
          )),
    ],
  };
}

function writeBonus({ metric, picks, bands }: BonusPlan, ids: readonly string[]): Json[] {
  const pick = (n: number): string => ids[n % ids.length] ?? '';
  if (ids.length === 0) return [];
  const written = { averageScore: true, quantityOf: pick(picks[0]), ratio: [pick(picks[0]), pick(picks[1])] }[metric];
  const of = [...new Set([pick(picks[1]), pick(picks[2])])];
  return [{ id: 'kpi', model: 'target-bonus', metric: { [metric]: written }, of, bands }];
}
