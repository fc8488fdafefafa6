import type { Buffer } from 'node:buffer';
import { Token, type Text } from '@paidonce/kernel';
import type { FactOf, FactType } from '../catalogue.js';
import type { ObjectShape } from '../schema.shape.js';
import { ABSENT, membersOf, TEXT_PLACES } from './layout.js';
import { scannedShapeOf } from './scanned-shape.js';
import type { ScannedType } from './scanner.js';
import { Place } from './tape.js';

/** The same form with texts that need not be strings. */
type WithTexts<T> = T extends string
  ? string extends T
    ? Text
    : T
  : T extends readonly (infer E)[]
    ? readonly WithTexts<E>[]
    : T extends object
      ? { readonly [K in keyof T]: WithTexts<T[K]> }
      : T;

/** `data` of a fact, of either origin. */
export type DataOf<T extends FactType> = WithTexts<FactOf<T>['data']>;

/** One record of a tape: what the members of a fact are read from. */
export interface TapeRecord {
  readonly bytes: Buffer;
  readonly cells: Float64Array;
  readonly at: number;
}

/** `data` that is set to one record after another: made once, since there are millions. */
export interface ScannedData {
  read(record: TapeRecord): void;
}

/** Where the members of a type stand in a record, those of inner objects by their paths. */
export function placesIn(type: ScannedType): (path: string) => number {
  const places = new Map<string, number>();
  const visit = (shape: ObjectShape, path: string, first: number): void => {
    for (const { name, shape: member, place } of membersOf(shape)) {
      places.set(path + name, first + place);
      if (member.type === 'object') visit(member, `${path}${name}.`, first + place);
    }
  };
  visit(scannedShapeOf(type), '', Place.data);
  return (path) => {
    const place = places.get(path);
    if (place === undefined) throw new Error(`a ${type} has no member ${path}`);
    return place;
  };
}

export function setText(token: Token, { bytes, cells, at }: TapeRecord, place: number): Token {
  const first = at + place;
  return token.set(bytes, cells[first] as number, cells[first + 1] as number, cells[first + 2] as number);
}

export function setOptional(token: Token, record: TapeRecord, place: number): Token | undefined {
  return record.cells[record.at + place] === ABSENT ? undefined : setText(token, record, place);
}

/** The texts of a list, in tokens that are kept for them; `undefined` where it is absent. */
export function setTexts(tokens: Token[], record: TapeRecord, place: number): readonly Token[] | undefined {
  const { cells, at } = record;
  if (cells[at + place] === ABSENT) return undefined;
  const length = cells[at + place + 1] as number;
  const first = cells[at + place] as number;
  while (tokens.length < length) tokens.push(new Token());
  tokens.length = length;
  for (let i = 0; i < length; i++) setText(tokens[i] as Token, record, first + TEXT_PLACES * i);
  return tokens;
}

/** The number of a member, `undefined` where it is absent. */
export function numberAt({ cells, at }: TapeRecord, place: number): number | undefined {
  const number = cells[at + place] as number;
  return number === ABSENT ? undefined : number;
}
