import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { Agenda } from './agenda.js';
import { CALLING, moment, monthsFrom, OFFICE, within, workingDays, written } from './clock.js';
import { comingIn } from './flow.js';
import { History } from './history.js';
import { inventedPhone, People, writtenPhone } from './people.js';
import { Deck, Random } from './random.js';

describe('an agenda', () => {
  it('comes in the order of time, and what was entered first first', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (times) => {
        const agenda = new Agenda<number>();
        times.forEach((at, i) => {
          agenda.add(at, i);
        });
        const taken = times.map(() => agenda.next());
        const expected = times.map((at, content) => ({ at, content })).sort((a, b) => a.at - b.at);
        expect(taken.map((entry) => ({ at: entry?.at, content: entry?.content }))).toEqual(expected);
        expect(agenda.next()).toBeUndefined();
      }),
    );
  });
});

describe('chance', () => {
  it('draws the same again from the same seed, and another from the next', () => {
    const draw = (seed: number) => {
      const random = new Random(seed);
      return Array.from({ length: 20 }, () => random.between(1, 1000));
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('stays within its limits', () => {
    const random = new Random(9);
    for (let i = 0; i < 500; i++) {
      expect([3, 4, 5]).toContain(random.between(3, 5));
      expect([3, 4, 5]).toContain(random.around(3, 5));
      expect(['a', 'b']).toContain(random.pick(['a', 'b']));
    }
  });

  it('keeps the shares of a deck in every round', () => {
    const deck = new Deck(new Random(3), [
      ['rare', 1],
      ['common', 4],
    ]);
    for (let round = 0; round < 5; round++) {
      const cards = Array.from({ length: 5 }, () => deck.draw()).sort();
      expect(cards).toEqual(['common', 'common', 'common', 'common', 'rare']);
    }
    expect(() => new Deck(new Random(3), [])).toThrow(RangeError);
  });
});

describe('the clock', () => {
  it('shows moments as they were read', () => {
    expect(written(moment('2026-02-28', '23:59'))).toBe('2026-02-28T23:59:00+03:00');
    expect(written(moment('2026-03-01'))).toBe('2026-03-01T00:00:00+03:00');
  });

  it('knows months and their working days', () => {
    const [february, march] = monthsFrom('2026-02-01', 2);
    expect([february?.name, written(february?.end ?? 0), march?.name]).toEqual([
      '2026-02',
      '2026-03-01T00:00:00+03:00',
      '2026-03',
    ]);
    expect(february && workingDays(february).length).toBe(24);
    expect(february && workingDays(february, 5).map((day) => written(day).slice(8, 10))[5]).toBe('09');
  });

  it('moves what falls outside of working hours to the next morning on which somebody works', () => {
    const random = new Random(1);
    const friday = moment('2026-01-16', '17:59');
    expect(within(OFFICE, friday, random)).toBe(friday);
    expect(written(within(OFFICE, friday + 60, random))).toMatch(/^2026-01-19T1[0-2]:/);
    expect(written(within(CALLING, moment('2026-01-17', '20:00'), random))).toMatch(/^2026-01-19T(09|10|11):/);
    expect(written(within(CALLING, moment('2026-01-17', '03:00'), random))).toMatch(/^2026-01-17T(09|10|11):/);
  });
});

describe('leads', () => {
  it.each([1, 7, 100, 999])('come in in order and in number, %d of them', (leads) => {
    const months = monthsFrom('2026-01-01', 3).map((month, i) => ({ ...month, weight: i + 1 }));
    const moments = [...comingIn(months, leads, new Random(2))];
    expect(moments).toHaveLength(leads);
    expect([...moments].sort((a, b) => a - b)).toEqual(moments);
    const inMarch = moments.filter((at) => at >= (months[2]?.start ?? 0)).length;
    expect(Math.abs(inMarch - leads / 2)).toBeLessThanOrEqual(1);
  });
});

describe('invented people', () => {
  it('have phone numbers of their own', () => {
    const numbers = new Set(Array.from({ length: 200_000 }, (_, n) => inventedPhone(n)));
    expect(numbers.size).toBe(200_000);
  });

  it('write one number in many ways that mean the same', () => {
    const ways = Array.from({ length: 6 }, (_, way) => writtenPhone('9425551234', way));
    expect(new Set(ways).size).toBe(6);
    const read = ways.map((way) => parsePhoneNumberFromString(way.replace(/^00/, '+'), 'RU')?.number);
    expect(new Set(read)).toEqual(new Set(['+79425551234']));
  });

  it('share a key with themselves when they come again', () => {
    const people = new People(new Random(5), 0, 'A-');
    for (let i = 0; i < 200; i++) {
      const person = people.next();
      const first = people.introduction(person);
      const second = people.another(person, first);
      const phone = (text?: string) => text && parsePhoneNumberFromString(text.replace(/^00/, '+'), 'RU')?.number;
      const shared = [
        second.phone !== undefined && phone(second.phone) === phone(first.phone),
        second.email !== undefined && second.email.trim().toLowerCase() === first.email,
        second.externalId !== undefined && second.externalId.trim() === first.externalId,
      ];
      expect(shared).toContain(true);
    }
  });
});

describe('a history', () => {
  it('takes its steps and states its facts in the order of recording, up to the end', () => {
    const history = new History('test', 300);
    history.record('client', 'campaign.closed', { campaignId: 'late' }, 50, 250);
    history.record('client', 'campaign.closed', { campaignId: 'never' }, 301);
    history.follow([100, 200].values(), (at) => {
      history.record('billing', 'campaign.closed', { campaignId: `step ${at}` }, at);
    });
    expect(
      [...history.facts()].map(({ data, recordedtime, source }) => [data, recordedtime.slice(14, 19), source]),
    ).toEqual([
      [{ campaignId: 'step 100' }, '01:40', 'test/billing'],
      [{ campaignId: 'step 200' }, '03:20', 'test/billing'],
      [{ campaignId: 'late' }, '04:10', 'test/client'],
    ]);
  });
});
