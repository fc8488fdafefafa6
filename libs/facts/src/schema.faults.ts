import { checkOf } from './schema.check.js';
import {
  PERSONAL,
  expectationOf,
  isOptional,
  isRecord,
  memberPath,
  type ListShape,
  type ObjectShape,
  type Shape,
} from './schema.shape.js';

/** One thing that is wrong with a value, and where: a refusal before it has a code. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

const LONGEST_SHOWN = 40;

/**
 * Everything that keeps a value from having the form of a schema, members in the order of their declaration, outer ones
 * first. Yields nothing exactly where `checkOf` of the schema holds for the value without nulls.
 */
export function* faultsIn(shape: Shape, value: unknown, path: string): Generator<Fault> {
  if (shape.type === 'object' && isRecord(value)) yield* faultsInMembers(shape, value, path);
  else if (shape.type === 'array' && Array.isArray(value)) yield* faultsInList(shape, value, path);
  else if (!checkOf(shape)(value)) yield unexpected(shape, value, path);
}

function* faultsInMembers(
  shape: ObjectShape,
  value: Readonly<Record<string, unknown>>,
  path: string,
): Generator<Fault> {
  for (const [name, member] of Object.entries(shape.properties)) {
    const at = memberPath(path, name);
    const found = value[name];
    if (found === undefined || (found === null && isOptional(member))) {
      if (!isOptional(member)) yield fault(at, expectationOf(member).en, 'it is missing');
    } else yield* faultsIn(member, found, at);
  }
  for (const [name, found] of Object.entries(value)) {
    if (Object.hasOwn(shape.properties, name) || shape.additionalProperties === undefined) continue;
    const at = memberPath(path, name);
    if (shape.additionalProperties) yield* faultsIn(shape.additionalProperties, found, at);
    else yield fault(at, 'absent', `there is no such member; there are ${Object.keys(shape.properties).join(', ')}`);
  }
}

function* faultsInList(shape: ListShape, value: readonly unknown[], path: string): Generator<Fault> {
  if (value.length < (shape.minItems ?? 0) || value.length > (shape.maxItems ?? Infinity))
    yield unexpected(shape, value, path);
  for (const [i, item] of value.entries()) yield* faultsIn(shape.items, item, `${path}[${i}]`);
}

function unexpected(shape: Shape, value: unknown, path: string): Fault {
  const shown = shape[PERSONAL] ? describeKind(value) : describe(value);
  return fault(path, expectationOf(shape).en, `found ${shown}`);
}

/** `Expected data.score to be an integer from 0 to 100, but found 101.` */
export function fault(path: string, expected: string, but: string): Fault {
  return { path, message: `Expected ${path === '' ? 'a fact' : path} to be ${expected}, but ${but}.` };
}

/** A value for a message: short, on one line. */
export function describe(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string' || value === '') return describeKind(value);
  const shown = JSON.stringify(value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value);
  return value.isWellFormed() ? shown : `${shown}, which is not well-formed Unicode`;
}

function describeKind(value: unknown): string {
  if (value === null) return 'null';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'string') {
    return value.isWellFormed() ? 'a text of another form' : 'a text that is not well-formed Unicode';
  }
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return 'true or false';
  return typeof value === 'object' ? 'an object' : 'something that JSON does not have';
}
