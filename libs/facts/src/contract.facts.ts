import {
  anyObject,
  country,
  decimal,
  flag,
  id,
  integer,
  listOf,
  localDate,
  members,
  optional,
  personal,
  text,
} from './schema.builders.js';
import { campaignId, clientId, contractId, reasonInWords } from './common.members.js';
import { fact } from './fact-declaration.js';

const terms = anyObject({
  en: 'The terms of settlement, section 2. Whether they are in order is for the settlement library to say.',
  ru: 'Условия расчётов, раздел 2. Верны ли они, решает библиотека расчётов.',
});

const retroactive = optional(
  flag({
    en: 'True where it is meant to reach into a closed period.',
    ru: 'true, если намеренно затрагивает закрытый период.',
  }),
);

const pilot = members(
  {
    en: 'The campaign is a pilot: it measures conversion for a limited budget.',
    ru: 'Кампания пилотная: измеряет конверсию в пределах бюджета.',
  },
  {
    budget: decimal(
      {
        en: 'The most that its usage lines may add up to since the launch.',
        ru: 'Наибольшая сумма строк за использование с запуска.',
      },
      'unsigned',
    ),
    maxLeads: optional(
      integer(
        { en: 'How many leads are planned; no effect on amounts.', ru: 'Сколько лидов задумано; на суммы не влияет.' },
        0,
      ),
    ),
    endsOn: optional(
      localDate({
        en: 'The planned last day; no effect on amounts.',
        ru: 'Последний день по плану; на суммы не влияет.',
      }),
    ),
    hypothesis: optional(text({ en: 'What the pilot is to find out.', ru: 'Что пилот должен выяснить.' })),
  },
);

export const contractFacts = {
  'client.registered': fact({
    title: { en: 'Client registered', ru: 'Заказчик заведён' },
    meaning: {
      en: 'An organisation becomes a client of the call centre.',
      ru: 'Организация становится заказчиком колл-центра.',
    },
    introduces: 'clientId',
    retractable: false,
    data: members(
      { en: 'The client.', ru: 'Заказчик.' },
      {
        clientId,
        name: personal(id({ en: 'The name of the client.', ru: 'Название заказчика.' })),
        taxId: optional(text({ en: 'The tax number.', ru: 'ИНН.' })),
        country: optional(
          country({
            en: 'The country, by default `RU`: the region of phone numbers without `+`.',
            ru: 'Страна, по умолчанию `RU`: регион номеров телефона без `+`.',
          }),
        ),
      },
    ),
    example: { clientId: 'bank', name: 'Northern Bank', taxId: '7701234567', country: 'RU' },
  }),

  'contract.signed': fact({
    title: { en: 'Contract signed', ru: 'Договор подписан' },
    meaning: {
      en: 'A client and the call centre agree on terms; they are version 1 of the contract.',
      ru: 'Заказчик и колл-центр согласовали условия; это версия 1 договора.',
    },
    introduces: 'contractId',
    retractable: false,
    data: members({ en: 'The contract.', ru: 'Договор.' }, { contractId, clientId, terms }),
    example: { contractId: 'C-1', clientId: 'bank', terms: exampleTerms('2026-01-01', '300.00') },
  }),

  'contract.amended': fact({
    title: { en: 'Contract amended', ru: 'Договор изменён' },
    meaning: {
      en: 'Whole new terms take effect on a later day; currency, time zone, kind of period and reconciliation stay as signed.',
      ru: 'С более позднего дня действуют новые условия целиком; валюта, часовой пояс, вид периода и сверка — как подписано.',
    },
    data: members({ en: 'The amendment.', ru: 'Изменение.' }, { contractId, terms, retroactive }),
    example: { contractId: 'C-1', terms: exampleTerms('2026-03-01', '280.00'), retroactive: false },
  }),

  'contract.terminated': fact({
    title: { en: 'Contract terminated', ru: 'Договор расторгнут' },
    meaning: {
      en: 'The contract ends; what lies after its last day is not billed.',
      ru: 'Договор прекращается; после последнего дня ничего не выставляется.',
    },
    naturalKey: ['contractId'],
    data: members(
      { en: 'The termination.', ru: 'Расторжение.' },
      {
        contractId,
        endsOn: localDate({ en: 'The last day in force, a local date.', ru: 'Последний день действия, местная дата.' }),
        reason: reasonInWords,
        retroactive,
      },
    ),
    example: { contractId: 'C-1', endsOn: '2026-12-31', reason: 'A new contract takes its place.', retroactive: false },
  }),

  'campaign.launched': fact({
    title: { en: 'Campaign launched', ru: 'Кампания запущена' },
    meaning: {
      en: 'Work for one product of a client begins under a contract.',
      ru: 'По договору начата работа с одним продуктом заказчика.',
    },
    introduces: 'campaignId',
    retractable: false,
    data: members(
      { en: 'The campaign.', ru: 'Кампания.' },
      {
        campaignId,
        contractId,
        product: id({
          en: 'What is offered; a person is paid for once a product, unless the terms widen or narrow that.',
          ru: 'Что предлагают; за человека платят раз по продукту, если условия не шире и не уже.',
        }),
        name: optional(text({ en: 'What people call it.', ru: 'Как её называют.' })),
        clauses: optional(
          listOf(
            {
              en: 'The usage clauses that bill it; by default all of the version that governs a fact.',
              ru: 'Пункты договора, по которым она оплачивается; по умолчанию все пункты действующей версии.',
            },
            id({ en: 'The id of a usage clause.', ru: 'Обозначение пункта за использование.' }),
            { minItems: 1 },
          ),
        ),
        pilot: optional(pilot),
      },
    ),
    example: {
      campaignId: 'K-1',
      contractId: 'C-1',
      product: 'card',
      name: 'Debit card, spring',
      clauses: ['conf', 'arr'],
      pilot: {
        budget: '50000.00',
        maxLeads: 500,
        endsOn: '2026-02-28',
        hypothesis: 'One presentation in ten converts.',
      },
    },
  }),

  'campaign.closed': fact({
    title: { en: 'Campaign closed', ru: 'Кампания закрыта' },
    meaning: {
      en: 'Work on the campaign has ended; no effect on amounts.',
      ru: 'Работа по кампании закончена; на суммы не влияет.',
    },
    data: members(
      { en: 'The campaign that has ended.', ru: 'Законченная кампания.' },
      { campaignId, reason: reasonInWords },
    ),
    example: { campaignId: 'K-1', reason: 'The list is worked through.' },
  }),
};

function exampleTerms(effectiveFrom: string, confirmed: string): Readonly<Record<string, unknown>> {
  return {
    effectiveFrom,
    currency: 'RUB',
    timeZone: 'Europe/Moscow',
    period: 'month',
    vat: { mode: 'exclusive', rate: '0.20' },
    clauses: [
      { id: 'conf', model: 'confirmed-lead', price: confirmed },
      { id: 'arr', model: 'arrived-client', price: '1000.00' },
    ],
  };
}
