import { describe, expect, it } from '@jest/globals';
import { exact, formatExact } from '@paidonce/kernel';
import fc from 'fast-check';
import { faultyStep, parseTiers, priceByTiers, type Tiers } from './tiers.js';

/** `100 × 6, 250.5 × 5, rest × 4` as `['100', '6'], ['250.5', '5'], [null, '4']`. */
const tiers = (mode: Tiers['mode'], ...steps: [string | number | null, string][]): Tiers =>
  parseTiers({ mode, steps: steps.map(([upTo, price]) => ({ upTo, price })) });

const ladder: [string | number | null, string][] = [
  [100, '6'],
  ['250.5', '5'],
  [null, '4'],
];

describe('Tiers', () => {
  it.each([
    ['0', '0'],
    ['1', '6'],
    ['99.5', '597'],
    ['100', '600'],
    ['100.5', '602.5'],
    ['250.5', '1352.5'],
    ['250.75', '1353.5'],
    ['1000', '4350.5'],
  ])('that are graduated price each part by its own step: %s units are %s', (units, amount) => {
    expect(formatExact(priceByTiers(tiers('graduated', ...ladder), exact(units)))).toBe(amount);
  });

  it.each([
    ['0', '0'],
    ['1', '6'],
    ['100', '600'],
    ['100.01', '500.05'],
    ['250.5', '1252.5'],
    ['250.51', '1002.04'],
    ['1000', '4000'],
  ])('by volume price the whole by the step that it falls in: %s units are %s', (units, amount) => {
    expect(formatExact(priceByTiers(tiers('volume', ...ladder), exact(units)))).toBe(amount);
  });

  it('may begin with a free step, which makes a service package', () => {
    const pack = tiers('graduated', [1000, '0'], [null, '7.50']);
    expect(formatExact(priceByTiers(pack, exact(1000)))).toBe('0');
    expect(formatExact(priceByTiers(pack, exact(61).div(exact(60)).add(exact(999))))).toBe('0.125');
  });

  it('price parts of a minute exactly', () => {
    expect(formatExact(priceByTiers(tiers('graduated', [1, '6'], [null, '4']), exact(61).div(exact(60))))).toBe(
      '91/15',
    );
    expect(formatExact(priceByTiers(tiers('volume', [null, '1']), exact(1).div(exact(3))))).toBe('1/3');
  });

  it('of one open step are a price', () => {
    for (const mode of ['graduated', 'volume'] as const) {
      expect(formatExact(priceByTiers(tiers(mode, [null, '2.5']), exact(7)))).toBe('17.5');
    }
  });

  it('by volume owe nothing beyond steps that end, which terms refuse', () => {
    expect(formatExact(priceByTiers(tiers('volume', [10, '1']), exact(11)))).toBe('0');
  });

  it('that are graduated never owe less for more', () => {
    const steps = tiers('graduated', ...ladder);
    fc.assert(
      fc.property(fc.nat(50_000), fc.nat(600), (units, more) => {
        const amount = (hundredths: number) => priceByTiers(steps, exact(hundredths).div(exact(100)));
        const grown = amount(units + more).sub(amount(units));
        expect(grown.compare(exact(4 * more).div(exact(100)))).toBeGreaterThanOrEqual(0);
        expect(grown.compare(exact(6 * more).div(exact(100)))).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe('The faulty step', () => {
  it.each<[string, (string | number | null)[], number]>([
    ['is none where steps rise and the last is open', [1, 2, null], -1],
    ['is none of one open step', [null], -1],
    ['is none where parts of a unit rise', ['0.5', '0.51', null], -1],
    ['is the last where it is closed', [1, 2], 1],
    ['is the only one where it is closed', [5], 0],
    ['is one that is open before the last', [1, null, null], 1],
    ['is one that stays', [1, 1, null], 1],
    ['is one that falls', [1, 3, 2, null], 2],
    ['is none where the first step prices nothing', [0, 5, null], -1],
    ['is a second one of nothing', [0, 0, null], 1],
    ['is written in other digits', [1, '1.00', null], 1],
  ])('%s', (_what, upTos, at) => {
    expect(faultyStep(tiers('volume', ...upTos.map((upTo): [string | number | null, string] => [upTo, '1'])))).toBe(at);
  });
});
