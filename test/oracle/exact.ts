/** Exact arithmetic: rationals until the one rounding that section 6 allows a key. No floating point (section 2). */
import Fraction from 'fraction.js';

export type Exact = Fraction;

export const ZERO = new Fraction(0);

/** A decimal string or a whole number, as it stands. */
export const exact = (value: string | number | bigint): Exact => new Fraction(value);

export const sum = (values: readonly Exact[]): Exact => values.reduce((total, value) => total.add(value), ZERO);

/** Section 6: rounded half away from zero to the minor unit. Answers whole minor units. */
export function roundToMinor(value: Exact, digits: number): bigint {
  const scaled = value.abs().mul(10n ** BigInt(digits));
  const nearest = (2n * scaled.n + scaled.d) / (2n * scaled.d);
  return value.s < 0n ? -nearest : nearest;
}

/** Whole minor units back to an exact amount in major units. */
export const fromMinor = (minor: bigint, digits: number): Exact => new Fraction(minor, 10n ** BigInt(digits));

/** `-1234` kopecks as `-12.34`; yen have no decimals. */
export function formatMinor(minor: bigint, digits: number): string {
  const sign = minor < 0n ? '-' : '';
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** An exact decimal without trailing zeros (the value must have one: sums and differences of decimal prices do). */
export function exactDecimal(value: Exact): string {
  let digits = 0;
  while (10n ** BigInt(digits) % value.d !== 0n) {
    digits += 1;
    if (digits > 1000) throw new Error(`${value.toFraction()} is no finite decimal`);
  }
  return formatMinor((value.s * value.n * 10n ** BigInt(digits)) / value.d, digits);
}
