import { someOf } from '../field.js';
import { afterIncrement, incrementField } from '../increment.js';
import { defineUsageModel } from '../payment-model.js';
import { perMinute } from '../price.js';

const parts = {
  dial: { en: 'dialling', ru: 'дозвон' },
  script: { en: 'reading the script', ru: 'чтение сценария' },
  hold: { en: 'on hold', ru: 'удержание' },
  talk: { en: 'talking', ru: 'разговор' },
  wrapUp: { en: 'work after the call', ru: 'работа после звонка' },
};

/** Seconds of the chosen parts of a call, rounded up to the increment once a call, by the minute. */
export const operatorMinute = defineUsageModel({
  code: 'operator-minute',
  title: { en: 'Per operator minute', ru: 'За минуты работы оператора' },
  meaning: {
    en: 'Pays the seconds of the counted parts of every call, after the billing increment, at a rate per minute.',
    ru: 'Оплачиваются секунды учитываемых частей каждого звонка после шага тарификации по ставке за минуту.',
  },
  measures: 'call',
  unit: 'second',
  price: perMinute({ en: 'Rate per minute', ru: 'Ставка за минуту' }),
  fields: {
    counts: someOf({ en: 'Counted parts of a call.', ru: 'Учитываемые части звонка.' }, parts, [
      'script',
      'hold',
      'talk',
    ]),
    increment: incrementField,
  },
  measure: (call, clause, add) => {
    let seconds = 0;
    for (const part of clause.counts) seconds += call[part];
    if (seconds > 0) add(afterIncrement(seconds, clause.increment), null);
  },
  examples: [
    {
      text: {
        en: '11 s of script, 10 s on hold and 40 s of talk are 61 s; dialling and wrap-up do not count. At 12 a minute: 12.20.',
        ru: '11 с скрипта, 10 с удержания и 40 с разговора — 61 с; набор и поствызов не учитываются. По 12 за минуту: 12,20.',
      },
      clause: { rate: '12.00' },
      facts: [
        {
          type: 'call.completed',
          data: { callId: 'a', operatorId: 'o', seconds: { dial: 20, script: 11, hold: 10, talk: 40, wrapUp: 30 } },
        },
      ],
      lines: [{ quantity: 61, amount: '12.20' }],
    },
    {
      text: {
        en: 'With an increment of 30/6 a call of 31 s bills 36 s and a call of 5 s bills 30 s: 66 s at 6 a minute are 6.60.',
        ru: 'При шаге 30/6 звонок в 31 с тарифицируется как 36 с, звонок в 5 с — как 30 с: 66 с по 6 за минуту — 6,60.',
      },
      clause: { rate: '6', counts: ['talk'], increment: { first: 30, next: 6 } },
      facts: [
        { type: 'call.completed', data: { callId: 'a', operatorId: 'o', seconds: { talk: 31 } } },
        { type: 'call.completed', data: { callId: 'b', operatorId: 'o', seconds: { talk: 5 } } },
      ],
      lines: [{ quantity: 66, amount: '6.60' }],
    },
  ],
});
