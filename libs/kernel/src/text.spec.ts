import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareCodePoints, compareNullable } from './text.js';
import { present, unreachable } from './unreachable.js';

/** What the order means, written down slowly. */
function byCodePoints(a: string, b: string): number {
  const [x, y] = [a, b].map((text) => Array.from(text, (character) => character.codePointAt(0) ?? 0)) as [
    number[],
    number[],
  ];
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return Math.sign((x[i] ?? 0) - (y[i] ?? 0));
  return Math.sign(x.length - y.length);
}

describe('Texts by code point', () => {
  it.each([
    ['', 'a'],
    ['a', 'aa'],
    ['a', 'b'],
    ['Z', 'a'],
    ['f10', 'f9'],
    ['z', 'ё'],
    ['ё', '日'],
    ['\uD7FF', '\uE000'],
    ['\uD7FF', '\uFFFD'],
    ['\uFFFD', '😀'],
    ['\uFFFF', '\u{10000}'],
    ['\uE000', '\u{10FFFF}'],
    ['\u{10000}', '\u{10001}'],
    ['\u{1F600}', '\u{1F601}'],
    ['x\uFFFDz', 'x😀a'],
  ])('%p comes before %p', (first, second) => {
    expect(compareCodePoints(first, second)).toBeLessThan(0);
    expect(compareCodePoints(second, first)).toBeGreaterThan(0);
    expect(compareCodePoints(first, first)).toBe(0);
  });

  it('are in the order of their code points, whatever they are', () => {
    const unit = fc.oneof(
      fc.constantFrom('a', '\uD7FF', '\uE000', '\uFFFD', '\uFFFF', '😀', '\u{10000}', '\u{10FFFF}'),
      fc.string({ unit: 'binary', maxLength: 2 }),
    );
    const text = fc.array(unit, { maxLength: 4 }).map((units) => units.join(''));
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareCodePoints(a, b))).toBe(byCodePoints(a, b));
      }),
      { numRuns: 500 },
    );
  });

  it('come after null', () => {
    expect(compareNullable(null, '')).toBeLessThan(0);
    expect(compareNullable('', null)).toBeGreaterThan(0);
    expect(compareNullable(null, null)).toBe(0);
    expect(compareNullable('b', 'a')).toBeGreaterThan(0);
    expect(compareNullable('a', 'a')).toBe(0);
  });
});

describe('A defect of ours', () => {
  it('is named where something is missing that must be there', () => {
    expect(() => present<string>(undefined, 'the clause')).toThrow('missing: the clause');
    expect(() => present<string>(null, 'the clause')).toThrow('missing: the clause');
    expect([present(0, 'zero'), present('', 'nothing'), present(false, 'no')]).toEqual([0, '', false]);
  });

  it('is named where a case was forgotten', () => {
    expect(() => {
      unreachable('week' as never);
    }).toThrow('unreachable: week');
  });
});
