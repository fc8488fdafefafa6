import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Names } from './names.js';

const long = (length: number, letter = 'x'): string => letter.repeat(length);

describe('Names', () => {
  it('are numbered from 0 in the order in which they come, each once', () => {
    const names = new Names();
    expect([names.add(0, 'a'), names.add(0, 'b'), names.add(0, 'a'), names.add(0, ''), names.size]).toEqual([
      0, 1, 0, 2, 3,
    ]);
    expect([names.find(0, 'a'), names.find(0, 'b'), names.find(0, ''), names.find(0, 'c')]).toEqual([0, 1, 2, -1]);
  });

  it('of one scope are not those of another', () => {
    const names = new Names();
    expect([names.add(1, 'a'), names.add(2, 'a'), names.find(1, 'a'), names.find(2, 'a'), names.find(3, 'a')]).toEqual([
      0, 1, 0, 1, -1,
    ]);
    expect([names.scopeOf(0), names.scopeOf(1), names.scopeOf(2000)]).toEqual([1, 2, -1]);
  });

  it('are added after they were looked up, whatever was looked up in between', () => {
    const names = new Names();
    expect(names.find(0, 'a')).toBe(-1);
    expect(names.find(0, 'b')).toBe(-1);
    expect(names.add(0, 'a')).toBe(0);
    expect(names.find(0, 'b')).toBe(-1);
    expect(names.add(1, 'b')).toBe(1);
    expect(names.add(0, 'b')).toBe(2);
    expect(names.add(0, 'b')).toBe(2);
    expect(names.find(0, 'c')).toBe(-1);
    expect(names.find(0, 'a')).toBe(0);
    expect(names.add(0, 'c')).toBe(3);
    expect([0, 1, 2, 3].map((number) => names.textOf(number))).toEqual(['a', 'b', 'b', 'c']);
  });

  it('that are added twice in a row stay one', () => {
    const names = new Names();
    expect([names.find(0, 'a'), names.add(0, 'a'), names.add(0, 'a'), names.add(0, 'b'), names.add(0, 'a')]).toEqual([
      -1, 0, 0, 1, 0,
    ]);
  });

  it.each([
    ['Latin letters', 'crm-1', 'crm-2'],
    ['Cyrillic letters', 'заявка', 'заявкА'],
    ['emoji', '😀', '😁'],
    ['letters beside others', 'aё', 'aе'],
    ['a letter in two forms', 'é', 'e\u0301'],
    ['texts of which one begins the other', 'ab', 'abc'],
    ['texts of 48 and 49 letters', long(48), long(49)],
    ['long texts that differ at the end', `${long(500)}a`, `${long(500)}b`],
    ['long texts in other letters', long(300, 'ж'), `${long(299, 'ж')}з`],
    ['a null letter', 'a\0', 'a'],
  ])('keep %s apart, and give them back', (_what, a, b) => {
    const names = new Names();
    expect([names.add(0, a), names.add(0, b), names.find(0, a), names.find(0, b)]).toEqual([0, 1, 0, 1]);
    expect([names.textOf(0), names.textOf(1)]).toEqual([a, b]);
  });

  it('stand in the order of their code points', () => {
    const names = new Names();
    const texts = ['', '0', 'A', 'a', 'a10', 'a9', 'é', 'ж', '\uE000', '\uFFFD', '\u{10000}', '😀'];
    for (const text of texts) names.add(0, text);
    texts.forEach((_a, i) => {
      texts.forEach((_b, j) => {
        expect(Math.sign(names.compareTexts(i, j))).toBe(Math.sign(i - j));
      });
    });
  });

  it('are found again after all columns have grown, several times', () => {
    const names = new Names();
    const text = (i: number): string => `${i % 3 === 0 ? 'лид' : 'lead'}-${i}-${long(i % 60)}`;
    for (let i = 0; i < 5000; i++) expect(names.add(i % 7, text(i))).toBe(i);
    for (let i = 0; i < 5000; i++) {
      expect(names.find(i % 7, text(i))).toBe(i);
      expect(names.find((i + 1) % 7, text(i))).toBe(-1);
    }
    expect([names.size, names.textOf(4999), names.scopeOf(4999)]).toEqual([5000, text(4999), 4999 % 7]);
  });

  it('longer than all memory so far are kept, the ones before too', () => {
    const names = new Names();
    names.add(0, 'short');
    const texts = [long(5000), long(20_000, 'ж'), long(100_000, 'y')];
    expect(texts.map((text) => names.add(0, text))).toEqual([1, 2, 3]);
    expect(texts.map((text) => names.find(0, text))).toEqual([1, 2, 3]);
    expect([names.textOf(0), ...[1, 2, 3].map((number) => names.textOf(number))]).toEqual(['short', ...texts]);
  });

  it('answer as a map of all pairs does', () => {
    const text = fc.oneof(
      fc.constantFrom('', 'a', 'b', 'ab', 'ж', '😀', long(49), long(48)),
      fc.string({ unit: 'grapheme', maxLength: 6 }),
    );
    const step = fc.record({ add: fc.boolean(), scope: fc.integer({ min: 0, max: 2 }), text });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const names = new Names();
        const known = new Map<string, number>();
        for (const { add, scope, text: name } of steps) {
          const key = `${scope} ${name}`;
          if (!add) expect(names.find(scope, name)).toBe(known.get(key) ?? -1);
          else {
            const number = known.get(key) ?? known.size;
            expect(names.add(scope, name)).toBe(number);
            known.set(key, number);
          }
        }
        expect(names.size).toBe(known.size);
        for (const [key, number] of known) expect(`${names.scopeOf(number)} ${names.textOf(number)}`).toBe(key);
      }),
    );
  });
});
