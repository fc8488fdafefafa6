/** The keys of a person (section 4). */
import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { KEY_KINDS, type KeyKind } from './facts.js';

type Person = Readonly<Partial<Record<KeyKind, string | undefined>>>;

/** E.164 with the client's region; a leading `00` read as `+`; an extension is part of the key. Else no key. */
function phoneKey(value: string, country: string): string | null {
  const written = value.trim().replace(/^00/, '+');
  const number = parsePhoneNumberFromString(written, country as CountryCode);
  if (number === undefined) return null;
  return number.ext === undefined ? number.number : `${number.number};ext=${number.ext}`;
}

/** The key of one kind that a plain value makes; null where it makes none. */
export function keyOf(kind: KeyKind, value: string | undefined, country: string): string | null {
  if (value === undefined || value.trim() === '') return null;
  const plain =
    kind === 'phone' ? phoneKey(value, country) : kind === 'email' ? value.trim().toLowerCase() : value.trim();
  return plain === null ? null : `${kind}:${plain}`;
}

/** The keys of a person of the kinds that count; `personKeys` replace what would be worked out from `person`. */
export function keysOf(
  person: Person,
  personKeys: readonly string[] | undefined,
  country: string,
  kinds: readonly KeyKind[],
): string[] {
  const keys = personKeys ?? KEY_KINDS.flatMap((kind) => keyOf(kind, person[kind], country) ?? []);
  return keys.filter((key) => kinds.some((kind) => key.startsWith(`${kind}:`)));
}
