import type { sealInEnglish } from './en.seal.texts.js';

export const sealInRussian: typeof sealInEnglish = {
  help: {
    check: {
      summary: 'сверить весь журнал сервера с тем, что запечатано и подписано',
      description:
        'Сервер читает весь журнал по порядку и сверяет его с печатью: события изменены, удалены, вставлены, переставлены или отрезаны; плитки и\nконтрольные точки; подписи; показанные счета. Для каждой находки названо место.',
      key: 'открытый ключ журнала, которому вы доверяете; по умолчанию его первый ключ',
      json: 'что говорит сервер, по объекту JSON в строке',
      after: `Примеры:
  paidonce audit check
  paidonce audit check --key "$(cat log.vkey)"

Код завершения: 0, если ничего не найдено, 2, если найдено; прочие как у \`paidonce import\`.`,
    },
    prove: {
      summary: 'записать доказательство, что факт, счёт или оба есть в журнале; или проверить его',
      description:
        'Получает доказательство и говорит, что оно доказывает. С --verify проверяется доказательство из файла, без сервера; ключ должен быть\nполучен из другого места.',
      fact: 'факт: SOURCE/ID; знак / внутри пишется %2F',
      statement: 'счёт: ДОГОВОР/НОМЕР; вместе с --fact — тот, который его выставляет',
      position: 'событие по позиции в журнале',
      checkpoint: 'размер контрольной точки; по умолчанию первая, где оно есть',
      output: 'куда записать доказательство',
      verify: 'проверить доказательство из этого файла',
      key: 'открытый ключ журнала',
      after: `Примеры:
  paidonce audit prove --fact crm/f-17 --statement C-1/3 -o item.json
  paidonce audit prove --verify item.json --key "$(cat log.vkey)"

Код завершения: 0, если доказано, 2, если нет; прочие как у \`paidonce import\`.`,
    },
    keys: {
      summary: 'показать открытые ключи для проверки контрольных точек или сменить ключ',
      description:
        'Передайте первый аудиторам и клиентам: каждый ключ передаёт следующему контрольной точкой, которую подписывают оба.',
      rotate: 'создать другой ключ, который подписывает дальше; для администраторов',
    },
  },
  events: { one: 'событие', few: 'события', many: 'событий', other: 'события' },
  findings: { one: 'находка', few: 'находки', many: 'находок', other: 'находки' },
  sound: (events, seconds, rate) =>
    `Журнал такой, каким запечатан и подписан: ${events} за ${seconds} с, ${rate} в секунду.`,
  unsealed: (events) => `Ещё не запечатано в конце: ${events}.`,
  unsound: (findings, events) => `${findings}; прочитано ${events}.`,
  brokeOff: 'Проверка прервалась до конца журнала.',
  found: {
    changed: (place, to) => `изменено: ${place}, до позиции ${to}, — не то, что запечатано`,
    inserted: (place, count) => `вставлено: ${place}, всего ${count}, здесь не запечатано`,
    dropped: (place, count) => `удалено: ${count} перед ${place}`,
    missing: (from, to) => `нет позиций с ${from} по ${to}`,
    truncated: (last, sealed) => `отрезано: журнал кончается на позиции ${last}, а запечатано ${sealed}`,
    revision: (place, expected) => `не по порядку: ${place}; должна быть ревизия ${expected}`,
    tile: (level, index) => `печать: плитка ${index} уровня ${level} изменена или отсутствует`,
    root: (from, to) =>
      `переписано: между контрольными точками размеров ${from} и ${to} журнал и печать изменены вместе`,
    checkpoint: (size, flaw, message) => `контрольная точка размера ${size} (${flaw}): ${message}`,
    key: (vkey, size) => `ключ ${vkey}, с размера ${size}: ни один доверенный ключ ему не передал`,
    statement: (statement, position, flaw) =>
      `счёт ${statement} (${flaw}): показано не то, что в журнале на позиции ${position}`,
  },
  place: (position, stream, revision, type) => `позиция ${position} (${type}, ${stream}, ревизия ${revision})`,
  nothingToProve: 'назовите, что доказать: --fact, --statement или --position; или --verify ФАЙЛ',
  noReference: (text) => `не вида ИМЯ/ИМЯ: ${text}`,
  noKeyGiven: 'для --verify нужен --key: ключ, пришедший с доказательством, ничего не доказывает',
  noProof: (file) => `${file} — не доказательство, записанное \`audit prove\``,
  proven: (count, size, signer) =>
    `Контрольной точкой размера ${size} с подписью ${signer} доказано, что в журнале стоят ${count}:`,
  provenEvent: (index, stream, revision, type) => `  лист ${index}: ${type}, ${stream}, ревизия ${revision}`,
  notProven: (why) => `Не доказано: ${why}`,
};
