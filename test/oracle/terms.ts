/** Terms (section 2): what is written in a contract, read and checked on its own. */
import { isTimeZone, PERIOD_KINDS, type PeriodKind } from './calendar.js';
import { clauseForm, isUsage, pricingOf, type Clause, type ResultClause } from './clauses.js';
import { minorDigits } from './currencies.js';
import { ZERO, type Exact } from './exact.js';
import { KEY_KINDS, type KeyKind } from './facts.js';
import { anyObject, date, decimal, list, maybe, object, oneOf, such, text, whole, Wrong, type Form } from './forms.js';

export interface Reconciliation {
  readonly mode: 'paid-once' | 'top-up';
  readonly scope: 'product' | 'campaign' | 'client';
  readonly windowDays: number;
  readonly keys: readonly KeyKind[];
}

export interface Terms {
  readonly effectiveFrom: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly period: PeriodKind;
  readonly vat: { readonly mode: 'exclusive' | 'inclusive' | 'exempt'; readonly rate: Exact };
  readonly reconciliation: Reconciliation;
  readonly feedback: { readonly deadlineDays: number; readonly onSilence: 'nothing' | 'deemed-arrived' } | undefined;
  readonly returns: { readonly windowDays: number; readonly reasons: ReadonlyMap<string, string> } | undefined;
  readonly minimum: Exact | undefined;
  readonly cap: Exact | undefined;
  readonly clauses: readonly Clause[];
}

const reasons: Form<ReadonlyMap<string, string>> = (value) =>
  new Map(
    Object.entries(anyObject(value))
      .filter(([, verdict]) => verdict !== null)
      .map(([reason, verdict]) => [reason, oneOf('auto', 'review', 'refuse')(verdict)]),
  );

const written = object({
  effectiveFrom: date,
  currency: such(text, (code) => minorDigits(code) !== undefined, 'an ISO 4217 currency'),
  timeZone: such(text, isTimeZone, 'a time zone'),
  period: oneOf(...PERIOD_KINDS),
  vat: maybe(object({ mode: maybe(oneOf('exclusive', 'inclusive', 'exempt')), rate: maybe(decimal) })),
  reconciliation: maybe(
    object({
      mode: maybe(oneOf('paid-once', 'top-up')),
      scope: maybe(oneOf('product', 'campaign', 'client')),
      windowDays: maybe(whole(0)),
      keys: maybe(list(oneOf(...KEY_KINDS))),
    }),
  ),
  feedback: maybe(object({ deadlineDays: whole(0), onSilence: oneOf('nothing', 'deemed-arrived') })),
  returns: maybe(object({ windowDays: whole(0), reasons })),
  minimum: maybe(decimal),
  cap: maybe(decimal),
  clauses: list(clauseForm),
});

/** Reads the terms of a contract; throws `Wrong` for what section 2 refuses in terms by themselves. */
export function readTerms(value: unknown): Terms {
  const { vat, reconciliation, feedback, returns, minimum, cap, ...rest } = written(value);
  const mode = vat?.mode ?? 'exempt';
  if (mode !== 'exempt' && vat?.rate === undefined) throw new Wrong('a rate of VAT expected');
  const terms: Terms = {
    ...rest,
    vat: { mode, rate: vat?.rate ?? ZERO },
    reconciliation: {
      mode: reconciliation?.mode ?? 'paid-once',
      scope: reconciliation?.scope ?? 'product',
      windowDays: reconciliation?.windowDays ?? 180,
      keys: reconciliation?.keys ?? KEY_KINDS,
    },
    feedback: feedback ?? undefined,
    returns: returns ?? undefined,
    minimum: minimum ?? undefined,
    cap: cap ?? undefined,
  };
  checkClauses(terms);
  if (terms.minimum && terms.cap && terms.minimum.compare(terms.cap) > 0) throw new Wrong('minimum above cap');
  return terms;
}

/** Section 4: the clauses that bill a result, and a once group that it may bill only once in. */
const inOnceGroup = (clause: Clause): clause is ResultClause & { onceGroup: string } =>
  'onceGroup' in clause && clause.onceGroup !== undefined;

/** Section 2: what is refused as `terms` because clauses do not go together. */
function checkClauses({ clauses, reconciliation }: Terms): void {
  const ids = clauses.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new Wrong('a clause id twice');
  const usage = clauses.filter(isUsage).map(({ id }) => id);
  for (const clause of clauses) {
    if (clause.model === 'target-bonus') {
      for (const id of referencesOf(clause)) if (!usage.includes(id)) throw new Wrong(`no usage clause ${id}`);
    }
    if (!inOnceGroup(clause)) continue;
    const { price, tiers } = pricingOf(clause);
    const prices = tiers === undefined ? [price ?? ZERO] : tiers.steps.map((step) => step.price);
    if (prices.some((each) => each.compare(0) === 0)) throw new Wrong('nothing is paid once for a price of 0');
    if (tiers !== undefined && reconciliation.mode === 'top-up') throw new Wrong('tiers cannot be topped up');
  }
}

/** The clauses that a bonus is measured by and paid on. */
function referencesOf(bonus: Extract<Clause, { model: 'target-bonus' }>): readonly string[] {
  if ('quantityOf' in bonus.metric) return [...bonus.of, bonus.metric.quantityOf];
  if ('ratio' in bonus.metric) return [...bonus.of, ...bonus.metric.ratio];
  return bonus.of;
}
