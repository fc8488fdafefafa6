import fc from 'fast-check';
import { isOptional, type ObjectShape, type Shape, type TextShape } from './schema.shape.js';

type Json = fc.JsonValue;

/** Any value of the form of a schema, with unknown members here and there. */
export function valueOf(shape: Shape): fc.Arbitrary<Json> {
  switch (shape.type) {
    case 'string':
      return textOf(shape);
    case 'integer':
      return fc.integer({ min: shape.minimum, max: shape.maximum });
    case 'boolean':
      return shape.const === undefined ? fc.boolean() : fc.constant(shape.const);
    case 'array':
      return fc.array(valueOf(shape.items), { minLength: shape.minItems ?? 0, maxLength: 4 });
    case 'object':
      return objectOf(shape);
    case undefined:
      if ('oneOf' in shape) return fc.oneof(...shape.oneOf.map(valueOf));
      return fc.constantFrom(...shape.anyOf.map((option) => option.const));
  }
}

function objectOf({ properties }: ObjectShape): fc.Arbitrary<Json> {
  const members = Object.entries(properties);
  const required = members.filter(([, member]) => !isOptional(member)).map(([name]) => name);
  const model = Object.fromEntries(members.map(([name, member]) => [name, valueOf(member)]));
  return fc.record(model, { requiredKeys: required });
}

const formats: Readonly<Record<string, fc.Arbitrary<string>>> = {
  'date-time': fc
    .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
    .map((date) => `${date.toISOString().slice(0, 19)}Z`),
  date: fc
    .date({ min: new Date('2000-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
  period: fc.constantFrom('2026-W05', '2026-01', '2026-Q1', '2020-W53'),
  'iso-3166-alpha-2': fc.constantFrom('RU', 'KZ', 'DE'),
};

function textOf({ format, pattern, minLength, not }: TextShape): fc.Arbitrary<string> {
  const formatted = format === undefined ? undefined : formats[format];
  if (formatted) return formatted;
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc
    .string({ minLength: minLength ?? 0, maxLength: 12, unit: 'grapheme' })
    .filter((text) => text !== not?.const);
}

/** The path of every member of a schema, list items included: `dialogue`, `dialogue[0]`, `dialogue[0].status`. */
export function pathsIn(shape: Shape, path = ''): string[] {
  if (shape.type === 'array') return [`${path}[0]`, ...pathsIn(shape.items, `${path}[0]`)];
  if (shape.type !== 'object') return [];
  return Object.entries(shape.properties).flatMap(([name, member]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [at, ...pathsIn(member, at)];
  });
}

/** A copy of a JSON value with another value at a path; `undefined` removes the member. */
export function withAt(value: unknown, path: string, replacement: unknown): unknown {
  const copy = structuredClone(value);
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  const last = steps.pop() ?? '';
  let inner = copy as Record<string, unknown>;
  for (const step of steps) inner = inner[step] as Record<string, unknown>;
  if (replacement === undefined) Reflect.deleteProperty(inner, last);
  else inner[last] = replacement;
  return copy;
}
