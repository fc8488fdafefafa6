/** 64 bits that stand for a value, in two lanes of 32, since those are what a number's operators work on. */
export interface Fingerprint {
  high: number;
  low: number;
}

const PRIME_A = 0x85eb_ca6b;
const PRIME_B = 0xc2b2_ae35;
const PRIME_C = 0x9e37_79b1;
const NUMBER = 0x27d4_eb2f;

const float = new Float64Array(1);
const floatBits = new Uint32Array(float.buffer);

/** Spreads every bit of a word over all of them. */
export function avalanche(h: number): number {
  h = Math.imul(h ^ (h >>> 16), PRIME_A);
  h = Math.imul(h ^ (h >>> 13), PRIME_B);
  return h ^ (h >>> 16);
}

/** One lane of two values of which the order means something: a member's name and its value, a list and its next element. */
export function joined(a: number, b: number): number {
  return avalanche(Math.imul(a, PRIME_C) + b);
}

/** What lists and objects begin with, so that empty ones differ too. */
export const LIST = 0x0f0f_1234;
export const OBJECT = 0x7a7a_4321;

export const NULL: Readonly<Fingerprint> = { high: avalanche(1), low: avalanche(11) };
export const FALSE: Readonly<Fingerprint> = { high: avalanche(2), low: avalanche(12) };
export const TRUE: Readonly<Fingerprint> = { high: avalanche(3), low: avalanche(13) };

/** Of the bytes of a text in UTF-8, written into `into` (no allocation). The high lane alone serves as hash of an id. */
export function hashText(bytes: Uint8Array, start: number, end: number, into: Fingerprint): void {
  let a = 0x2545_f491;
  let b = 0x6c07_8965;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    a = Math.imul(((a << 7) | (a >>> 25)) ^ byte, PRIME_A);
    b = Math.imul(((b << 13) | (b >>> 19)) + byte, PRIME_B);
  }
  into.high = avalanche(a ^ (end - start));
  into.low = avalanche(b ^ (end - start));
}

/** `-0` is `0`. */
export function hashNumber(value: number, into: Fingerprint): void {
  float[0] = value === 0 ? 0 : value;
  const less = floatBits[0] as number;
  const more = floatBits[1] as number;
  into.high = joined(joined(NUMBER, more), less);
  into.low = joined(joined(NUMBER ^ PRIME_A, less), more);
}
