import { choice, id, members, optional, text } from './schema.builders.js';
import { leadId, note } from './common.members.js';
import { fact } from './fact-declaration.js';

/** What became of leads: the results that are paid for, and what takes them away. */
export const leadFacts = {
  'lead.confirmed': fact({
    title: { en: 'Lead confirmed', ru: 'Заявка подтверждена' },
    meaning: {
      en: 'The person agreed and the application is confirmed. Billable by `confirmed-lead`.',
      ru: 'Человек согласился, заявка подтверждена. Оплачивается по `confirmed-lead`.',
    },
    billable: 'outcome',
    data: members({ en: 'Which lead.', ru: 'Какой лид.' }, { leadId }),
    example: { leadId: 'L-1' },
  }),

  'lead.transferred': fact({
    title: { en: 'Lead transferred', ru: 'Заявка передана' },
    meaning: {
      en: 'The lead was handed to the client, whose time to answer begins. Billable by `confirmed-lead` with `on: transferred`.',
      ru: 'Заявка передана заказчику, и пошёл срок ответа. Оплачивается по `confirmed-lead` с `on: transferred`.',
    },
    billable: 'outcome',
    data: members({ en: 'Which lead.', ru: 'Какой лид.' }, { leadId }),
    example: { leadId: 'L-1' },
  }),

  'lead.arrived': fact({
    title: { en: 'Person arrived', ru: 'Человек дошёл' },
    meaning: {
      en: 'The person came, was onboarded or had the service installed. Billable by `arrived-client`, unless paid for already.',
      ru: 'Человек дошёл, оформился или подключился. Оплачивается по `arrived-client`, если за него ещё не платили.',
    },
    billable: 'outcome',
    data: members(
      { en: 'The arrival.', ru: 'Приход.' },
      {
        leadId,
        as: choice(
          { en: 'How the person arrived.', ru: 'Как дошёл человек.' },
          {
            arrived: { en: 'came', ru: 'дошёл' },
            onboarded: { en: 'was onboarded', ru: 'оформился' },
            installed: { en: 'has the service installed', ru: 'инсталлирован' },
          },
        ),
      },
    ),
    example: { leadId: 'L-1', as: 'installed' },
  }),

  'lead.not-arrived': fact({
    title: { en: 'Person did not arrive', ru: 'Человек не дошёл' },
    meaning: {
      en: 'The client answered that the person did not come. It never removes an arrival.',
      ru: 'Заказчик ответил, что человек не дошёл. Приход этим не отменяется.',
    },
    data: members(
      { en: 'The answer.', ru: 'Ответ.' },
      {
        leadId,
        reason: choice(
          { en: 'Why not.', ru: 'Почему нет.' },
          {
            'not-called-in-time': { en: 'the client called too late', ru: 'заказчик позвонил поздно' },
            'no-technical-capability': { en: 'no technical capability', ru: 'нет технической возможности' },
            'negative-attitude': { en: 'a negative attitude', ru: 'негативное отношение' },
            'weaker-offer': { en: 'the offer was weaker than others', ru: 'предложение слабее других' },
            'changed-mind': { en: 'the person changed their mind', ru: 'человек передумал' },
            unreachable: { en: 'the person could not be reached', ru: 'до человека не дозвонились' },
            other: { en: 'another reason', ru: 'другая причина' },
          },
        ),
      },
    ),
    example: { leadId: 'L-2', reason: 'no-technical-capability' },
  }),

  'lead.returned': fact({
    title: { en: 'Lead returned', ru: 'Заявка возвращена' },
    meaning: {
      en: 'The client gives the lead back; the terms say whether that is accepted, refused or to be decided.',
      ru: 'Заказчик возвращает заявку; по условиям возврат принят, отклонён или ждёт решения.',
    },
    data: members(
      { en: 'The return.', ru: 'Возврат.' },
      {
        leadId,
        reason: id({
          en: 'A free code such as `wrong-number`, `duplicate`, `out-of-area` or `already-client`.',
          ru: 'Произвольный код, например `wrong-number`, `duplicate`, `out-of-area` или `already-client`.',
        }),
        evidence: optional(
          text({
            en: 'What shows it, such as a link to a record.',
            ru: 'Чем подтверждается, например ссылка на запись.',
          }),
        ),
      },
    ),
    example: { leadId: 'L-2', reason: 'wrong-number', evidence: 'record 4711' },
  }),

  'return.decided': fact({
    title: { en: 'Return decided', ru: 'Возврат решён' },
    meaning: {
      en: 'Billing staff decide a return; an accepted one takes away the confirmation and the transfer of the lead.',
      ru: 'Сотрудник решает о возврате; принятый снимает подтверждение и передачу заявки.',
    },
    data: members(
      { en: 'The decision.', ru: 'Решение.' },
      {
        leadId,
        decision: choice(
          { en: 'What was decided.', ru: 'Что решено.' },
          {
            accepted: { en: 'the lead is taken back', ru: 'заявка принята назад' },
            refused: { en: 'it is not', ru: 'возврат отклонён' },
          },
        ),
        note,
      },
    ),
    example: { leadId: 'L-2', decision: 'accepted', note: 'The recording bears it out.' },
  }),
};
