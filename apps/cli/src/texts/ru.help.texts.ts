import type { helpInEnglish } from './en.help.texts.js';

const exitStatuses = `Код завершения:
  0   сделано
  2   данные отклонены, или искомого в них нет
  64  ошибка в команде
  66  файл не читается
  70  внутренняя ошибка
  73  файл не записывается`;

const remoteExitStatuses = `Код завершения:
  0   сделано
  2   факты отклонены, или искомого нет, или так нельзя
  64  ошибка в команде
  66  файл не читается
  69  сервер недоступен или оборвал связь
  70  внутренняя ошибка
  73  файл не записывается
  77  сервер не принял токен`;

const token = `Токен берётся из --token, иначе из PAIDONCE_TOKEN, иначе, для сервера на этой машине, из папки данных сервера:
PAIDONCE_DATA, по умолчанию ./data. Токен в команде видят другие пользователи машины.`;

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

${exitStatuses}
  69  сервер недоступен или оборвал связь
  77  сервер не принял токен`,
  help: 'показать справку',
  version: 'показать версию',
  lang: 'язык, en или ru (без ключа — по LC_ALL, LC_MESSAGES или LANG, иначе en)',
  quiet: 'без полосы хода',
  server: 'адрес сервера, по умолчанию http://127.0.0.1:3000',
  token: 'токен для сервера',
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
  import: {
    summary: 'отправить истории на сервер',
    description:
      'Отправляет записанные факты на сервер, сколько бы их ни было, и говорит, что с ними стало. Каждый записывается один раз,\nсколько бы раз его ни прислали: прерванный импорт можно просто повторить. Отклонённые ждут в карантине, остальные записаны.',
    usage: 'ИСТОРИЯ … [ключи]',
    history:
      'файл фактов, один объект JSON на строке; может быть сжат gzip. Несколько отправляются подряд; «-» — стандартный ввод',
    live: 'факты этой минуты: когда они записаны, говорит сервер. Без ключа остаётся время, которое в них указано; так может только администратор',
    json: 'один объект JSON: {"errors": […], "accepted": …, "duplicate": …, "refused": …, "complete": …}',
    after: `${token}

Примеры:
  paidonce import history.ndjson
  paidonce import january.ndjson.gz february.ndjson.gz --server https://paidonce.example
  tail -f calls.ndjson | paidonce import - --live

${remoteExitStatuses}`,
  },
  export: {
    summary: 'записать факты с сервера',
    description:
      'Пишет факты с сервера, один объект JSON на строке, в порядке записи: то, что читает `settle`.\nФайл записывается целиком или не записывается вовсе.',
    usage: '[-o ФАЙЛ] [ключи]',
    output: 'в какой файл писать; сжимается, если имя кончается на .gz; без ключа — стандартный вывод',
    position: 'только факты после этого места в журнале',
    from: 'только записанные в этот момент или позже: 2026-01-01T00:00:00+03:00',
    to: 'только записанные раньше этого момента',
    type: 'только факты этих типов',
    client: 'только факты этого заказчика',
    contract: 'только факты этого договора',
    positions: 'в каждом факте указать его место, `sequence`',
    unsealed: 'люди открытым текстом; для администраторов',
    after: `${token}

Примеры:
  paidonce export -o history.ndjson.gz
  paidonce export --contract C-1 --type lead.confirmed lead.arrived
  paidonce export --server https://paidonce.example | paidonce settle -

${remoteExitStatuses}`,
  },
  close: {
    summary: 'закрыть период на сервере и показать расчёт',
    description:
      'Закрывает период договора и печатает выставленный расчёт. Расчёт закрытого периода показывается ещё раз:\nсколько бы раз период ни закрывали, расчёт один.',
    usage: 'ДОГОВОР [ПЕРИОД] [ключи]',
    contract: 'договор',
    period: '2026-01, 2026-W05, 2026-Q1; без него — следующий незакрытый',
    json: 'один объект JSON: {"statements": […]}',
    after: `${token}

Примеры:
  paidonce close C-1
  paidonce close C-1 2026-01 --json

${remoteExitStatuses}`,
  },
  erase: {
    summary: 'навсегда стереть на сервере, кто такой лид',
    description:
      'Уничтожает ключ, которым запечатаны данные человека: их не прочтёт никто, ни в одной копии журнала. Суммы не меняются.\nПричина остаётся в журнале действий и не должна говорить, кто этот человек.',
    usage: '--lead ID --reason ТЕКСТ [ключи]',
    lead: 'лид',
    reason: 'почему; хранится в журнале действий',
    after: `${token}

Примеры:
  paidonce erase --lead L-1 --reason "по письму 17"

${remoteExitStatuses}`,
  },
  audit: {
    summary: 'проверить, что записал сервер и кто что делал',
    description: 'Для аудиторов: здесь ничто ничего не меняет.',
  },
  auditBundle: {
    summary: 'забрать доказательства к расчётам договора',
    description:
      'Пишет один архив: факты счёта заказчика до последнего запрошенного расчёта, расчёты, условия и доказательство, что всё это стоит в журнале. Имена людей в нём зашифрованы, имена сотрудников — хеши.',
    contract: 'договор',
    from: 'с расчёта этого периода: 2026-01, 2026-W05, 2026-Q1; иначе с первого',
    to: 'до расчёта этого периода; иначе до последнего',
    out: 'файл, который записать (.tar)',
    persons: 'с именами и номерами людей открыто; только администраторам',
    staff: 'с именами тех, кто записал каждый факт',
    after: `${token}

Примеры:
  paidonce audit bundle --contract C-1 --from 2026-01 --to 2026-03 --out C-1.tar
  paidonce audit verify C-1.tar --key КЛЮЧ

${remoteExitStatuses}`,
  },
  auditVerify: {
    summary: 'проверить такой архив без сети',
    description:
      'Проверяет подборку до байта, без сервера, базы данных и настроек: всё ли в ней стоит в подписанном журнале, нет ли в счёте пропусков и совпадают ли расчёты, вычисленные заново. Говорит, что верно, что неверно и чего сказать нельзя.',
    bundle: 'архив; - для стандартного ввода',
    key: 'открытый ключ журнала, взятый не из подборки; можно несколько раз',
    json: 'один объект JSON: holds, findings',
    after: `Без --key ключ из подборки принимается на веру, и ответ об этом скажет.

Код возврата: 0 — всё, что можно проверить, верно; 2 — что-то неверно; 64 — неверный вызов или не ключ; 66 — файл не читается.`,
  },
  auditJournal: {
    summary: 'показать, кто что делал, сначала новое',
    description:
      'Показывает команды, доступ к личным данным, входы и отклонённые попытки. Запись должна отвечать всему, что задано.',
    actor: 'имя или id токена',
    kind: 'вид: command, access, sign-in',
    action: 'операция API: closePeriod, lead.registered, showLead, signIn',
    subject: 'с чем, как ВИД:ID: lead:L-1, contract:C-1, token:…',
    client: 'чьи данные',
    outcome: 'итог: done, refused, denied, failed',
    from: 'с этого момента: 2026-01-01T00:00:00+03:00',
    to: 'до этого момента',
    limit: 'сколько записей показать самое большее',
    json: 'по записи в строке',
    after: `${token}

Примеры:
  paidonce audit journal --subject lead:L-1
  paidonce audit journal --kind access --from 2026-03-01T00:00:00+03:00 --json

${remoteExitStatuses}`,
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
    settle: 'рассчитать все три и показать, что вышло',
    after: `Примеры:
  paidonce demo
  paidonce demo --case provider > history.ndjson
  paidonce demo --case bank --seed 7 --leads 20000 | paidonce settle -`,
  },
  start: {
    summary: 'запустить сервер с собственной базой данных',
    description:
      'Запускает сервер: встроенный PostgreSQL в папке данных, HTTP API и того, кто ведёт показатели, — в одном процессе. ' +
      'Первый запуск в терминале загружает показ. Останавливается по Ctrl+C.',
    after: `Настройки — переменными окружения или в файле, который называет PAIDONCE_CONFIG:
  PORT=3000  HOST=127.0.0.1    где слушать
  PAIDONCE_DATA=./data         где лежат данные и ключи
  PAIDONCE_DEMO=1              загрузить показ при первом запуске; 0 — начать с пустого
  PAIDONCE_TOKEN=…             токен администратора; если не задан, создаётся и показывается один раз
  DATABASE_URL=postgres://…    ваш PostgreSQL вместо встроенного
  EVENTSTORE_URL=esdb://…      EventStoreDB или KurrentDB для журнала
  EVENTSTORE_GROUP=figures     постоянная подписка там, по которой ведутся показатели
  PAIDONCE_PROJECTOR=thread    кто ведёт показатели; none — \`paidonce projector\`, вместе с DATABASE_URL
  LOG_LEVEL=info               fatal, error, warn, info, debug, trace, silent

Примеры:
  paidonce start
  PORT=8080 PAIDONCE_DEMO=0 paidonce start`,
  },
  projector: {
    summary: 'вести показатели сервера отдельным процессом',
    description:
      'Переносит журнал в списки и показатели, запечатывает его и подписывает контрольные точки — то, что каждый сервер делает в своём потоке, если ' +
      'PAIDONCE_PROJECTOR=none не оставляет это таким процессам. Из нескольких в каждый момент работает один. Останавливается по Ctrl+C или SIGTERM.',
    after: `Настройки те же, что у \`paidonce start\`. DATABASE_URL обязателен: встроенный PostgreSQL принадлежит своему серверу.
Ключ, которым подписываются контрольные точки, должен быть ключом сервера: PAIDONCE_LOG_KEY или та же папка в PAIDONCE_DATA.

Пример:
  DATABASE_URL=postgres://… PAIDONCE_LOG_KEY=… paidonce projector

Код завершения: 0 — остановлен по просьбе; 64 — неверные настройки; 69 — не может начать; 70 — завершился сам, запустите снова.`,
  },
  keys: {
    summary: 'ключи личных данных',
    description: 'Команды о ключах, которыми запечатаны личные данные.',
  },
  keysRewrap: {
    summary: 'обернуть все ключи заново текущим главным ключом',
    description:
      'Оборачивает каждый ключ личных данных главным ключом из PAIDONCE_MASTER_KEY; после этого ключи из PAIDONCE_FORMER_MASTER_KEYS и из файла не нужны. ' +
      'Сервер при этом может работать с теми же ключами, если DATABASE_URL называет его базу; встроенную базу открывает одна программа за раз.',
    after: `Настройки те же, что у \`paidonce start\`. Прерванную команду можно запустить снова.

Пример:
  PAIDONCE_MASTER_KEY=НОВЫЙ PAIDONCE_FORMER_MASTER_KEYS=СТАРЫЙ paidonce keys rewrap

Код завершения: 0, когда каждый ключ обёрнут текущим главным ключом.`,
  },
  rebuild: {
    summary: 'построить показатели заново по журналу',
    description:
      'Строит всё, что показывает сервер, заново по журналу рядом с рабочими таблицами и ставит на их место. Сервер при этом может ' +
      'работать, если DATABASE_URL называет его базу; встроенную базу открывает одна программа за раз.',
    after: `Настройки те же, что у \`paidonce start\`.

Код завершения: 0, когда всё на своём месте.`,
  },
};
