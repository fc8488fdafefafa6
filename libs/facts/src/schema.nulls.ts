import { isOptional, isRecord, type ListShape, type ObjectShape, type Shape } from './schema.shape.js';

/**
 * The value without the optional members that are `null`, at any depth that the schema knows; the value itself where
 * there are none. What the schema does not know (unknown members, the inside of `terms`) is left as it is.
 */
export type NullRemoval = (value: unknown) => unknown;

/** Composes the removal of nulls for a schema; undefined where its values cannot have any to remove. */
export function nullRemovalOf(shape: Shape): NullRemoval | undefined {
  if (shape.type === 'object') return removalInMembers(shape);
  if (shape.type === 'array') return removalInList(shape);
  return undefined;
}

function removalInList(shape: ListShape): NullRemoval | undefined {
  const removeInItem = nullRemovalOf(shape.items);
  if (!removeInItem) return undefined;
  return (value) => {
    if (!Array.isArray(value)) return value;
    const before: readonly unknown[] = value;
    const after = before.map((item) => removeInItem(item));
    return after.some((item, i) => item !== before[i]) ? after : before;
  };
}

function removalInMembers(shape: ObjectShape): NullRemoval | undefined {
  const concerned = Object.entries(shape.properties)
    .map(([name, member]) => ({ name, optional: isOptional(member), removeWithin: nullRemovalOf(member) }))
    .filter(({ optional, removeWithin }) => optional || removeWithin);
  if (concerned.length === 0) return undefined;
  return (value) => {
    if (!isRecord(value)) return value;
    let result = value;
    for (const { name, optional, removeWithin } of concerned) {
      const before = value[name];
      if (before === null && optional) result = without(result, name);
      else if (before !== undefined && removeWithin) {
        const after = removeWithin(before);
        if (after !== before) result = { ...result, [name]: after };
      }
    }
    return result;
  };
}

function without(value: Readonly<Record<string, unknown>>, absent: string): Readonly<Record<string, unknown>> {
  const { [absent]: _, ...rest } = value;
  return rest;
}
