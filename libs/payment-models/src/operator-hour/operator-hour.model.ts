import { defineUsageModel } from '../payment-model.js';
import { perHour } from '../price.js';

/** Seconds of shifts, whatever the output; a second of one operator is paid once by a client. */
export const operatorHour = defineUsageModel({
  code: 'operator-hour',
  title: { en: 'Per operator hour', ru: 'За час работы оператора' },
  meaning: {
    en: 'Pays the seconds of shifts without their breaks, whatever the output. A second of one operator is paid once.',
    ru: 'Оплачиваются секунды смен без перерывов, независимо от выработки. Секунда оператора оплачивается один раз.',
  },
  measures: 'shift',
  unit: 'second',
  price: perHour({ en: 'Rate per hour', ru: 'Ставка за час' }),
  fields: {},
  measure: (shift, _clause, add) => {
    if (shift.seconds > 0) add(shift.seconds, null);
  },
  examples: [
    {
      text: {
        en: 'A shift from 9 to 18 with a break of 45 minutes: 8.25 hours at 600 are 4950.',
        ru: 'Смена с 9 до 18 с перерывом 45 минут: 8,25 часа по 600 — 4950.',
      },
      clause: { rate: '600.00' },
      facts: [
        {
          type: 'shift.worked',
          data: {
            shiftId: 's',
            operatorId: 'o',
            from: '2026-01-12T09:00:00+03:00',
            to: '2026-01-12T18:00:00+03:00',
            breaks: [{ from: '2026-01-12T13:00:00+03:00', to: '2026-01-12T13:45:00+03:00' }],
          },
        },
      ],
      lines: [{ quantity: 29_700, amount: '4950.00' }],
    },
  ],
});
