import type { ObjectShape, Shape } from '../schema.shape.js';

/** What stands for a member that is absent, in the first place of those that it has. */
export const ABSENT = -1;

/** Places of a text: start, end, hash. */
export const TEXT_PLACES = 3;
/** Places of a list: where its first element stands, from the beginning of the record, and how many there are. */
const LIST_PLACES = 2;

/** How many places of a record a value has; the elements of lists follow after all members. */
export function placesOf(shape: Shape): number {
  switch (shape.type) {
    case 'string':
      return TEXT_PLACES;
    case 'array':
      return LIST_PLACES;
    case 'object':
      return membersOf(shape).reduce((sum, { places }) => sum + places, 0);
    case 'integer':
    case 'boolean':
    case undefined:
      return 1;
  }
}

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  /** From the first place of its object. */
  readonly place: number;
  readonly places: number;
}

/** The members of an object, each with its places: in the order of the schema, one after another. */
export function membersOf({ properties }: ObjectShape): Member[] {
  let next = 0;
  return Object.entries(properties).map(([name, shape]) => {
    const member = { name, shape, place: next, places: placesOf(shape) };
    next += member.places;
    return member;
  });
}
