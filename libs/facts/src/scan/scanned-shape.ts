import { declarationOf } from '../catalogue.js';
import { shapeOf } from '../schema.builders.js';
import type { ObjectShape } from '../schema.shape.js';
import type { ScannedType } from './scanner.js';

/** The form of `data` as it is scanned: beside what a person declares, the one text that a server puts in the place of all it knows. */
export function scannedShapeOf(type: ScannedType): ObjectShape {
  const shape = shapeOf(declarationOf(type).data) as ObjectShape;
  const { person } = shape.properties;
  const text = person?.type === 'object' ? person.properties['name'] : undefined;
  if (person?.type !== 'object' || !text) return shape;
  const sealed = { ...person, properties: { ...person.properties, sealed: text } };
  return { ...shape, properties: { ...shape.properties, person: sealed } };
}
