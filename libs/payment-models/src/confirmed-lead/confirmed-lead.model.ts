import { oneOf } from '../field.js';
import { defineUsageModel } from '../payment-model.js';
import { perUnit } from '../price.js';

/** Confirmed leads, or transferred ones, once a person and entitlement. */
export const confirmedLead = defineUsageModel({
  code: 'confirmed-lead',
  title: { en: 'Per confirmed (transferred) lead', ru: 'За подтверждённую (переданную) заявку' },
  meaning: {
    en: 'Pays the leads whose person agreed, or that were handed to the client; a person is paid for once.',
    ru: 'Оплачиваются заявки, на которые человек согласился или которые переданы заказчику; за человека — один раз.',
  },
  measures: 'outcome',
  unit: 'lead',
  price: perUnit({ en: 'Price per lead', ru: 'Цена за заявку' }),
  fields: {
    on: oneOf(
      { en: 'What is paid.', ru: 'Что оплачивается.' },
      {
        confirmed: { en: 'that the person agreed', ru: 'согласие человека' },
        transferred: { en: 'that the lead was handed over', ru: 'передача заявки' },
      },
      'confirmed',
    ),
  },
  once: { group: 'result' },
  measure: (outcome, clause, add) => {
    const pays = clause.on === 'confirmed' ? 'lead.confirmed' : 'lead.transferred';
    if (outcome.type === pays) add(1, null);
  },
  examples: [
    {
      text: {
        en: 'A lead that is confirmed twice, by the operator and by the system, is one lead: 300.',
        ru: 'Заявка, подтверждённая дважды — оператором и системой, — одна заявка: 300.',
      },
      clause: { price: '300.00' },
      facts: [
        { type: 'lead.confirmed', data: { leadId: 'L1' } },
        { type: 'lead.confirmed', data: { leadId: 'L1' } },
      ],
      lines: [{ quantity: 1, amount: '300.00' }],
    },
    {
      text: {
        en: 'Paid on transfer: the confirmation costs nothing, the hand-over 250.',
        ru: 'Оплата за передачу: подтверждение бесплатно, передача — 250.',
      },
      clause: { price: '250.00', on: 'transferred' },
      facts: [
        { type: 'lead.confirmed', data: { leadId: 'L1' } },
        { type: 'lead.transferred', data: { leadId: 'L1' } },
      ],
      lines: [{ quantity: 1, amount: '250.00' }],
    },
  ],
});
