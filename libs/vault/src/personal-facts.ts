import type { Fact } from '@paidonce/facts';
import { keysOf, keyValue, type PersonData } from '@paidonce/settlement';
import { isDigest, type ClientDigests } from './client-digests.js';
import { hasSealedForm } from './sealed-text.js';

/** Whose fact it is. */
export interface Ownership {
  readonly clientId: string;
  /** Of the client: phone numbers without `+` are read in it. */
  readonly country: string;
}

export type LeadFact = Extract<Fact, { readonly type: 'lead.registered' | 'lead.identified' }>;

/** `data` may be as it was received: optional members that are null are absent ones. */
type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/** All kinds: a contract says which of them count, and another contract may count others. */
const ALL_KINDS = new Set(['phone', 'email', 'externalId'] as const);

export function isLeadFact(fact: Fact): fact is LeadFact {
  return fact.type === 'lead.registered' || fact.type === 'lead.identified';
}

/** The fact with digests in the place of keys; a lead's `person` is replaced where another one is given. */
export function withDigests(
  fact: Fact,
  { clientId, country }: Ownership,
  digests: ClientDigests,
  person?: object,
): Fact {
  if (isLeadFact(fact)) {
    const personKeys = personKeysOf(fact.data, clientId, country, digests);
    return { ...fact, data: { ...fact.data, person: person ?? fact.data.person, personKeys } } as Fact;
  }
  if (fact.type !== 'key.shared' || isDigest(fact.data.value)) return fact;
  const { kind, value } = fact.data;
  // A text that cannot be a key of its kind is one that was made elsewhere: it stands in `personKeys` as it is written.
  const key = `${kind}:${keyValue(kind, value, country) ?? value.trim()}`;
  return { ...fact, data: { ...fact.data, value: digests.ofKey(clientId, key) } };
}

function personKeysOf(
  { person, personKeys }: LeadFact['data'],
  clientId: string,
  country: string,
  digests: ClientDigests,
): string[] {
  const digestOf = (key: string): string => key.slice(0, key.indexOf(':') + 1) + digests.ofKey(clientId, key);
  const given = givenKeys(personKeys);
  // Only what is said to be a digest is taken for one: a plain key in the form of one would pass for somebody else's.
  if (given) return given.map((key) => (isDigestOfKey(key) ? key : digestOf(key)));
  return keysOf(withoutNulls(person), undefined, country, ALL_KINDS).map((key) => digestOf(String(key)));
}

function isDigestOfKey(key: string): boolean {
  return isDigest(key.slice(key.indexOf(':') + 1));
}

function givenKeys(personKeys: readonly string[] | null | undefined): readonly string[] | undefined {
  return personKeys ?? undefined;
}

function withoutNulls({ phone, email, externalId }: Nullable<PersonData>): PersonData {
  return { ...(phone && { phone }), ...(email && { email }), ...(externalId && { externalId }) };
}

/** The sealed person of a fact; undefined where it is plain. */
export function sealedPersonOf({ data: { person } }: LeadFact): string | undefined {
  const { sealed } = person as { readonly sealed?: unknown };
  return hasSealedForm(sealed) && Object.keys(person).length === 1 ? sealed : undefined;
}

/** Whether there is anything to seal: nobody is hidden by an empty person, and a sealed one comes with digests. */
export function hasPlainPerson(fact: LeadFact): boolean {
  const { person, personKeys } = fact.data;
  if (Object.keys(person).length === 0) return false;
  const keys = givenKeys(personKeys);
  const comesSealed = sealedPersonOf(fact) !== undefined && keys?.every(isDigestOfKey);
  return !comesSealed;
}

export function withPerson(fact: LeadFact, person: object): LeadFact {
  return { ...fact, data: { ...fact.data, person } } as LeadFact;
}

/** Ties what is sealed to the fact that it was sealed for: moved to another fact it does not open. */
export function contextOfPerson({ type, source, id, data }: LeadFact, clientId: string): string {
  return JSON.stringify(['paidonce/person', clientId, data.leadId, type, source, id]);
}
