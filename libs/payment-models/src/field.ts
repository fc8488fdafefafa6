import { choice, decimal, id, listOf, type Sentence } from '@paidonce/facts';
import { exact, type Exact } from '@paidonce/kernel';
import type { TSchema } from '@sinclair/typebox';

/** How a web form asks for a value. */
type FormKind = 'money' | 'increment' | 'choice' | 'choices' | 'clauses' | 'rates' | 'metric' | 'bands';

/** A member of a clause: what form it has on the wire, how a form asks for it, and what the model gets to see. */
export interface Field<T = unknown> {
  readonly label: Sentence;
  readonly form: FormKind;
  readonly schema: TSchema;
  /** What stands where the member is absent, in its form on the wire; without it the member is required. */
  readonly fallback?: unknown;
  /** The model's view of a value that fits the schema. A method, so that fields of all types fit one record. */
  parse(value: unknown): T;
}

export type Fields = Readonly<Record<string, Field>>;
export type FieldValues<F extends Fields> = { readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** An amount, rate or price of the contract's currency, in major units, not negative. */
export function money(label: Sentence): Field<Exact> {
  return { label, form: 'money', schema: decimal(label, 'unsigned'), parse: (value) => exact(value as string) };
}

type Options = Readonly<Record<string, Sentence>>;

/** One of several codes, by default `fallback`. */
export function oneOf<O extends Options>(
  label: Sentence,
  options: O,
  fallback: keyof O & string,
): Field<keyof O & string> {
  const schema = choice(label, options);
  return { label, form: 'choice', schema, fallback, parse: (value) => value as keyof O & string };
}

/** A set of codes, by default `fallback`. */
export function someOf<O extends Options>(
  label: Sentence,
  options: O,
  fallback: readonly (keyof O & string)[],
): Field<readonly (keyof O & string)[]> {
  const schema = listOf(label, choice(label, options), { minItems: 1 });
  return { label, form: 'choices', schema, fallback, parse: (value) => [...new Set(value as (keyof O & string)[])] };
}

/** A list of ids of usage clauses of the same terms. */
export function clauseIds(label: Sentence): Field<readonly string[]> {
  const schema = listOf(label, id(label));
  return { label, form: 'clauses', schema, fallback: [], parse: (value) => [...new Set(value as readonly string[])] };
}
