/** Few people, written in many ways, so that leads often turn out to be one person. */
import { type PersonPlan } from './plan.arbitrary.js';

/** The same numbers in several notations; the last one has an extension, and one cannot be read as a number. */
const PHONES: readonly (readonly string[])[] = [
  ['+79161234561', '8 (916) 123-45-61', '0079161234561'],
  ['+79161234562', '+7 916 123 45 62', '00 7 916 123 45 62'],
  ['+4930901820', '+49 30 901820', 'call me'],
  ['+74951234567 ext. 12', '+7 495 123-45-67', '+74951234567 ext. 12'],
];
const EMAILS: readonly (readonly string[])[] = [
  ['ivan@example.ru', ' Ivan@Example.ru '],
  ['olga@example.ru', 'OLGA@example.ru'],
];
const EXTERNAL_IDS: readonly (readonly string[])[] = [['A-1', ' A-1 '], ['a-1']];

const POOLS = { phone: PHONES, email: EMAILS, externalId: EXTERNAL_IDS };
export const KINDS = ['phone', 'email', 'externalId'] as const;
export type Kind = (typeof KINDS)[number];

/** One of the notations of one of the values of a kind. */
export function valueOf(kind: Kind, which: number, notation: number): string {
  const pool = POOLS[kind];
  const notations = pool[which % pool.length] ?? [];
  return notations[notation % notations.length] ?? '';
}

export const digestOf = (kind: Kind, which: number): string => `digest-of-${kind}-${which}`;

/** `person` and, for one in ten, the digests that replace it. */
export function writePerson(plan: PersonPlan, notation: number): Readonly<Record<string, unknown>> {
  const given = KINDS.flatMap((kind) => (plan[kind] === null ? [] : [[kind, plan[kind]] as const]));
  const person = Object.fromEntries(given.map(([kind, which]) => [kind, valueOf(kind, which, notation)]));
  if (!plan.digests) return { person };
  return { person, personKeys: given.map(([kind, which]) => `${kind}:${digestOf(kind, which)}`) };
}
