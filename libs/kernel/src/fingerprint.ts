import { FALSE, hashNumber, hashText, joined, LIST, NULL, OBJECT, TRUE, type Fingerprint } from './hash.js';
import { Utf8 } from './utf8.js';

/** Levels of lists and objects within each other; far more than any fact has, and far fewer than the stack. */
const DEEPEST = 500;
const MOST_KEYS = 10_000;
const keyHashes = new Map<string, Readonly<Fingerprint>>();
const utf8 = new Utf8();

declare global {
  interface String {
    /** ES2024, in every Node that we support; the compiler's library of ES2023 does not know it yet. */
    isWellFormed(): boolean;
  }
}

function hashString(text: string, into: Fingerprint): void {
  const bytes = utf8.write(text);
  hashText(utf8.bytes, 0, bytes, into);
  // Lone surrogates have no UTF-8, so that different ones would pass for the same.
  if (bytes > text.length && !text.isWellFormed()) hashUnits(text, into);
}

function hashUnits(text: string, into: Fingerprint): void {
  for (let i = 0; i < text.length; i++) {
    into.high = joined(into.high, text.charCodeAt(i));
    into.low = joined(into.low, text.charCodeAt(i));
  }
}

/** Of the name of a member. */
export function hashName(name: string): Readonly<Fingerprint> {
  let hash = keyHashes.get(name);
  if (!hash) {
    const made = { high: 0, low: 0 };
    hashString(name, made);
    hash = made;
    // Unknown members may have any names; what keeps the few known ones fast must not grow with hostile input.
    if (keyHashes.size < MOST_KEYS) keyHashes.set(name, hash);
  }
  return hash;
}

function hashList(list: readonly unknown[], into: Fingerprint, depth: number): void {
  let high = LIST;
  let low = LIST;
  for (const element of list) {
    hashValue(element, into, depth + 1);
    high = joined(high, into.high);
    low = joined(low, into.low);
  }
  into.high = high;
  into.low = low;
}

/** Members are summed, so that their order does not matter. */
function hashObject(value: Readonly<Record<string, unknown>>, into: Fingerprint, depth: number): void {
  let high = 0;
  let low = 0;
  // Values of `JSON.parse` have no members but their own, and `for … in` makes no list of them.
  for (const name in value) {
    const hash = hashName(name);
    hashValue(value[name], into, depth + 1);
    high = (high + joined(hash.high, into.high)) | 0;
    low = (low + joined(hash.low, into.low)) | 0;
  }
  into.high = joined(OBJECT, high);
  into.low = joined(OBJECT, low);
}

function hashValue(value: unknown, into: Fingerprint, depth: number): void {
  if (typeof value === 'string') hashString(value, into);
  else if (typeof value === 'number') hashNumber(value, into);
  else if (value === null || value === undefined) copy(NULL, into);
  else if (typeof value === 'boolean') copy(value ? TRUE : FALSE, into);
  else if (depth > DEEPEST) throw new RangeError(`nested deeper than ${DEEPEST}`);
  else if (Array.isArray(value)) hashList(value, into, depth);
  else hashObject(value as Readonly<Record<string, unknown>>, into, depth);
}

function copy({ high, low }: Readonly<Fingerprint>, into: Fingerprint): void {
  into.high = high;
  into.low = low;
}

/**
 * A 64-bit fingerprint of a value that `JSON.parse` yielded, written into `into` (no allocation). It is equal for values
 * with equal RFC 8785 canonical JSON: the order of an object's members means nothing, `null` and absent differ, `-0` is
 * `0`. It only ever decides whether two facts *with the same identity* have the same content, so that chance collisions
 * (2⁻⁶⁴ a pair) do not matter and no secret is needed. Throws a RangeError where the value is nested deeper than `DEEPEST`.
 */
export function fingerprint(value: unknown, into: Fingerprint): void {
  hashValue(value, into, 1);
}
