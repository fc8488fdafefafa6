import { decimal, id, members, optional, periodName, text } from './schema.builders.js';
import { clientId, contractId, factReference, reasonInWords } from './common.members.js';
import { fact } from './fact-declaration.js';

/** Corrections of the record, statements and payments. */
export const statementFacts = {
  'fact.retracted': fact({
    title: { en: 'Fact retracted', ru: 'Факт отозван' },
    meaning: {
      en: 'A fact is taken back: it stays recorded, but no longer stands. A correction is a retraction and a new fact.',
      ru: 'Факт отозван: он записан, но больше не действует. Исправление — это отзыв и новый факт.',
    },
    retractable: false,
    data: members(
      { en: 'The retraction.', ru: 'Отзыв.' },
      { fact: factReference('The fact that is taken back.', 'Отозванный факт.'), reason: reasonInWords },
    ),
    example: { fact: { source: 'example', id: 'lead.arrived' }, reason: 'Entered for the wrong lead.' },
  }),

  'period.closed': fact({
    title: { en: 'Period closed', ru: 'Период закрыт' },
    meaning: {
      en: 'The period of a contract is over and its statement is issued.',
      ru: 'Период договора закончен, расчёт выставлен.',
    },
    retractable: false,
    data: members(
      { en: 'Which period.', ru: 'Какой период.' },
      { contractId, period: periodName({ en: 'The period.', ru: 'Период.' }) },
    ),
    example: { contractId: 'C-1', period: '2026-01' },
  }),

  'correction.issued': fact({
    title: { en: 'Correction issued', ru: 'Корректировка выставлена' },
    meaning: {
      en: 'The differences of the closed periods are billed at once, without waiting for the next statement.',
      ru: 'Разницы закрытых периодов выставлены сразу, не дожидаясь следующего расчёта.',
    },
    retractable: false,
    data: members({ en: 'Which contract.', ru: 'Какой договор.' }, { contractId }),
    example: { contractId: 'C-1' },
  }),

  'payment.received': fact({
    title: { en: 'Payment received', ru: 'Оплата получена' },
    meaning: {
      en: 'The client paid, or was paid back: then the amount is negative.',
      ru: 'Заказчик заплатил или ему вернули: тогда сумма отрицательна.',
    },
    introduces: 'paymentId',
    data: members(
      { en: 'The payment.', ru: 'Оплата.' },
      {
        paymentId: id({ en: 'The payment.', ru: 'Оплата.' }),
        clientId,
        contractId,
        amount: decimal(
          { en: 'The amount in the currency of the contract.', ru: 'Сумма в валюте договора.' },
          'signed',
        ),
        reference: optional(text({ en: 'What the bank says it is for.', ru: 'Назначение платежа.' })),
      },
    ),
    example: { paymentId: 'P-1', clientId: 'bank', contractId: 'C-1', amount: '720.00', reference: 'Statement 1' },
  }),
};
