import { describe, expect, it } from '@jest/globals';
import { exact, formatExact, type Exact } from '@paidonce/kernel';
import { readForm } from '@paidonce/facts';
import { fixedFee } from './fixed-fee/fixed-fee.model.js';
import type { PeriodFigures } from './index.js';
import { targetBonus } from './target-bonus/target-bonus.model.js';

const quantities: Record<string, number> = { arr: 3, conf: 8, none: 0 };
const amounts: Record<string, string> = { arr: '1000.00', conf: '300.50' };

const figures = (score?: Exact): PeriodFigures => ({
  daysInForce: 10,
  daysOfPeriod: 31,
  quantityOf: (clauseId) => quantities[clauseId] ?? 0,
  amountOf: (clauseId) => exact(amounts[clauseId] ?? '0'),
  averageScore: () => score,
});

describe('A fixed fee', () => {
  const fee = (proration: 'none' | 'daily') => ({ amount: exact('50000'), proration });

  it('is whole, or by days in force', () => {
    expect(formatExact(fixedFee.amount(fee('none'), figures())!)).toBe('50000');
    expect(formatExact(fixedFee.amount(fee('daily'), figures())!)).toBe('500000/31');
    expect(fixedFee.fields.proration.fallback).toBe('none');
  });

  it('says how it comes about', () => {
    expect(fixedFee.explain(fee('none'), figures())).toEqual([
      { en: 'The fee of a period is 50000.', ru: 'Плата за период — 50000.' },
    ]);
    expect(fixedFee.explain(fee('daily'), figures())).toEqual([
      { en: 'The fee by days in force: 50000 × 10 / 31.', ru: 'Плата по дням действия договора: 50000 × 10 / 31.' },
    ]);
  });

  it('comes before bonuses', () => {
    expect([fixedFee.order, targetBonus.order]).toEqual(['fee', 'bonus']);
  });
});

type Clause = Parameters<typeof targetBonus.amount>[0];
const { metric, of, bands } = targetBonus.fields;

const bonus = (
  over: Clause['metric'],
  list: { atLeast: string; amount?: string; percent?: string }[],
  base: string[] = [],
): Clause => ({
  metric: metric.parse(over),
  of: of.parse(base),
  bands: bands.parse(list),
});
const quality = (...percents: [string, string][]): Clause =>
  bonus(
    { averageScore: true },
    percents.map(([atLeast, percent]) => ({ atLeast, percent })),
    ['arr', 'conf'],
  );
const amountOf = (clause: Clause, score?: string): string | undefined => {
  const amount = targetBonus.amount(clause, figures(score === undefined ? undefined : exact(score)));
  return amount && formatExact(amount);
};

describe('A target bonus', () => {
  it('takes the last band that the figure reaches', () => {
    const clause = quality(['0', '-5'], ['70', '0'], ['90', '10']);
    expect(['0', '69.9', '70', '89.99', '90', '100'].map((score) => amountOf(clause, score))).toEqual([
      '-65.025',
      '-65.025',
      '0',
      '0',
      '130.05',
      '130.05',
    ]);
  });

  it('is none below all bands, or without a figure', () => {
    expect(amountOf(quality(['50', '10']), '49')).toBeUndefined();
    expect(amountOf(quality(['0', '10']))).toBeUndefined();
    expect(amountOf(bonus({ ratio: ['arr', 'none'] }, [{ atLeast: '0', amount: '1' }]))).toBeUndefined();
  });

  it('reads a quantity, or the ratio of two', () => {
    const steps = [
      { atLeast: '0', amount: '-1.5' },
      { atLeast: '0.375', amount: '2' },
      { atLeast: '3', amount: '7' },
      { atLeast: '4', amount: '9' },
    ];
    expect(amountOf(bonus({ ratio: ['arr', 'conf'] }, steps))).toBe('2');
    expect(amountOf(bonus({ quantityOf: 'arr' }, steps))).toBe('7');
    expect(amountOf(bonus({ quantityOf: 'none' }, steps))).toBe('-1.5');
    expect(amountOf(bonus({ ratio: ['none', 'conf'] }, steps))).toBe('-1.5');
  });

  it('names the clauses that it looks at, and where', () => {
    const refers = (over: Clause['metric'], base: string[]) => targetBonus.refersTo?.(bonus(over, [], base));
    expect(refers({ ratio: ['arr', 'conf'] }, ['x'])).toEqual([
      { path: 'metric.ratio[0]', clauseId: 'arr' },
      { path: 'metric.ratio[1]', clauseId: 'conf' },
      { path: 'of[0]', clauseId: 'x' },
    ]);
    expect(refers({ quantityOf: 'arr' }, [])).toEqual([{ path: 'metric.quantityOf', clauseId: 'arr' }]);
    expect(refers({ averageScore: true }, ['x', 'y'])).toEqual([
      { path: 'of[0]', clauseId: 'x' },
      { path: 'of[1]', clauseId: 'y' },
    ]);
    expect(targetBonus.fields.of.fallback).toEqual([]);
  });

  it('refuses bands that do not rise', () => {
    const refusal = (...from: string[]) =>
      targetBonus.refusal?.(quality(...from.map((at): [string, string] => [at, '0'])));
    expect(refusal('-1', '0', '0.5')).toBeUndefined();
    expect(refusal('5')).toBeUndefined();
    expect(refusal('0', '1', '1')).toEqual({ path: 'bands[2].atLeast', message: 'bands must rise' });
    expect(refusal('1', '0')).toEqual({ path: 'bands[1].atLeast', message: 'bands must rise' });
  });

  it('says how it comes about', () => {
    const explain = (clause: Clause, score?: string) =>
      targetBonus.explain(clause, figures(score === undefined ? undefined : exact(score)));
    expect(explain(quality(['0', '-5'], ['70', '10']), '75')).toEqual([
      { en: 'The figure is 75, in the band from 70 on.', ru: 'Показатель — 75, ступень от 70.' },
      { en: 'Of arr, conf: 10 % × 1300.5.', ru: 'От arr, conf: 10 % × 1300.5.' },
    ]);
    expect(explain(bonus({ ratio: ['arr', 'conf'] }, [{ atLeast: '0.1', amount: '5' }]))).toEqual([
      { en: 'The figure is 0.375, in the band from 0.1 on.', ru: 'Показатель — 0.375, ступень от 0.1.' },
    ]);
    expect(explain(quality(['50', '10']), '49.5')).toEqual([
      { en: 'The figure 49.5 is below all bands.', ru: 'Показатель 49.5 ниже всей шкалы.' },
    ]);
    expect(explain(quality(['50', '10']))).toEqual([
      { en: 'The figure has nothing to be worked out from.', ru: 'Показатель не из чего рассчитать.' },
    ]);
  });

  it.each<[string, 'metric' | 'bands', unknown, boolean]>([
    ['a quantity', 'metric', { quantityOf: 'a' }, true],
    ['a ratio', 'metric', { ratio: ['a', 'b'] }, true],
    ['the average score', 'metric', { averageScore: true }, true],
    ['a ratio of one', 'metric', { ratio: ['a'] }, false],
    ['a ratio of three', 'metric', { ratio: ['a', 'b', 'c'] }, false],
    ['no average score', 'metric', { averageScore: false }, false],
    ['two metrics', 'metric', { quantityOf: 'a', averageScore: true }, false],
    ['an amount', 'bands', [{ atLeast: '-1.5', amount: '-2' }], true],
    ['a percentage', 'bands', [{ atLeast: '0', percent: '5' }], true],
    ['both', 'bands', [{ atLeast: '0', percent: '5', amount: '1' }], false],
    ['neither', 'bands', [{ atLeast: '0' }], false],
    ['no band', 'bands', [], false],
    ['a number', 'bands', [{ atLeast: 0, percent: '5' }], false],
  ])('with %s as %s: fits or not', (_what, member, value, fits) => {
    expect('value' in readForm(targetBonus.fields[member].schema, value, 'x')).toBe(fits);
  });
});
