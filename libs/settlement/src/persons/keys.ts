import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import type { Text } from '@paidonce/kernel';
import type { KeyKind } from '../terms/terms.js';
import { PlainKey } from './plain-key.js';

/** What is known of who a lead is. */
export interface PersonData {
  readonly phone?: Text;
  readonly email?: Text;
  readonly externalId?: Text;
}

/** What people put between the digits of a number. */
const SEPARATORS = /[ ()-]/g;
const NUMBER_OF_ZONE_7 = /^\+7\d{10}$/;
const NATIONAL_NUMBER_OF_RUSSIA = /^8[349]\d{9}$/;

/**
 * The short cut for what most histories are full of, numbers of Russia and Kazakhstan: libphonenumber answers them in the
 * same way at ten times the cost, which a test compares. `undefined` where it has to be asked.
 */
function numberOfZone7(phone: string, country: string): string | undefined {
  const bare = NUMBER_OF_ZONE_7.test(phone) ? phone : phone.replace(SEPARATORS, '');
  if (NUMBER_OF_ZONE_7.test(bare)) return bare;
  return country === 'RU' && NATIONAL_NUMBER_OF_RUSSIA.test(bare) ? `+7${bare.slice(1)}` : undefined;
}

/**
 * A phone number as a key: E.164 by libphonenumber, with `;ext=` where there is an extension. A leading `00` is read as
 * `+`; a number without either is one of `country`. `undefined` where it cannot be parsed.
 */
export function phoneKey(phone: string, country: string): string | undefined {
  const known = numberOfZone7(phone, country);
  if (known !== undefined) return known;
  const trimmed = phone.trim();
  const international = trimmed.startsWith('00') ? `+${trimmed.slice(2)}` : trimmed;
  const parsed = parsePhoneNumberFromString(international, { defaultCountry: country as CountryCode });
  if (!parsed) return undefined;
  return parsed.ext ? `${parsed.number};ext=${parsed.ext}` : parsed.number;
}

/** The value of a key of one kind, as it is compared; `undefined` where the text is no key. */
export function keyValue(kind: KeyKind, value: string, country: string): string | undefined {
  switch (kind) {
    case 'phone':
      return phoneKey(value, country);
    case 'email':
      return value.trim().toLowerCase() || undefined;
    case 'externalId':
      return value.trim() || undefined;
  }
}

const kinds: readonly KeyKind[] = ['phone', 'email', 'externalId'];
const plain = { phone: new PlainKey('phone'), email: new PlainKey('email'), externalId: new PlainKey('externalId') };

/**
 * The keys of a lead that count (section 4), as `kind:value`; tokens are overwritten by the next lead's. `personKeys`, which the server writes where it encrypts
 * personal data, replace what would be worked out from `person`.
 */
export function keysOf(
  person: PersonData,
  personKeys: readonly Text[] | undefined,
  country: string,
  counted: ReadonlySet<KeyKind>,
): Text[] {
  const isCounted = (key: string): boolean => counted.has(key.slice(0, key.indexOf(':')) as KeyKind);
  if (personKeys) return [...new Set(personKeys.map(String).filter(isCounted))];
  const keys: Text[] = [];
  for (const kind of kinds) {
    const text = person[kind];
    if (text === undefined || !counted.has(kind)) continue;
    const key = typeof text === 'string' ? undefined : plain[kind].read(text, country);
    const value = key ? undefined : keyValue(kind, String(text), country);
    if (key) keys.push(key);
    else if (value !== undefined) keys.push(`${kind}:${value}`);
  }
  return keys;
}

/** The keys that a `key.shared` means: its value may be plain or the digest of `personKeys`. */
export function sharedKeys(kind: KeyKind, value: string, country: string): string[] {
  const known = keyValue(kind, value, country);
  return [...new Set([`${kind}:${value.trim()}`, ...(known === undefined ? [] : [`${kind}:${known}`])])];
}
