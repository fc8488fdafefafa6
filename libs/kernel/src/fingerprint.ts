/**
 * A 64-bit fingerprint of a JSON value, equal for values with equal RFC 8785 canonical JSON: the order of an object's
 * members means nothing, `null` and absent differ, `-0` is `0`. It only ever decides whether two facts *with the same
 * identity* have the same content, so that chance collisions (2⁻⁶⁴ a pair) do not matter and no secret is needed.
 */
export interface Fingerprint {
  high: number;
  low: number;
}

const PRIME_A = 0x85eb_ca6b;
const PRIME_B = 0xc2b2_ae35;
/** Keeps values of different types apart. */
const Tag = { null: 1, false: 2, true: 3, number: 4, string: 5, array: 6, object: 7 } as const;

/** Levels of lists and objects within each other; far more than any fact has, and far fewer than the stack. */
const DEEPEST = 500;
const keyHashes = new Map<string, Fingerprint>();
const MOST_KEYS = 10_000;
const float = new Float64Array(1);
const floatBits = new Uint32Array(float.buffer);

function avalanche(h: number): number {
  h = Math.imul(h ^ (h >>> 16), PRIME_A);
  h = Math.imul(h ^ (h >>> 13), PRIME_B);
  return h ^ (h >>> 16);
}

/** Two running lanes; module-level, since allocating them per value would cost more than the hashing. */
let high = 0;
let low = 0;
let depth = 0;

function mix(word: number): void {
  high = Math.imul(high ^ word, 0x9e37_79b1);
  high ^= high >>> 15;
  low = Math.imul(low + word, 0x27d4_eb2f);
  low ^= low >>> 13;
}

function mixString(text: string): void {
  // Locals, two units at a step: this loop is most of the work.
  let a = high;
  let b = low;
  const even = text.length & ~1;
  for (let i = 0; i < even; i += 2) {
    const units = text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16);
    a = Math.imul(a ^ units, 0x85eb_ca6b);
    a ^= a >>> 15;
    b = Math.imul(b + units, 0x27d4_eb2f);
    b ^= b >>> 13;
  }
  if (even < text.length) {
    const unit = text.charCodeAt(even);
    a = Math.imul(a ^ unit, 0x0100_0193);
    b = Math.imul(b + unit, 0x1656_67b1);
  }
  high = a;
  low = b;
  mix(text.length);
}

function keyHash(key: string): Fingerprint {
  let hash = keyHashes.get(key);
  if (!hash) {
    const outer = { high, low };
    high = 0x1234_5678;
    low = 0x0f0f_0f0f;
    mixString(key);
    hash = { high: avalanche(high), low: avalanche(low) };
    ({ high, low } = outer);
    // Unknown members may have any names; what keeps the few known ones fast must not grow with hostile input.
    if (keyHashes.size < MOST_KEYS) keyHashes.set(key, hash);
  }
  return hash;
}

function mixNumber(value: number): void {
  float[0] = value === 0 ? 0 : value;
  mix(Tag.number);
  mix(floatBits[0] ?? 0);
  mix(floatBits[1] ?? 0);
}

/** Members are summed, so that their order does not matter; each is hashed on its own, starting from its key. */
function mixObject(value: Readonly<Record<string, unknown>>): void {
  const outerHigh = high;
  const outerLow = low;
  let sumHigh = 0;
  let sumLow = 0;
  let members = 0;
  // Values of `JSON.parse` have no members but their own, and `for … in` makes no list of them.
  for (const key in value) {
    const hash = keyHash(key);
    high = hash.high;
    low = hash.low;
    mixValue(value[key]);
    sumHigh = (sumHigh + avalanche(high)) | 0;
    sumLow = (sumLow + avalanche(low)) | 0;
    members++;
  }
  high = outerHigh;
  low = outerLow;
  mix(Tag.object);
  mix(members);
  mix(sumHigh);
  mix(sumLow);
}

function mixValue(value: unknown): void {
  if (typeof value === 'object' && ++depth > DEEPEST) throw new RangeError(`nested deeper than ${DEEPEST}`);
  mixAny(value);
  if (typeof value === 'object') depth--;
}

function mixAny(value: unknown): void {
  if (typeof value === 'string') {
    mix(Tag.string);
    mixString(value);
  } else if (typeof value === 'number') mixNumber(value);
  else if (value === null || value === undefined) mix(Tag.null);
  else if (typeof value === 'boolean') mix(value ? Tag.true : Tag.false);
  else if (Array.isArray(value)) {
    mix(Tag.array);
    mix(value.length);
    for (const element of value) mixValue(element);
  } else mixObject(value as Readonly<Record<string, unknown>>);
}

/**
 * Fingerprint of a value that `JSON.parse` yielded, written into `into` (no allocation). Throws a RangeError where the
 * value is nested deeper than `DEEPEST`.
 */
export function fingerprint(value: unknown, into: Fingerprint): void {
  depth = 0;
  high = 0x2545_f491;
  low = 0x6c07_8965;
  mixValue(value);
  into.high = avalanche(high);
  into.low = avalanche(low);
}
