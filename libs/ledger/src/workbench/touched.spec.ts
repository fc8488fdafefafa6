import { describe, expect, it } from '@jest/globals';
import { subjectHash } from './subject-hash.js';
import { Touched } from './touched.js';

const leads = (count: number, prefix = 'lead'): number[] =>
  Array.from({ length: count }, (_, i) => subjectHash(`${prefix}:${i}`));

const mayTouch = (touched: Touched, subject: number, upTo: number): boolean =>
  touched.touching(subject, upTo).length > 0;

describe('What facts touch', () => {
  it('is known of all that it was told of, and hardly ever said of anything else', () => {
    const touched = new Touched();
    const told = leads(200_000);
    for (let i = 0; i < told.length; i += 1000) touched.note(i, i + 1000, told.slice(i, i + 1000));
    expect(told.every((subject) => mayTouch(touched, subject, 200_000))).toBe(true);
    const others = leads(100_000, 'call').filter((subject) => mayTouch(touched, subject, 200_000));
    expect(others.length).toBeLessThan(400);
  });

  it('may be anything behind the position up to which it was told', () => {
    const touched = new Touched();
    expect(mayTouch(touched, 1, 0)).toBe(false);
    expect(mayTouch(touched, 1, 1)).toBe(true);
    touched.note(0, 10, [1]);
    expect(mayTouch(touched, 2, 10)).toBe(false);
    expect(mayTouch(touched, 2, 11)).toBe(true);
  });

  it('is not taken for known where it was not told of what lies between', () => {
    const [first, second, third, fourth] = leads(4) as [number, number, number, number];
    const touched = new Touched();
    touched.note(0, 10, [first]);
    touched.note(20, 30, [second]);
    expect(mayTouch(touched, third, 10)).toBe(false);
    expect(mayTouch(touched, third, 30)).toBe(true);
    touched.note(30, 40, [fourth]);
    expect(touched.touching(third, 40)).toEqual([{ behind: 10, upTo: 20 }]);
    expect(touched.touching(third, 15)).toEqual([{ behind: 10, upTo: 15 }]);
    expect(touched.touching(fourth, 40)).toEqual([{ behind: 0, upTo: 40 }]);
  });

  it('is known behind what nobody told of, and few stretches are kept apart', () => {
    const [first, other] = leads(2) as [number, number];
    const touched = new Touched();
    for (let i = 0; i < 100; i++) touched.note(1_000 * i + 500, 1_000 * i + 900, [first]);
    const unknown = touched.touching(other, 99_900);
    expect(unknown.length).toBeLessThan(10);
    for (let i = 0; i < 100; i++) {
      const [behind, upTo] = [i === 0 ? 0 : 1_000 * i - 100, 1_000 * i + 500];
      expect(unknown.some((stretch) => stretch.behind <= behind && upTo <= stretch.upTo)).toBe(true);
    }
    expect(touched.touching(other, 99_900).at(-1)?.upTo).toBe(99_500);
  });

  it('is looked for in the stretches of the log alone that have it', () => {
    const touched = new Touched();
    const told = leads(600_000);
    const again = told[10] as number;
    for (let i = 0; i < told.length; i += 10_000) touched.note(i, i + 10_000, told.slice(i, i + 10_000));
    let length = 0;
    for (let i = 0; i < told.length; i += 1_000) {
      const stretches = touched.touching(told[i] as number, 600_000);
      expect(stretches.some(({ behind, upTo }) => behind <= i && i < upTo)).toBe(true);
      for (const { behind, upTo } of stretches) length += upTo - behind;
    }
    expect(length / 600).toBeLessThan(350_000);
    touched.note(600_000, 600_001, [again]);
    expect(touched.touching(again, 600_001)).toEqual([{ behind: 0, upTo: 600_001 }]);
    expect(touched.touching(again, 100)).toEqual([{ behind: 0, upTo: 100 }]);
    // What it was not told of may be anywhere.
    expect(touched.touching(leads(1, 'call')[0] as number, 600_002)).toEqual([{ behind: 600_001, upTo: 600_002 }]);
  });
});
