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

const COLON = 0x3a;
const kinds: readonly KeyKind[] = ['phone', 'email', 'externalId'];
const plain = { phone: new PlainKey('phone'), email: new PlainKey('email'), externalId: new PlainKey('externalId') };

/**
 * The keys of a lead that count (section 4), as `kind:value`; tokens are overwritten by the next lead's. `personKeys`, which the server writes where it encrypts
 * personal data, replace what would be worked out from `person`; tokens of them may repeat themselves.
 */
export function keysOf(
  person: PersonData,
  personKeys: readonly Text[] | undefined,
  country: string,
  counted: ReadonlySet<KeyKind>,
): Text[] {
  if (personKeys) {
    const isCounted = (key: Text): boolean => kinds.some((kind) => counted.has(kind) && isOfKind(key, kind));
    return personKeys.filter((key, i) => isCounted(key) && (typeof key !== 'string' || personKeys.indexOf(key) === i));
  }
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

/** Whether a key begins with a kind and a colon. */
function isOfKind(key: Text, kind: KeyKind): boolean {
  if (typeof key === 'string') return key.startsWith(`${kind}:`);
  const { bytes, start, end } = key;
  if (end - start <= kind.length || bytes[start + kind.length] !== COLON) return false;
  for (let i = 0; i < kind.length; i++) if (bytes[start + i] !== kind.charCodeAt(i)) return false;
  return true;
}

/** The keys that a `key.shared` means: its value may be plain or the digest of `personKeys`. */
export function sharedKeys(kind: KeyKind, value: string, country: string): string[] {
  const known = keyValue(kind, value, country);
  return [...new Set([`${kind}:${value.trim()}`, ...(known === undefined ? [] : [`${kind}:${known}`])])];
}
