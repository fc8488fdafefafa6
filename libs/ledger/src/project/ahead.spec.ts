import { beforeEach, describe, expect, it } from '@jest/globals';
import type { WorkedOut } from '../workbench/worked-out.js';
import { Ahead } from './ahead.js';

const out = (before: number, first: number, position: number): WorkedOut => ({
  ...{ epoch: 'e', opened: 0, before, first, position, facts: position, clients: new Map(), listed: [] },
  ...{ subjects: new Float64Array(1), positions: new Float64Array(1), books: { books: [], pages: [] } },
});

describe('What was worked out', () => {
  let ahead: Ahead;
  beforeEach(() => {
    ahead = new Ahead();
    void ahead.during(() => new Promise(() => undefined));
  });

  it('is taken out in turn, by who has come to where it begins', async () => {
    const [one, two] = [out(3, 4, 6), out(6, 7, 9)];
    ahead.ends(one);
    ahead.ends(two);
    expect([await ahead.behind(1), ahead.from(1)]).toEqual([undefined, 3]);
    expect(await ahead.behind(3)).toBe(one);
    expect(await ahead.behind(6)).toBe(two);
  });

  it('may begin behind what counts for nothing', async () => {
    const one = out(3, 6, 8);
    ahead.ends(one);
    expect(await ahead.behind(5)).toBe(one);
  });

  it('is let go where its facts were followed', async () => {
    const two = out(6, 7, 9);
    ahead.ends(out(3, 4, 6));
    ahead.ends(two);
    expect([await ahead.behind(4), ahead.from(4)]).toEqual([undefined, 6]);
    expect(await ahead.behind(6)).toBe(two);
  });

  it('is waited for where facts are being appended', async () => {
    expect(await ahead.behind(0)).toBeUndefined();
    const one = out(0, 1, 2);
    ahead.begins();
    setTimeout(() => {
      ahead.ends(one);
    }, 20);
    expect(await ahead.behind(0)).toBe(one);
    ahead.begins();
    setTimeout(() => {
      ahead.ends(undefined);
    }, 20);
    expect(await ahead.behind(2)).toBeUndefined();
  });

  it('is not kept where nobody projects', async () => {
    const idle = new Ahead();
    idle.begins();
    idle.ends(out(0, 1, 2));
    expect(await idle.behind(0)).toBeUndefined();
  });

  it('is given up where it is too much', async () => {
    ahead.ends({ ...out(0, 1, 2), subjects: new Float64Array(2_999_999) });
    ahead.ends({ ...out(2, 3, 4), subjects: new Float64Array(2) });
    expect([await ahead.behind(0), ahead.from(0)]).toEqual([undefined, 2]);
  });
});
