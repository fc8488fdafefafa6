import { readFact, isRefusal, type Fact, type ReadFact } from '@paidonce/facts';
import fc from 'fast-check';

const EVENT = { specversion: '1.0', source: 'crm', time: '2026-01-10T12:00:00+03:00' };

export const BANK = { clientId: 'bank', country: 'RU' };

/** A lead's registration, with `person` as it would be received. */
export function registered(
  person: object,
  more: { readonly id?: string; readonly leadId?: string; readonly data?: object } = {},
): Fact {
  const { id = '1', leadId = 'L-1', data = {} } = more;
  return {
    ...EVENT,
    id,
    type: 'lead.registered',
    data: { leadId, campaignId: 'K-1', person, ...data },
  } as unknown as Fact;
}

export function identified(person: object, id = '2'): Fact {
  return { ...EVENT, id, type: 'lead.identified', data: { leadId: 'L-1', person } } as Fact;
}

export function keyShared(kind: string, value: string): Fact {
  return { ...EVENT, id: '3', type: 'key.shared', data: { clientId: 'bank', kind, value } } as Fact;
}

/** The fact as the rest of the product reads it. Throws where it is not in order. */
export function read(fact: unknown): ReadFact {
  const result = readFact(fact);
  if (isRefusal(result)) throw new Error(`${result.path}: ${result.message}`);
  return result;
}

/** Texts that are found again wherever they are written: no digest and no base64 has a blank and a `:` around a word. */
const word = fc.stringMatching(/^[A-Za-zА-Яа-я]{6,12}$/).map((letters) => `: ${letters} :`);
const phone = fc.stringMatching(/^\+7 \(9\d{2}\) \d{3}-\d{2}-\d{2}$/);
const email = fc.stringMatching(/^[a-z]{3,8}$/).map((name) => `${name} anna@example.com`);

/** A person as it may be received: any members, some of them null, some that nobody knows. */
export const personArbitrary = fc.record(
  {
    phone: fc.option(phone),
    email: fc.option(email),
    externalId: fc.option(word),
    name: fc.option(word),
    nickname: word,
    address: fc.record({ city: word, rooms: fc.integer() }),
  },
  { requiredKeys: [] },
);

/** All texts in a value. */
export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
