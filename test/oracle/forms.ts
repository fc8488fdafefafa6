/** Forms of JSON values: each takes a value and answers it, or throws `Wrong`. */
import { exact, type Exact } from './exact.js';
import { instantOf, isDate, type Micros } from './calendar.js';

/** The value does not have the form. */
export class Wrong extends Error {}

export type Form<T> = (value: unknown) => T;
export type Formed<F> = F extends Form<infer T> ? T : never;

function wrong(what: string, value: unknown): never {
  throw new Wrong(`${what} expected, not ${JSON.stringify(value)}`);
}

export const text: Form<string> = (value) => (typeof value === 'string' ? value : wrong('text', value));

/** An identifier, code or other text that must say something. */
export const word: Form<string> = (value) => (text(value) === '' ? wrong('a non-empty text', value) : text(value));

export const flag: Form<boolean> = (value) => (typeof value === 'boolean' ? value : wrong('true or false', value));

export const anything: Form<unknown> = (value) => value;

export const whole =
  (least: number, most: number = Number.MAX_SAFE_INTEGER): Form<number> =>
  (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
      ? value
      : wrong(`a whole number from ${least}`, value);

export const oneOf =
  <const T extends string>(...values: readonly T[]): Form<T> =>
  (value) =>
    values.find((candidate) => candidate === value) ?? wrong(values.join(' or '), value);

/** Section 2: money and rates are decimal strings in major units. */
export const decimal: Form<Exact> = (value) =>
  typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? exact(value) : wrong('a decimal string', value);

/** Section 2: a minus only in bands and payments. */
export const signedDecimal: Form<Exact> = (value) =>
  typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? exact(value) : wrong('a decimal string', value);

export const date: Form<string> = (value) => (isDate(text(value)) ? text(value) : wrong('a date', value));

export const instant: Form<Micros> = (value) => instantOf(text(value)) ?? wrong('an instant with an offset', value);

/** No part of a second, be it smaller than a microsecond. */
export const wholeSecond: Form<Micros> = (value) =>
  /\.\d*[1-9]/.test(text(value)) ? wrong('whole seconds', value) : instant(value);

export const list =
  <T>(member: Form<T>, least = 0): Form<T[]> =>
  (value) =>
    Array.isArray(value) && value.length >= least ? value.map(member) : wrong(`a list of at least ${least}`, value);

/** Section 1: an optional member that is null is absent. */
export const maybe =
  <T>(form: Form<T>): Form<T | undefined> =>
  (value) =>
    value === undefined || value === null ? undefined : form(value);

export const anyObject: Form<Readonly<Record<string, unknown>>> = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : wrong('an object', value);

/** Section 1: unknown members are kept and mean nothing. */
export const object =
  <S extends Readonly<Record<string, Form<unknown>>>>(shape: S): Form<{ readonly [K in keyof S]: Formed<S[K]> }> =>
  (value) => {
    const members = anyObject(value);
    const formed = Object.entries(shape).map(([name, form]) => [name, form(members[name])] as const);
    return Object.fromEntries(formed) as { [K in keyof S]: Formed<S[K]> };
  };

/** As `object`, of a value with further demands. */
export const such =
  <T>(form: Form<T>, holds: (value: T) => boolean, what: string): Form<T> =>
  (value) => {
    const formed = form(value);
    return holds(formed) ? formed : wrong(what, value);
  };
