import { closed, decimal, dialogueStatuses, members, optional, type DialogueStatus } from '@paidonce/facts';
import { exact, type Exact } from '@paidonce/kernel';
import type { Field } from '../field.js';
import { afterIncrement, incrementField } from '../increment.js';
import { defineUsageModel } from '../payment-model.js';

const label = { en: 'Rate per minute by dialogue status.', ru: 'Ставка за минуту по статусу диалога.' };

/** Rates per minute by dialogue status; a status without one is not paid. */
const ratesField: Field<(status: string | null) => Exact | undefined> = {
  label,
  form: 'rates',
  schema: closed(
    members(
      label,
      Object.fromEntries(dialogueStatuses.map((status) => [status, optional(decimal(label, 'unsigned'))])),
    ),
  ),
  parse: (value) => {
    const rates = new Map(Object.entries(value as Record<string, string>).map(([k, rate]) => [k, exact(rate)]));
    return (status) => (status === null ? undefined : rates.get(status));
  },
};

/** Seconds a call and status, rounded up to the increment once a call and status, each status at its own rate. */
export const differentiatedMinute = defineUsageModel({
  code: 'differentiated-minute',
  title: { en: 'Per differentiated minute', ru: 'За дифференцированные минуты' },
  meaning: {
    en: 'Pays the seconds of every call by the status that the dialogue was in: one rate and one line a status.',
    ru: 'Оплачиваются секунды звонка по статусу диалога: у каждого статуса своя ставка и своя строка.',
  },
  measures: 'call',
  unit: 'second',
  price: { member: 'rates', field: ratesField, per: 60, tiers: false },
  fields: { increment: incrementField },
  measure: (call, clause, add) => {
    const bill = (seconds: number, status: DialogueStatus): void => {
      if (seconds > 0) add(afterIncrement(seconds, clause.increment), status);
    };
    if (call.dialogue) for (const status of dialogueStatuses) bill(call.dialogue[status], status);
    else if (call.status) bill(call.script + call.hold + call.talk, call.status);
  },
  examples: [
    {
      text: {
        en: 'A minute with the secretary at 6, 90 s with the decision-maker at 12 and 10 s of consent at 18: 6 + 18 + 3.',
        ru: 'Минута с секретарём по 6, 90 с с ЛПР по 12 и 10 с согласия по 18: 6 + 18 + 3.',
      },
      clause: { rates: { secretary: '6.00', 'decision-maker': '12.00', consent: '18.00' } },
      facts: [
        {
          type: 'call.completed',
          data: {
            callId: 'a',
            operatorId: 'o',
            seconds: { talk: 160 },
            dialogue: [
              { status: 'secretary', seconds: 60 },
              { status: 'decision-maker', seconds: 90 },
              { status: 'consent', seconds: 10 },
            ],
          },
        },
      ],
      lines: [
        { detail: 'consent', quantity: 10, amount: '3.00' },
        { detail: 'decision-maker', quantity: 90, amount: '18.00' },
        { detail: 'secretary', quantity: 60, amount: '6.00' },
      ],
    },
    {
      text: {
        en: 'Without a dialogue the script, hold and talk of the call count in its status: 30 s of no answer at 3 are 1.50.',
        ru: 'Без диалога скрипт, удержание и разговор относятся к статусу звонка: 30 с «нет ответа» по 3 — 1,50.',
      },
      clause: { rates: { 'no-answer': '3.00' } },
      facts: [
        {
          type: 'call.completed',
          data: { callId: 'a', operatorId: 'o', seconds: { script: 10, talk: 20 }, status: 'no-answer' },
        },
      ],
      lines: [{ detail: 'no-answer', quantity: 30, amount: '1.50' }],
    },
  ],
});
