import type { Fact } from '@paidonce/facts';
import { refuse, type Refusal } from '@paidonce/kernel';

/** The longest id, in characters: databases index them. */
export const LONGEST_ID = 500;
/** Levels of lists and objects within each other; far more than any fact has. */
const DEEPEST = 500;

/** How JSON writes what has to be looked for: U+0000, and numbers that may be too large for one. */
const SUSPICIOUS = /\\u0000|[eE]\+?\d{3}|\d{300}/;

/**
 * Why a value that is JSON cannot be stored as it is: databases take no U+0000, no number is infinite, and nothing is nested without end.
 * `undefined` for nearly every one, of which only the text is looked at.
 */
export function unstorable(text: string, value: unknown): Refusal | undefined {
  if (text.length <= 2 * DEEPEST && !SUSPICIOUS.test(text)) return undefined;
  return faultIn(value, '', 0);
}

function faultIn(value: unknown, path: string, depth: number): Refusal | undefined {
  if (typeof value === 'string' && value.includes('\0')) return withNul(path);
  if (typeof value === 'number' && !Number.isFinite(value)) return refuse('invalid', path, 'too large for a number');
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= DEEPEST) return refuse('invalid', path.split(/[.[]/, 1)[0] ?? '', 'nested too deep to be a fact');
  for (const [key, member] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const fault = key.includes('\0') ? withNul(path) : faultIn(member, place, depth + 1);
    if (fault) return fault;
  }
  return undefined;
}

function withNul(path: string): Refusal {
  return refuse('invalid', path, 'U+0000 is no character of any name or text here');
}

const ID_MEMBER = /Ids?$/;

/** An id, or a key of a person, that is longer than the server takes. */
export function tooLongId({ source, id, data }: Fact): Refusal | undefined {
  if (source.length > LONGEST_ID) return tooLong('source');
  if (id.length > LONGEST_ID) return tooLong('id');
  for (const [name, value] of Object.entries(data as object)) {
    if (typeof value === 'string') {
      if (value.length > LONGEST_ID && (ID_MEMBER.test(name) || name === 'value')) return tooLong(`data.${name}`);
    } else if (Array.isArray(value)) {
      const at = value.findIndex((element) => typeof element === 'string' && element.length > LONGEST_ID);
      if (at >= 0) return tooLong(`data.${name}[${at}]`);
    }
  }
  return undefined;
}

function tooLong(path: string): Refusal {
  return refuse('invalid', path, `longer than ${LONGEST_ID} characters`);
}
