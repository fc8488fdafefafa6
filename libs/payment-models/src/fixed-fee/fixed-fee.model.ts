import { exact, formatExact } from '@paidonce/kernel';
import { money, oneOf } from '../field.js';
import { definePeriodModel } from '../payment-model.js';

/** A fee once a period; with graduated tiers whose first step is free it makes a service package. */
export const fixedFee = definePeriodModel({
  code: 'fixed-fee',
  title: { en: 'Fixed fee', ru: 'Абонентская плата' },
  meaning: {
    en: 'Pays an amount once a period, in proportion to the days in force where `proration` is `daily`.',
    ru: 'Сумма раз в период, при `proration: daily` — пропорционально дням действия договора.',
  },
  order: 'fee',
  fields: {
    amount: money({ en: 'Amount a period', ru: 'Сумма за период' }),
    proration: oneOf(
      { en: 'For a part of a period.', ru: 'За неполный период.' },
      {
        none: { en: 'the whole amount', ru: 'вся сумма' },
        daily: { en: 'in proportion to the days in force', ru: 'пропорционально дням действия' },
      },
      'none',
    ),
  },
  explain: (clause, { daysInForce, daysOfPeriod }) => {
    const amount = formatExact(clause.amount);
    if (clause.proration === 'none') {
      return [{ en: `The fee of a period is ${amount}.`, ru: `Плата за период — ${amount}.` }];
    }
    const share = `${amount} × ${daysInForce} / ${daysOfPeriod}`;
    return [{ en: `The fee by days in force: ${share}.`, ru: `Плата по дням действия договора: ${share}.` }];
  },
  amount: (clause, figures) =>
    clause.proration === 'none'
      ? clause.amount
      : clause.amount.mul(exact(figures.daysInForce)).div(exact(figures.daysOfPeriod)),
  examples: [
    {
      text: { en: 'A month that is in force throughout: 50 000.', ru: 'Месяц действия договора: 50 000.' },
      clause: { amount: '50000.00', proration: 'daily' },
      facts: [],
      lines: [{ quantity: 1, amount: '50000.00' }],
    },
  ],
});
