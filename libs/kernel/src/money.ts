import { data as currencies } from 'currency-codes';
import { Fraction } from 'fraction.js';

/** An exact rational number: rates, prices and amounts before their one rounding. */
export type Exact = Fraction;

const DECIMAL = /^\d+(?:\.\d+)?$/;
const SIGNED_DECIMAL = /^-?\d+(?:\.\d+)?$/;

export const ZERO: Exact = new Fraction(0);

/** Whether the text is a decimal number (`12`, `12.5`) without a sign. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** Whether the text is a decimal number that may carry a minus. */
export function isSignedDecimal(text: string): boolean {
  return SIGNED_DECIMAL.test(text);
}

/** The exact value of a decimal string or of an integer. */
export function exact(value: string | number | bigint): Exact {
  return new Fraction(value);
}

/** Digits after the decimal point in the minor unit of an ISO 4217 currency; `undefined` where there is no such one. */
export function minorDigits(currency: string): number | undefined {
  return currencies.find((entry) => entry.code === currency)?.digits;
}

/** Minor units (kopecks, fils, yen) of an exact amount in major units, rounded half away from zero. */
export function roundToMinor(amount: Exact, digits: number): bigint {
  const scaled = amount.n * 10n ** BigInt(digits);
  const doubled = (scaled * 2n) / amount.d;
  const magnitude = (doubled + 1n) / 2n;
  return amount.s < 0n ? -magnitude : magnitude;
}

/** Major units of whole minor units. */
export function fromMinor(minor: bigint, digits: number): Exact {
  return new Fraction(minor, 10n ** BigInt(digits));
}

/** `1234n` with 2 digits is `12.34`. */
export function formatMinor(minor: bigint, digits: number): string {
  const magnitude = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  const sign = minor < 0n ? '-' : '';
  if (digits === 0) return sign + magnitude;
  return `${sign}${magnitude.slice(0, -digits)}.${magnitude.slice(-digits)}`;
}

/** An exact number for people: a decimal where it ends, otherwise a fraction such as `7/6`. */
export function formatExact(value: Exact): string {
  let rest = value.d;
  let digits = 0;
  for (const prime of [2n, 5n]) {
    let power = 0;
    while (rest % prime === 0n) {
      rest /= prime;
      power++;
    }
    digits = Math.max(digits, power);
  }
  return rest === 1n ? formatMinor(roundToMinor(value, digits), digits) : value.toFraction();
}
