import type { DialogueStatus, Sentence } from '@paidonce/facts';
import type { Exact } from '@paidonce/kernel';
import type { Field, FieldValues, Fields } from './field.js';

/** What a billable fact is about: a call, a shift, or an outcome of a lead. */
export type Subject = 'call' | 'shift' | 'outcome';

/** What a usage model may measure of a call. Seconds are whole numbers, 0 where nothing was reported. */
export interface MeasuredCall {
  readonly dial: number;
  readonly script: number;
  readonly hold: number;
  readonly talk: number;
  readonly wrapUp: number;
  /** Seconds by status, summed; `undefined` where the call came without a dialogue. */
  readonly dialogue: Readonly<Record<DialogueStatus, number>> | undefined;
  readonly status: DialogueStatus | undefined;
  /** Whether the offer was presented. */
  readonly presented: boolean;
}

/** What a usage model may measure of an outcome; a deemed arrival has no `as`. */
export interface MeasuredOutcome {
  readonly type: 'lead.confirmed' | 'lead.transferred' | 'lead.arrived';
  readonly as: 'arrived' | 'onboarded' | 'installed' | undefined;
  readonly deemed: boolean;
}

/** What a usage model may measure of a shift: the seconds that are this shift's to be paid. */
interface MeasuredShift {
  readonly seconds: number;
}

interface MeasuredBySubject {
  call: MeasuredCall;
  shift: MeasuredShift;
  outcome: MeasuredOutcome;
}

/** Takes a whole quantity in the model's unit, with the `detail` of the line that it belongs to. */
export type Measure = (quantity: number, detail: string | null) => void;

export type Unit = 'second' | 'call' | 'lead' | 'arrival' | 'period';

/** How a model turns its price member into the price of a priced unit; `tiers` may stand in its place where allowed. */
export interface Price {
  /** The member of the clause that carries it: `rate`, `rates`, `price`. */
  readonly member: string;
  readonly field: Field<(detail: string | null) => Exact | undefined>;
  /** Quantity units in one priced unit: 60 where seconds are paid by the minute. */
  readonly per: number;
  readonly tiers: boolean;
}

/** A worked example, shown in the docs and run through a whole settlement by a test. */
export interface Example {
  readonly text: Sentence;
  /** The clause without `id` and `model`. */
  readonly clause: Readonly<Record<string, unknown>>;
  /** Clauses that stand beside it, whole: those that a bonus looks at. */
  readonly others?: readonly Readonly<Record<string, unknown>>[];
  /** Facts of one campaign, lead `L1` of which is registered: their type and data, in hours of one day from 10:00. */
  readonly facts: readonly { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[];
  /** Lines of the clause: quantity and amount in RUB. */
  readonly lines: readonly { readonly detail?: string; readonly quantity: number; readonly amount: string }[];
}

interface Described {
  /** The name in terms, lines and the API. */
  readonly code: string;
  readonly title: Sentence;
  readonly meaning: Sentence;
  readonly examples: readonly Example[];
}

/** A model that pays for facts as they come. */
export interface UsageModel<S extends Subject = Subject, F extends Fields = Fields> extends Described {
  readonly kind: 'usage';
  readonly measures: S;
  readonly unit: Unit;
  readonly price: Price;
  readonly fields: F;
  /**
   * Set where the facts are results of a person, that once groups keep from being paid twice: the group that a clause
   * belongs to when it names none.
   */
  readonly once?: { readonly group: string | null };
  /** Measures what a clause pays of a fact. A method, so that models of all subjects fit one list. */
  measure(fact: MeasuredBySubject[S], clause: FieldValues<F>, add: Measure): void;
}

/** The member `onceGroup` that every clause of results may have. */
export const onceGroupMeaning: Sentence = {
  en: 'The once group: a person is paid for once in it.',
  ru: 'Группа, в которой за человека платят один раз.',
};

/** What a period clause may look at: one contract in one period. */
export interface PeriodFigures {
  readonly daysInForce: number;
  readonly daysOfPeriod: number;
  /** Facts billed or covered of a result clause, summed quantities of any other (section 3). */
  quantityOf(clauseId: string): number;
  /** Sum of the rounded amounts of a clause's lines. */
  amountOf(clauseId: string): Exact;
  /** Mean score of the period's calls; `undefined` where none was scored. */
  averageScore(): Exact | undefined;
}

/** A model that pays once a period for the contract. */
export interface PeriodModel<F extends Fields = Fields> extends Described {
  readonly kind: 'period';
  /** Bonuses look at the lines of the usage clauses and fees, so they come after those. */
  readonly order: 'fee' | 'bonus';
  readonly fields: F;
  /** Clauses of the same terms that the clause looks at. */
  refersTo?(clause: FieldValues<F>): readonly { readonly path: string; readonly clauseId: string }[];
  /** What is wrong across members, with its path inside the clause. */
  refusal?(clause: FieldValues<F>): { readonly path: string; readonly message: string } | undefined;
  /** How the amount comes about, in sentences. */
  explain(clause: FieldValues<F>, figures: PeriodFigures): readonly Sentence[];
  /** The exact amount, or `undefined` for no line. */
  amount(clause: FieldValues<F>, figures: PeriodFigures): Exact | undefined;
}

export type PaymentModel = UsageModel | PeriodModel;

/** Declares a usage model; the types of its fields and of what it measures follow from the declaration. */
export function defineUsageModel<S extends Subject, F extends Fields>(
  model: Omit<UsageModel<S, F>, 'kind'>,
): UsageModel<S, F> {
  return { kind: 'usage', ...model };
}

/** Declares a period model. */
export function definePeriodModel<F extends Fields>(model: Omit<PeriodModel<F>, 'kind'>): PeriodModel<F> {
  return { kind: 'period', ...model };
}
