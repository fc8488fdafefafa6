import type {
  Static,
  TArray,
  TBoolean,
  TInteger,
  TObject,
  TOptional,
  TSchema,
  TString,
  TUnsafe,
} from '@sinclair/typebox';
import {
  EXPECTED,
  KIND,
  OPTIONAL,
  PERSONAL,
  RUSSIAN,
  isOptional,
  type ObjectShape,
  type Sentence,
  type Shape,
} from './schema.shape.js';
import type { TextFormat } from './text.formats.js';

/*
 * TypeBox schemas are made here without importing TypeBox: its types give `Static`, its registered symbols make the values
 * work with its compiler and `Value` (a spec compares), and its 60–90 ms of loading are not paid at every start.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- each builder says which schema it makes.
function schema<S extends TSchema>(kind: string, meaning: Sentence, keywords: object): S {
  const value = { [KIND]: kind, ...keywords, description: meaning.en, [RUSSIAN]: meaning.ru };
  return value as unknown as S;
}

/** The same schema, to be read as a shape. */
export function shapeOf(described: TSchema): Shape {
  return described as unknown as Shape;
}

export interface TextKeywords {
  readonly minLength?: number;
  readonly pattern?: string;
  readonly format?: TextFormat;
  readonly not?: { readonly const: string };
}

/** Any text, well-formed Unicode. */
export function text(meaning: Sentence, keywords: TextKeywords = {}, expected?: Sentence): TString {
  return schema('String', meaning, { type: 'string', ...keywords, ...(expected && { [EXPECTED]: expected }) });
}

/** A text that identifies something, or that says nothing when it is empty. */
export function id(meaning: Sentence): TString {
  return text(meaning, { minLength: 1 });
}

/** RFC 3339 with an offset. */
export function instant(meaning: Sentence): TString {
  return text(
    meaning,
    { format: 'date-time' },
    {
      en: 'an RFC 3339 date-time with an offset, such as "2026-01-10T12:00:00+03:00"',
      ru: 'дата и время по RFC 3339 со смещением, например "2026-01-10T12:00:00+03:00"',
    },
  );
}

/** RFC 3339 with an offset, without a fraction of a second (`.000` is none). */
export function wholeSecond(meaning: Sentence): TString {
  return text(
    meaning,
    { format: 'date-time', pattern: '^[^.]*(\\.0+)?([Zz]|[+-]\\d\\d:\\d\\d)$' },
    {
      en: 'an RFC 3339 date-time with an offset on a whole second, such as "2026-01-10T12:00:00+03:00"',
      ru: 'дата и время по RFC 3339 со смещением, без долей секунды, например "2026-01-10T12:00:00+03:00"',
    },
  );
}

/** A date of the calendar, in the time zone of the contract. */
export function localDate(meaning: Sentence): TString {
  return text(
    meaning,
    { format: 'date' },
    { en: 'a date that exists, such as "2026-01-31"', ru: 'существующая дата, например "2026-01-31"' },
  );
}

export function periodName(meaning: Sentence): TString {
  return text(
    meaning,
    { format: 'period', pattern: '^\\d{4}-(W\\d{2}|\\d{2}|Q[1-4])$' },
    {
      en: 'a period that exists, such as "2026-W05", "2026-01" or "2026-Q1"',
      ru: 'существующий период, например "2026-W05", "2026-01" или "2026-Q1"',
    },
  );
}

/** Money in major units, as a decimal string: JSON numbers would pass through floating point. */
export function decimal(meaning: Sentence, sign: 'unsigned' | 'signed'): TString {
  return sign === 'signed'
    ? text(
        meaning,
        { pattern: '^-?\\d+(\\.\\d+)?$' },
        {
          en: 'a decimal number in a text, such as "12.50" or "-3"',
          ru: 'десятичное число в виде текста, например "12.50" или "-3"',
        },
      )
    : text(
        meaning,
        { pattern: '^\\d+(\\.\\d+)?$' },
        {
          en: 'a decimal number without a sign in a text, such as "12.50"',
          ru: 'десятичное число без знака в виде текста, например "12.50"',
        },
      );
}

export function country(meaning: Sentence): TString {
  return text(
    meaning,
    { format: 'iso-3166-alpha-2', pattern: '^[A-Z]{2}$' },
    { en: 'an ISO 3166 alpha-2 code such as "RU"', ru: 'код ISO 3166 alpha-2, например "RU"' },
  );
}

/** A whole number within bounds, both included; without an upper one, up to what a JSON number holds exactly. */
export function integer(meaning: Sentence, minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): TInteger {
  return schema('Integer', meaning, { type: 'integer', minimum, maximum });
}

export function flag(meaning: Sentence): TBoolean {
  return schema('Boolean', meaning, { type: 'boolean' });
}

/** One of the texts that are the names of `options`, each with its meaning. */
export function choice<O extends Readonly<Record<string, Sentence>>>(
  meaning: Sentence,
  options: O,
): TUnsafe<keyof O & string> {
  const literals = Object.entries(options).map(([value, of]) =>
    schema('Literal', of, { type: 'string', const: value }),
  );
  return schema('Union', meaning, { anyOf: literals });
}

/** Any of several forms. */
export function either(meaning: Sentence, forms: readonly TSchema[], expected?: Sentence): TSchema {
  return schema('Unsafe', meaning, { oneOf: forms, ...(expected && { [EXPECTED]: expected }) });
}

/** `true`, as a mark that something is meant. */
export function mark(meaning: Sentence): TSchema {
  return schema('Literal', meaning, { type: 'boolean', const: true });
}

/** An object of any member names whose values have one form. */
export function mapOf(meaning: Sentence, values: TSchema): TSchema {
  return schema('Object', meaning, { type: 'object', properties: {}, additionalProperties: values });
}

/** The same object without any other members than those declared. */
export function closed<S extends TSchema>(object: S): S {
  return { ...object, additionalProperties: false };
}

export function listOf<S extends TSchema>(
  meaning: Sentence,
  items: S,
  keywords: { readonly minItems?: number; readonly maxItems?: number } = {},
): TArray<S> {
  return schema('Array', meaning, { type: 'array', items, ...keywords });
}

/** An object; unknown members are kept. */
export function members<P extends Record<string, TSchema>>(meaning: Sentence, properties: P): TObject<P> {
  const required = Object.keys(properties).filter((name) => {
    const property = properties[name];
    return property && !isOptional(shapeOf(property));
  });
  return schema('Object', meaning, { type: 'object', properties, ...(required.length > 0 && { required }) });
}

/** An object whose members another library judges. */
export function anyObject(meaning: Sentence): TUnsafe<Readonly<Record<string, unknown>>> {
  return schema('Object', meaning, { type: 'object', properties: {} } satisfies Pick<
    ObjectShape,
    'type' | 'properties'
  >);
}

/** The member may be absent, or `null`, which is the same. */
export function optional<S extends TSchema>(described: S): TOptional<S> {
  const marked = { ...described, [OPTIONAL]: 'Optional' };
  return marked as unknown as TOptional<S>;
}

/** Values of the member never appear in a message: they could tell who the person is. */
export function personal<S extends TSchema>(described: S): S {
  return { ...described, [PERSONAL]: true };
}

/** `data` as code reads it: what is recorded is never written to. */
export type Reading<S extends TSchema> = DeepReadonly<Static<S>>;

type DeepReadonly<T> = T extends readonly (infer E)[]
  ? readonly DeepReadonly<E>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;
