import { defineUsageModel } from '../payment-model.js';
import { perUnit } from '../price.js';

/** Calls in which the offer was presented, whatever the reaction. */
export const effectiveCall = defineUsageModel({
  code: 'effective-call',
  title: { en: 'Per effective call', ru: 'За результативный звонок' },
  meaning: {
    en: 'Pays every call in which the offer was presented, whatever the reaction.',
    ru: 'Оплачивается каждый звонок, в котором предложение было озвучено, независимо от реакции.',
  },
  measures: 'call',
  unit: 'call',
  price: perUnit({ en: 'Price per call', ru: 'Цена за звонок' }),
  fields: {},
  once: { group: null },
  measure: (call, _clause, add) => {
    if (call.presented) add(1, null);
  },
  examples: [
    {
      text: {
        en: 'Two presented offers at 45 are 90; the third call did not come to the offer.',
        ru: 'Два озвученных предложения по 45 — 90; в третьем звонке до предложения не дошло.',
      },
      clause: { price: '45.00' },
      facts: [
        {
          type: 'call.completed',
          data: { callId: 'a', operatorId: 'o', seconds: { talk: 60 }, presented: true },
        },
        {
          type: 'call.completed',
          data: { callId: 'b', operatorId: 'o', seconds: { talk: 60 }, presented: true },
        },
        {
          type: 'call.completed',
          data: { callId: 'c', operatorId: 'o', seconds: { talk: 9 }, presented: false },
        },
      ],
      lines: [{ quantity: 2, amount: '90.00' }],
    },
  ],
});
