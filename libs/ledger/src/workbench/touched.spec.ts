import { describe, expect, it } from '@jest/globals';
import { subjectHash } from './subject-hash.js';
import { Touched } from './touched.js';

const leads = (count: number, prefix = 'lead'): number[] =>
  Array.from({ length: count }, (_, i) => subjectHash(`${prefix}:${i}`));

describe('What facts touch', () => {
  it('is known of all that it was told of, and hardly ever said of anything else', () => {
    const touched = new Touched();
    const told = leads(200_000);
    for (let i = 0; i < told.length; i += 1000) touched.note(i, i + 1000, told.slice(i, i + 1000));
    expect(told.every((subject) => touched.mayTouch(subject, 200_000))).toBe(true);
    const others = leads(100_000, 'call').filter((subject) => touched.mayTouch(subject, 200_000));
    expect(others.length).toBeLessThan(100);
  });

  it('may be anything behind the position up to which it was told', () => {
    const touched = new Touched();
    expect(touched.mayTouch(1, 0)).toBe(false);
    expect(touched.mayTouch(1, 1)).toBe(true);
    touched.note(0, 10, [1]);
    expect(touched.mayTouch(2, 10)).toBe(false);
    expect(touched.mayTouch(2, 11)).toBe(true);
  });

  it('is not taken for known where it was not told of what lies between', () => {
    const [first, second, third, fourth] = leads(4) as [number, number, number, number];
    const touched = new Touched();
    touched.note(0, 10, [first]);
    touched.note(20, 30, [second]);
    expect(touched.mayTouch(third, 10)).toBe(false);
    expect(touched.mayTouch(third, 30)).toBe(true);
    touched.note(10, 30, [fourth]);
    expect(touched.mayTouch(third, 30)).toBe(false);
    expect(touched.mayTouch(fourth, 30)).toBe(true);
  });
});
