import { anyObject, choice, id, instant, members, optional, shapeOf, text } from './schema.builders.js';
import type { ObjectShape } from './schema.shape.js';

/** The source of what follows from silence (section 5); nobody may record a fact in its name. */
export const DEEMED_SOURCE = 'deemed';

export const SPEC_VERSION = '1.0';

/** The attributes of a CloudEvent that settlement reads. All others are kept and mean nothing. */
export const envelope = members(
  { en: 'A fact: a CloudEvents 1.0 JSON object.', ru: 'Факт: объект JSON по CloudEvents 1.0.' },
  {
    specversion: choice(
      { en: 'The version of CloudEvents.', ru: 'Версия CloudEvents.' },
      { [SPEC_VERSION]: { en: 'CloudEvents 1.0', ru: 'CloudEvents 1.0' } },
    ),
    id: id({
      en: 'Identifies the fact within its source: the same again is ignored, other content is refused.',
      ru: 'Обозначает факт в пределах источника: повтор пропускается, другое содержание отклоняется.',
    }),
    source: text(
      {
        en: 'The system that states the fact; `deemed` is reserved.',
        ru: 'Система, которая сообщает факт; `deemed` занято.',
      },
      { minLength: 1, not: { const: DEEMED_SOURCE } },
      {
        en: `a non-empty text other than "${DEEMED_SOURCE}", which is reserved`,
        ru: `непустой текст, кроме занятого "${DEEMED_SOURCE}"`,
      },
    ),
    type: id({ en: 'The type of fact.', ru: 'Тип факта.' }),
    time: instant({
      en: 'When it happened; for a call, when it began.',
      ru: 'Когда случилось; для звонка — когда начался.',
    }),
    recordedtime: optional(
      instant({
        en: 'When it was recorded, by default `time`; not before it. The server stamps it.',
        ru: 'Когда записано, по умолчанию `time`; не раньше него. Ставит сервер.',
      }),
    ),
    data: anyObject({ en: 'What happened, by the type of fact.', ru: 'Что случилось, по типу факта.' }),
  },
);

export const envelopeShape = shapeOf(envelope) as ObjectShape;
