import {
  anyObject,
  choice,
  decimal,
  id,
  integer,
  listOf,
  localDate,
  mapOf,
  members,
  optional,
  text,
} from '@paidonce/facts';

const days = integer({ en: 'Days of 24 hours.', ru: 'Дни по 24 часа.' }, 0);

const vat = members(
  { en: 'Value-added tax.', ru: 'НДС.' },
  {
    mode: optional(
      choice(
        { en: 'How it is charged; by default not at all.', ru: 'Как начисляется; по умолчанию никак.' },
        {
          exclusive: { en: 'added to the total', ru: 'сверх суммы' },
          inclusive: { en: 'contained in the total', ru: 'в том числе' },
          exempt: { en: 'none', ru: 'без НДС' },
        },
      ),
    ),
    rate: optional(decimal({ en: 'The rate, such as "0.20".', ru: 'Ставка, например "0.20".' }, 'unsigned')),
  },
);

const reconciliation = members(
  { en: 'How nobody is paid for twice.', ru: 'Как не заплатить за одного человека дважды.' },
  {
    mode: optional(
      choice(
        { en: 'What a later result of a person costs.', ru: 'Сколько стоит следующий результат того же человека.' },
        {
          'paid-once': { en: 'nothing', ru: 'ничего' },
          'top-up': { en: 'what its price exceeds the highest one paid by', ru: 'на сколько дороже уже оплаченного' },
        },
      ),
    ),
    scope: optional(
      choice(
        { en: 'Where people are the same.', ru: 'Где люди считаются одними и теми же.' },
        {
          product: { en: 'in a product of the client', ru: 'в продукте заказчика' },
          campaign: { en: 'in a campaign', ru: 'в кампании' },
          client: { en: 'with the client', ru: 'у заказчика' },
        },
      ),
    ),
    windowDays: optional(days),
    keys: optional(
      listOf(
        { en: 'Keys that count.', ru: 'Учитываемые ключи.' },
        choice(
          { en: 'A kind of key.', ru: 'Вид ключа.' },
          {
            phone: { en: 'the phone number', ru: 'телефон' },
            email: { en: 'the e-mail address', ru: 'электронная почта' },
            externalId: { en: "the client's own number", ru: 'номер у заказчика' },
          },
        ),
      ),
    ),
  },
);

const feedback = members(
  { en: 'What the client must report, and by when.', ru: 'Когда заказчик обязан ответить.' },
  {
    deadlineDays: days,
    onSilence: choice(
      { en: 'What silence means.', ru: 'Что значит молчание.' },
      {
        nothing: { en: 'nothing', ru: 'ничего' },
        'deemed-arrived': { en: 'the lead counts as arrived', ru: 'лид считается дошедшим' },
      },
    ),
  },
);

const returns = members(
  { en: 'Which leads the client may give back.', ru: 'Какие заявки заказчик может вернуть.' },
  {
    windowDays: days,
    reasons: mapOf(
      { en: 'What a reason leads to.', ru: 'К чему ведёт причина.' },
      choice(
        { en: 'What a return for this reason leads to.', ru: 'К чему ведёт возврат по этой причине.' },
        {
          auto: { en: 'accepted in time', ru: 'принимается в срок' },
          review: { en: 'refused until decided', ru: 'отклонён до решения' },
          refuse: { en: 'refused', ru: 'отклоняется' },
        },
      ),
    ),
  },
);

/** The wire form of terms (section 2) but for their clauses, whose form depends on the payment model. */
export const termsSchema = members(
  { en: 'The terms of a contract.', ru: 'Условия договора.' },
  {
    effectiveFrom: localDate({ en: 'The first day in force.', ru: 'Первый день действия.' }),
    currency: text({ en: 'ISO 4217.', ru: 'ISO 4217.' }, { pattern: '^[A-Z]{3}$' }),
    timeZone: id({ en: 'IANA time zone: where days and periods begin.', ru: 'Часовой пояс IANA.' }),
    period: choice(
      { en: 'What a statement covers.', ru: 'За что выставляется расчёт.' },
      {
        week: { en: 'an ISO week', ru: 'неделя по ISO' },
        month: { en: 'a month', ru: 'месяц' },
        quarter: { en: 'a quarter', ru: 'квартал' },
      },
    ),
    vat: optional(vat),
    reconciliation: optional(reconciliation),
    feedback: optional(feedback),
    returns: optional(returns),
    minimum: optional(decimal({ en: 'The least that a period costs.', ru: 'Минимум за период.' }, 'unsigned')),
    cap: optional(decimal({ en: 'The most that a period costs.', ru: 'Максимум за период.' }, 'unsigned')),
    clauses: listOf(
      { en: 'What is paid for, and how.', ru: 'За что и как платят.' },
      anyObject({ en: 'A clause of a payment model.', ru: 'Пункт по модели оплаты.' }),
    ),
  },
);
