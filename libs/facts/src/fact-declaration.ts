import type { TSchema } from '@sinclair/typebox';
import type { Reading } from './schema.builders.js';
import type { Fault } from './schema.faults.js';
import type { Sentence } from './schema.shape.js';

/** What the usage clauses of a contract count: calls, the time of shifts, or what became of leads. */
export type BillableKind = 'call' | 'shift' | 'outcome';

/**
 * Turns the data of one version of a type of fact into those of the next one. Pure, and right for whatever was in order in its version; nothing that is stored
 * is ever changed.
 */
export type Upcaster = (data: Readonly<Record<string, unknown>>) => object;

/** One type of fact: everything that is known about it, once. */
export interface FactDeclaration<S extends TSchema = TSchema> {
  readonly title: Sentence;
  /** One or two sentences: what happened, and what follows from it. */
  readonly meaning: Sentence;
  readonly data: S;
  /** The member of `data` whose value is known from this fact on, so that other facts may refer to it. */
  readonly introduces: string | undefined;
  /** The members of `data` that may come together once among the standing facts of this type; often none. */
  readonly naturalKey: readonly string[];
  /** False where `fact.retracted` must not take it back. */
  readonly retractable: boolean;
  readonly billable: BillableKind | undefined;
  /** From each former version of `data` to the one after it, the first one first; none where the form has never changed. */
  readonly upcasters: readonly Upcaster[];
  /** Rules between members, of data that already has the form of `data` and no nulls. */
  rule?(data: Reading<S>): readonly Fault[];
  /** Data with every member that the schema knows. */
  readonly example: Reading<S>;
}

/** What the author of a type of fact writes down; member names are checked by the compiler. */
interface FactDraft<S extends TSchema> extends Pick<
  FactDeclaration<S>,
  'title' | 'meaning' | 'data' | 'rule' | 'example'
> {
  readonly introduces?: keyof Reading<S> & string;
  /** By default what the fact introduces. */
  readonly naturalKey?: readonly (keyof Reading<S> & string)[];
  /** By default true. */
  readonly retractable?: false;
  readonly billable?: BillableKind;
  /** By default none: the form is what it was at first. */
  readonly upcasters?: readonly Upcaster[];
}

export function fact<S extends TSchema>(draft: FactDraft<S>): FactDeclaration<S> {
  return {
    ...draft,
    introduces: draft.introduces,
    naturalKey: draft.naturalKey ?? (draft.introduces === undefined ? [] : [draft.introduces]),
    retractable: draft.retractable ?? true,
    billable: draft.billable,
    upcasters: draft.upcasters ?? [],
  };
}
