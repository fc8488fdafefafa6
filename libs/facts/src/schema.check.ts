import { isRecord, isOptional, type ListShape, type ObjectShape, type Shape, type TextShape } from './schema.shape.js';
import { isId, textFormats } from './text.formats.js';

/** Whether a value has the form of a schema. Allocates nothing. Here `null` is never absent: that is the slow path's. */
export type Check = (value: unknown) => boolean;

/** Composes the check of a schema from closures: no code is generated, so that it also runs where `eval` is forbidden. */
export function checkOf(shape: Shape): Check {
  switch (shape.type) {
    case 'string':
      return checkOfText(shape);
    case 'integer': {
      const { minimum, maximum } = shape;
      return (value) => Number.isSafeInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
    }
    case 'boolean':
      return (value) => typeof value === 'boolean' && (shape.const === undefined || value === shape.const);
    case 'array':
      return checkOfList(shape);
    case 'object':
      return checkOfObject(shape);
    case undefined: {
      if ('oneOf' in shape) {
        const checks = shape.oneOf.map(checkOf);
        return (value) => checks.some((check) => check(value));
      }
      const values = new Set<unknown>(shape.anyOf.map((option) => option.const));
      return (value) => values.has(value);
    }
  }
}

function checkOfText(shape: TextShape): Check {
  const { minLength = 0, not } = shape;
  const pattern = shape.pattern === undefined ? null : new RegExp(shape.pattern, 'u');
  const format = shape.format === undefined ? null : formatNamed(shape.format);
  if (minLength === 1 && !pattern && !format && !not) return isId;
  return (value) =>
    typeof value === 'string' &&
    value.length >= minLength &&
    value.isWellFormed() &&
    (pattern === null || pattern.test(value)) &&
    (format === null || format(value)) &&
    value !== not?.const;
}

function formatNamed(name: string): (text: string) => boolean {
  const formats: Readonly<Record<string, (text: string) => boolean>> = textFormats;
  const format = formats[name];
  if (!format) throw new Error(`a schema names the unknown format ${name}`);
  return format;
}

function checkOfList(shape: ListShape): Check {
  const { minItems: least = 0, maxItems: most = Infinity } = shape;
  const checkItem = checkOf(shape.items);
  return (value) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) return false;
    // Not `every`, which passes over holes.
    for (const item of value) if (!checkItem(item)) return false;
    return true;
  };
}

function checkOfObject(shape: ObjectShape): Check {
  const properties = Object.entries(shape.properties).map(([name, member]) => ({
    name,
    required: !isOptional(member),
    check: checkOf(member),
  }));
  const checkRest = checkOfRest(shape);
  return (value) => {
    if (!isRecord(value)) return false;
    for (const { name, required, check } of properties) {
      const member = value[name];
      if (member === undefined ? required : !check(member)) return false;
    }
    return checkRest === null || checkRest(value);
  };
}

/** Checks the members that a shape does not name; null where they may be anything. */
function checkOfRest(shape: ObjectShape): ((value: Readonly<Record<string, unknown>>) => boolean) | null {
  const { properties, additionalProperties: rest } = shape;
  if (rest === undefined) return null;
  const check: Check = rest === false ? () => false : checkOf(rest);
  return (value) => Object.entries(value).every(([name, member]) => Object.hasOwn(properties, name) || check(member));
}
