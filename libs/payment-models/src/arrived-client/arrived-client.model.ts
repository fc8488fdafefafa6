import { someOf } from '../field.js';
import { defineUsageModel } from '../payment-model.js';
import { perUnit } from '../price.js';

/** Clients who came, were onboarded or installed, and those who are deemed to have, once a person and entitlement. */
export const arrivedClient = defineUsageModel({
  code: 'arrived-client',
  title: {
    en: 'Per arrived (onboarded, installed) client',
    ru: 'За дошедшего (оформившего, инсталлированного) клиента',
  },
  meaning: {
    en: 'Pays the persons who came, were onboarded or installed, also those whom the client kept silent about, once.',
    ru: 'Оплачиваются дошедшие, оформившие и подключённые, а также те, о ком заказчик промолчал; за человека — один раз.',
  },
  measures: 'outcome',
  unit: 'arrival',
  price: perUnit({ en: 'Price per client', ru: 'Цена за клиента' }),
  fields: {
    counts: someOf(
      { en: 'What counts as arrival.', ru: 'Что считается приходом.' },
      {
        arrived: { en: 'came', ru: 'пришёл' },
        onboarded: { en: 'signed up', ru: 'оформил' },
        installed: { en: 'was connected', ru: 'подключён' },
      },
      ['arrived', 'onboarded', 'installed'],
    ),
  },
  once: { group: 'result' },
  measure: (outcome, clause, add) => {
    if (outcome.deemed || (outcome.as !== undefined && clause.counts.includes(outcome.as))) add(1, null);
  },
  examples: [
    {
      text: {
        en: 'The person comes to the branch and is onboarded a day later: one client, 1000.',
        ru: 'Человек пришёл в отделение, на другой день оформил карту: один клиент, 1000.',
      },
      clause: { price: '1000.00' },
      facts: [
        { type: 'lead.arrived', data: { leadId: 'L1', as: 'arrived' } },
        { type: 'lead.arrived', data: { leadId: 'L1', as: 'onboarded' } },
      ],
      lines: [{ quantity: 1, amount: '1000.00' }],
    },
    {
      text: {
        en: 'Where only installations count, a visit to the office is not paid.',
        ru: 'Если считаются только инсталляции, визит в офис не оплачивается.',
      },
      clause: { price: '1000.00', counts: ['installed'] },
      facts: [{ type: 'lead.arrived', data: { leadId: 'L1', as: 'arrived' } }],
      lines: [],
    },
  ],
});
