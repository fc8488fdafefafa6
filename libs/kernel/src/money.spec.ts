import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  ZERO,
  exact,
  formatExact,
  formatMinor,
  fromMinor,
  isDecimal,
  isSignedDecimal,
  minorDigits,
  roundToMinor,
} from './money.js';

describe('An amount', () => {
  it.each([
    ['0.004', 2, 0n],
    ['0.005', 2, 1n],
    ['0.0049999999999999999999', 2, 0n],
    ['-0.004', 2, 0n],
    ['-0.005', 2, -1n],
    ['-0.015', 2, -2n],
    ['0.015', 2, 2n],
    ['2.675', 2, 268n],
    ['1.5', 0, 2n],
    ['2.5', 0, 3n],
    ['-2.5', 0, -3n],
    ['-2.4', 0, -2n],
    ['0.0005', 3, 1n],
    ['0.00049', 3, 0n],
    ['9007199254740993.005', 2, 900719925474099301n],
    ['0', 2, 0n],
  ])('of %s is rounded half away from zero to %d digits', (amount, digits, minor) => {
    expect(roundToMinor(exact(amount), digits)).toBe(minor);
  });

  it('is rounded alike on both sides of zero, by half a unit at most', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.bigInt(1n, 10n ** 6n), fc.nat(3), (n, d, digits) => {
        const amount = exact(n).div(exact(d));
        const minor = roundToMinor(amount, digits);
        expect(roundToMinor(amount.neg(), digits)).toBe(-minor);
        const off = amount
          .sub(fromMinor(minor, digits))
          .abs()
          .mul(exact(10 ** digits));
        expect(off.compare(exact('0.5'))).toBeLessThanOrEqual(0);
      }),
    );
  });

  it.each([
    [1234n, 2, '12.34'],
    [-1234n, 2, '-12.34'],
    [5n, 2, '0.05'],
    [-5n, 2, '-0.05'],
    [0n, 2, '0.00'],
    [0n, 0, '0'],
    [1234n, 0, '1234'],
    [-7n, 0, '-7'],
    [1500n, 3, '1.500'],
    [100n, 2, '1.00'],
    [10n ** 20n, 2, '1000000000000000000.00'],
  ])('of %d minor units with %d digits is written %s', (minor, digits, text) => {
    expect(formatMinor(minor, digits)).toBe(text);
    expect(roundToMinor(exact(text), digits)).toBe(minor);
    expect(fromMinor(minor, digits).equals(exact(text))).toBe(true);
  });

  it.each([
    [exact(7).div(exact(6)), '7/6'],
    [exact(-7).div(exact(6)), '-7/6'],
    [exact('12.50'), '12.5'],
    [exact('12'), '12'],
    [exact('-0.125'), '-0.125'],
    [exact('0.04'), '0.04'],
    [exact(1).div(exact(3)), '1/3'],
    [exact(1).div(exact(32)), '0.03125'],
    [exact(1).div(exact(625)), '0.0016'],
    [ZERO, '0'],
  ])('is shown to people exactly (%#): %s', (amount, text) => {
    expect(formatExact(amount)).toBe(text);
  });

  it('never goes through a floating point number', () => {
    expect(exact('0.1').add(exact('0.2')).equals(exact('0.3'))).toBe(true);
    expect(
      exact(3)
        .mul(exact('0.1'))
        .equals(exact(3n).div(exact(10n))),
    ).toBe(true);
    expect(ZERO.equals(0)).toBe(true);
  });
});

describe('A decimal on the wire', () => {
  it.each(['0', '12', '12.5', '12.3456', '007', '0.0'])('may be %s', (text) => {
    expect(isDecimal(text)).toBe(true);
    expect(isSignedDecimal(text)).toBe(true);
    expect(isSignedDecimal(`-${text}`)).toBe(true);
    expect(isDecimal(`-${text}`)).toBe(false);
  });

  it.each(['', '-', '.5', '5.', '1e3', '1,5', '+1', ' 1', '1 ', '1.2.3', '--1', 'NaN', '1/3', '١'])(
    'is never %p',
    (text) => {
      expect(isDecimal(text)).toBe(false);
      expect(isSignedDecimal(text)).toBe(false);
    },
  );
});

describe('The minor unit', () => {
  it.each([
    ['RUB', 2],
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['CLF', 4],
  ])('of %s has %d digits by ISO 4217', (currency, digits) => {
    expect(minorDigits(currency)).toBe(digits);
  });

  it.each(['RUR', 'rub', 'BTC', ''])('of %p does not exist', (currency) => {
    expect(minorDigits(currency)).toBeUndefined();
  });
});
