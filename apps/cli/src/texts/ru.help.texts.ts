import type { helpInEnglish } from './en.help.texts.js';

const exitStatuses = `Код завершения:
  0   сделано
  2   данные отклонены, или искомого в них нет
  64  ошибка в команде
  66  файл не читается
  70  внутренняя ошибка
  73  файл не записывается`;

const reading =
  'файл фактов, один объект JSON на строке; может быть сжат gzip. Несколько файлов подряд — одна история; «-» — стандартный ввод';

/** What `--help` says, in Russian. */
export const helpInRussian: typeof helpInEnglish = {
  headings: {
    'Usage:': 'Вызов:',
    'Arguments:': 'Аргументы:',
    'Options:': 'Ключи:',
    'Global Options:': 'Общие ключи:',
    'Commands:': 'Команды:',
  },
  program: 'Расчёты для колл-центров: на входе факты, на выходе расчёты. За одного человека не платят дважды.',
  usage: 'КОМАНДА [ключи]',
  exitStatuses,
  programAfter: `Примеры:
  paidonce demo --case provider > history.ndjson
  paidonce settle history.ndjson
  paidonce settle history.ndjson --json --items items.ndjson
  paidonce explain history.ndjson --fact crm/42

Подробнее: \`paidonce КОМАНДА --help\`.

${exitStatuses}`,
  help: 'показать справку',
  version: 'показать версию',
  lang: 'язык, en или ru (без ключа — по LC_ALL, LC_MESSAGES или LANG, иначе en)',
  quiet: 'без полосы хода',
  json: 'JSON для программ',
  settle: {
    summary: 'рассчитать историю',
    description:
      'Читает записанные факты и печатает расчёт каждого договора за каждый закрытый период.\nЕсли отклонена хоть одна строка, расчёта нет: каждая такая строка названа с причиной.',
    usage: 'ИСТОРИЯ … [ключи]',
    history: reading,
    json: 'один объект JSON: {"statements": […]} или, если строки отклонены, {"errors": […]}',
    period: 'только расчёты (и факты) этого периода: 2026-01, 2026-W05, 2026-Q1',
    contract: 'только расчёты (и факты) этого договора',
    items:
      'записать в файл каждый факт × пункт, по объекту JSON на строке: количество, сумма, чем зачтён, почему не оплачивается; «-» — стандартный вывод вместо таблиц',
    account: 'посчитать по типам, что стало с фактами: выставлено, зачтено, снято, ожидает, не оплачивается, отклонено',
    after: `Примеры:
  paidonce settle history.ndjson
  paidonce settle january.ndjson.gz february.ndjson.gz --lang ru
  zcat history.ndjson.gz | paidonce settle - --json > statements.json
  paidonce settle history.ndjson --contract C-1 --period 2026-01 --items items.ndjson --account

${exitStatuses}`,
  },
  explain: {
    summary: 'объяснить, откуда взялась строка или что стало с фактом',
    description:
      'Показывает, как строка получается из фактов, или что стало с одним фактом и чем он зачтён.\nСтрока, которая равна 0 или которой нет в расчётах, тоже объясняется: фактами, из которых она могла бы получиться.',
    usage: 'ИСТОРИЯ … --line ДОГОВОР/ПЕРИОД/КАМПАНИЯ/ПУНКТ | --fact ИСТОЧНИК/НОМЕР',
    history: reading,
    line: 'какую строку объяснить: ДОГОВОР/ПЕРИОД/КАМПАНИЯ/ПУНКТ[/СТАТУС]',
    fact: 'какой факт объяснить: ИСТОЧНИК/НОМЕР',
    all: 'все факты строки, а не первые 20',
    after: `Строка называется так, как в расчёте. Без кампании — «-»; пункт строк, которые добавляют сами условия, —
pilot-budget, minimum или cap. Факт называется источником и номером (source и id), граница — последний знак /;
приход по молчанию — deemed/ЛИД. Знак / внутри имени пишется %2F, знак % — %25.

Примеры:
  paidonce explain history.ndjson --line C-1/2026-02/K-1/arr
  paidonce explain history.ndjson --line C-1/2026-01/K-2/diff/consent
  paidonce explain history.ndjson --line C-1/2026-01/-/minimum
  paidonce explain history.ndjson --fact crm/42
  paidonce explain history.ndjson --fact deemed/L-17 --json

${exitStatuses}`,
  },
  models: {
    summary: 'перечислить модели оплаты',
    description: 'Перечисляет, за что может платить пункт договора: смысл, члены и примеры расчёта.',
    usage: '[КОД] [ключи]',
    code: 'только эта модель',
  },
  facts: {
    summary: 'перечислить типы фактов, из которых состоит история',
    description: 'Перечисляет типы фактов; с ТИПОМ — его члены и пример.',
    usage: '[ТИП] [ключи]',
    type: 'только этот тип',
    schema: 'JSON Schema (2020-12) всех типов',
    after: `Примеры:
  paidonce facts
  paidonce facts lead.arrived
  paidonce facts --schema > facts.schema.json`,
  },
  demo: {
    summary: 'записать составленную историю',
    description: 'Пишет составленную историю, всегда одну и ту же для одного числа. Без --case перечисляет их.',
    usage: '[--case ИМЯ] [ключи]',
    case: 'какая история: provider, finance или bank',
    seed: 'с какого числа начинается случай, по умолчанию 7',
    leads: 'сколько лидов, по умолчанию 2000',
    after: `Примеры:
  paidonce demo
  paidonce demo --case provider > history.ndjson
  paidonce demo --case bank --seed 7 --leads 20000 | paidonce settle -`,
  },
  start: {
    summary: 'рассчитать три истории для показа',
    description: 'Составляет три истории в памяти, рассчитывает их и показывает расчёты.',
  },
};
