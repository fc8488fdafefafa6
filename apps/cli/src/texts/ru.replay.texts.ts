import type { Texts } from './en.texts.js';

export const replayInRussian: Texts['replay'] = {
  help: {
    replay: {
      summary: 'пересчитать выставленные расчёты и сравнить до байта',
      description:
        'Сервер заново рассчитывает свой журнал по правилам того времени и сравнивает каждый расчёт с выставленным. Отличия показаны\nпо строкам, с фактами строки. Без договора и заказчика пересчитывается всё, что видно.',
      after: `Примеры:
  paidonce replay
  paidonce replay --contract C-1 --period 2026-01

Код завершения: 0, если всё совпало, 3, если есть отличия; остальные как у \`paidonce import\`.`,
    },
    account: {
      summary: 'посчитать, что стало с каждым фактом, и показать факты любого счёта',
      description:
        'Ни один факт не потерян: каждый оплачен, зачтён, снят, ожидает, не оплачивается или отклонён. С --count видны сами факты.',
      after: `Примеры:
  paidonce audit account --contract C-1 --period 2026-01
  paidonce audit account --contract C-1 --count covered`,
    },
    timeline: {
      summary: 'показать все факты о лиде и что каждый изменил в счёте',
      description: 'Показывает каждый факт о лиде: когда и кем он записан и что изменил.',
      after: `Пример:
  paidonce audit timeline --lead L-1 --person`,
    },
    changes: {
      summary: 'показать, что изменило сумму по договору, каким фактом и чьим',
      description:
        'Показывает факты, записанные между двумя моментами, которые изменили сумму по договору, и изменённые строки.',
      after: `Примеры:
  paidonce audit changes --contract C-1 --since 2026-02-01T00:00:00+03:00
  paidonce audit changes --contract C-1 --period 2026-01 --since position:1200`,
    },
    contract: 'договор',
    client: 'заказчик',
    period: 'период: 2026-01, 2026-W05 или 2026-Q1',
    knownAt: 'как было известно в момент (2026-02-01T00:00:00+03:00) или до места журнала (position:1200)',
    count: 'какие факты показать: billed, covered, removed, pending, unbillable, refused',
    type: 'только факты этого типа',
    lead: 'лид',
    person: 'все лиды того же человека',
    since: 'что записано после этого момента или за position:N',
    until: 'и до этого',
    json: 'по объекту JSON в строке, как отвечает сервер',
  },
  progress: 'Пересчёт',
  statements: { one: 'расчёт', few: 'расчёта', many: 'расчётов', other: 'расчёта' },
  same: (statements: string, facts: string): string => `Пересчитано: ${statements}, ${facts}. Все совпали до байта.`,
  differs: (differing: string, statements: string, findings: string): string =>
    `Отличаются ${differing} из ${statements}; прочих находок: ${findings}.`,
  statement: (number: string, contract: string, position: string): string =>
    `Расчёт ${number} по договору ${contract} отличается (позиция журнала ${position})`,
  finding: (what: string, position: string, client: string, message: string): string =>
    `Позиция журнала ${position}, заказчик ${client}: ${what} (${message})`,
  findings: {
    unreadable: 'это не факт',
    refused: 'факт, который правила отклоняют',
    gap: 'события счёта пропали или стоят в другом порядке',
    'no-statement': 'закрытие без расчёта',
    'no-closing': 'расчёт без закрытия',
    'unknown-rules': 'выставлен по правилам, которых эта программа не знает',
  },
  bytes: 'Тот же расчёт другими байтами.',
  issued: 'Выставлено',
  replayed: 'Пересчёт',
  member: 'Поле',
  line: 'Строка',
  factsOf: (line: string): string => `Факты строки ${line}`,
  more: (facts: string): string => `… и ещё ${facts}`,
  position: 'Позиция',
  recorded: 'Записан',
  actor: 'Кем',
  happened: 'Произошёл',
  effect: 'Что изменил',
  nothing: 'ничего',
  reason: 'Почему',
  none: 'Ничего.',
  voids: (facts: string): string => `${facts} в журнале ничего не значат: два писателя столкнулись.`,
  brokeOff: 'Ответ оборвался раньше конца.',
};
