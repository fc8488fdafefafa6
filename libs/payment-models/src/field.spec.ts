import { describe, expect, it } from '@jest/globals';
import { readForm } from '@paidonce/facts';
import { formatExact } from '@paidonce/kernel';
import { clauseIds, money, oneOf, someOf, type Field } from './field.js';
import { incrementField } from './increment.js';
import { perHour, perMinute, perUnit } from './price.js';

const label = { en: 'A member.', ru: 'Член.' };
const codes = { a: label, b: label };
const fits = ({ schema }: Pick<Field, 'schema'>, value: unknown): boolean => 'value' in readForm(schema, value, 'x');

describe('A member of a clause', () => {
  it('that is money takes decimals that are not negative', () => {
    const field = money(label);
    expect(formatExact(field.parse('12.3456'))).toBe('12.3456');
    expect(field.fallback).toBeUndefined();
    expect(['12', '0', '-1', '', 12, null].map((value) => fits(field, value))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('that is one of several codes has one by default', () => {
    const field = oneOf(label, codes, 'b');
    expect([field.fallback, field.parse('a')]).toEqual(['b', 'a']);
    expect([fits(field, 'a'), fits(field, 'c'), fits(field, ['a'])]).toEqual([true, false, false]);
  });

  it('that is some of several codes takes each once, and at least one', () => {
    const field = someOf(label, codes, ['a', 'b']);
    expect([field.fallback, field.parse(['b', 'a', 'b'])]).toEqual([
      ['a', 'b'],
      ['b', 'a'],
    ]);
    expect([fits(field, ['a', 'a']), fits(field, []), fits(field, ['c']), fits(field, 'a')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('that names clauses names none by default', () => {
    const field = clauseIds(label);
    expect([field.fallback, field.parse(['x', 'y'])]).toEqual([[], ['x', 'y']]);
    expect([fits(field, []), fits(field, ['x']), fits(field, ['']), fits(field, [1])]).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('that is an increment takes whole seconds from 1, each of them 1 by default', () => {
    const parsed = [incrementField.fallback, { first: 30 }, { next: 6 }, { first: 30, next: 6 }].map((value) =>
      incrementField.parse(value),
    );
    expect(parsed).toEqual([
      { first: 1, next: 1 },
      { first: 30, next: 1 },
      { first: 1, next: 6 },
      { first: 30, next: 6 },
    ]);
    const wrong = [{ first: 0 }, { next: 0 }, { first: 1.5 }, { then: 1 }];
    expect(wrong.map((value) => fits(incrementField, value))).toEqual([false, false, false, false]);
    expect(fits(incrementField, { first: 1 })).toBe(true);
  });

  it('says how a form asks for it', () => {
    const fields = [
      money(label),
      oneOf(label, codes, 'a'),
      someOf(label, codes, ['a']),
      clauseIds(label),
      incrementField,
    ];
    expect(fields.map(({ form }) => form)).toEqual(['money', 'choice', 'choices', 'clauses', 'increment']);
  });
});

describe('A price', () => {
  it.each([
    ['a unit', perUnit(label), 'price', 1],
    ['a unit under another name', perUnit(label, 'fee'), 'fee', 1],
    ['a minute', perMinute(label), 'rate', 60],
    ['an hour', perHour(label), 'rate', 3600],
  ])('by %s stands for every detail, and tiers may replace it', (_what, price, member, per) => {
    const priceOf = price.field.parse('1.25');
    expect([price.member, price.per, price.tiers]).toEqual([member, per, true]);
    expect([null, 'consent'].map((detail) => formatExact(priceOf(detail)!))).toEqual(['1.25', '1.25']);
  });
});
