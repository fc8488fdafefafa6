import { contractFacts } from './contract.facts.js';
import { disputeFacts } from './dispute.facts.js';
import type { FactDeclaration } from './fact-declaration.js';
import { leadFacts } from './lead.facts.js';
import { personFacts } from './person.facts.js';
import type { Reading } from './schema.builders.js';
import { statementFacts } from './statement.facts.js';
import { workFacts } from './work.facts.js';

const catalogue = {
  ...contractFacts,
  ...personFacts,
  ...workFacts,
  ...leadFacts,
  ...disputeFacts,
  ...statementFacts,
};

type Catalogue = typeof catalogue;

export type FactType = keyof Catalogue;

/** A recorded fact of one type: a CloudEvent whose data has the declared form and no nulls. */
export interface FactOf<T extends FactType> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: T;
  readonly time: string;
  readonly recordedtime?: string;
  readonly data: Reading<Catalogue[T]['data']>;
}

/** Any fact; `type` tells which. */
export type Fact = { [T in FactType]: FactOf<T> }[FactType];

/** Every type of fact with all that is known about it, in the order of the rules' table. */
export const factDeclarations: ReadonlyMap<FactType, FactDeclaration> = new Map(
  Object.entries<FactDeclaration>(catalogue).map(([type, declaration]) => [type as FactType, declaration]),
);

export const factTypes: readonly FactType[] = [...factDeclarations.keys()];

export function isFactType(type: unknown): type is FactType {
  return factDeclarations.has(type as FactType);
}

export function declarationOf(type: FactType): FactDeclaration {
  return catalogue[type];
}

/**
 * What may be stated once among the standing facts of this type (`duplicate` otherwise), as one text that differs for
 * different keys; undefined for types that may be recorded any number of times.
 */
export function naturalKeyOf(fact: Fact): string | undefined {
  const [first, second] = declarationOf(fact.type).naturalKey;
  if (first === undefined) return undefined;
  const data = fact.data as Readonly<Record<string, string>>;
  const key = data[first] ?? '';
  // The length keeps `a`, `bc` apart from `ab`, `c`.
  return second === undefined ? key : `${key.length}:${key}${data[second] ?? ''}`;
}
