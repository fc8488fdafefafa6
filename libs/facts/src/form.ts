import type { TSchema } from '@sinclair/typebox';
import { shapeOf } from './schema.builders.js';
import { faultsIn, type Fault } from './schema.faults.js';
import { nullRemovalOf } from './schema.nulls.js';

/** A value that has the form of its schema, without the optional members that were `null`. */
export interface InForm {
  readonly value: unknown;
}

/** Reads a part of a fact that another library declares, by the rules of facts: the value in its form, or the first fault. */
export function readForm(schema: TSchema, received: unknown, path: string): InForm | Fault {
  const shape = shapeOf(schema);
  const value = nullRemovalOf(shape)?.(received) ?? received;
  for (const found of faultsIn(shape, value, path)) return found;
  return { value };
}
