import { DAY, parseInstant } from '@paidonce/kernel';
import { choice, flag, id, integer, listOf, members, optional, wholeSecond } from './schema.builders.js';
import { campaignId, dialogueStatus, leadId, operatorId } from './common.members.js';
import { fact } from './fact-declaration.js';
import { describe, fault, type Fault } from './schema.faults.js';

const callId = id({ en: 'The call, unique in its campaign.', ru: 'Звонок, единственный в своей кампании.' });

/** More than any call lasts, and few enough for sums of them to be exact. */
const MOST_SECONDS = 1_000_000_000_000;

const seconds = members(
  { en: 'How long each part of the call took, in seconds.', ru: 'Сколько длилась каждая часть звонка, в секундах.' },
  {
    dial: optional(integer({ en: 'Dialling.', ru: 'Дозвон.' }, 0, MOST_SECONDS)),
    script: optional(integer({ en: 'Reading the script.', ru: 'Чтение сценария.' }, 0, MOST_SECONDS)),
    hold: optional(integer({ en: 'On hold.', ru: 'Удержание.' }, 0, MOST_SECONDS)),
    talk: optional(integer({ en: 'Talking.', ru: 'Разговор.' }, 0, MOST_SECONDS)),
    wrapUp: optional(integer({ en: 'Work after the call.', ru: 'Работа после звонка.' }, 0, MOST_SECONDS)),
  },
);

const dialogueStretch = members(
  { en: 'One stretch of the dialogue.', ru: 'Один отрезок диалога.' },
  {
    status: choice({ en: 'Whom the operator was speaking to.', ru: 'С кем говорил оператор.' }, dialogueStatus),
    seconds: integer({ en: 'How long, in seconds.', ru: 'Сколько секунд.' }, 0, MOST_SECONDS),
  },
);

const workBreak = members(
  { en: 'A break; what lies outside the shift means nothing.', ru: 'Перерыв; части вне смены ничего не значат.' },
  {
    from: wholeSecond({ en: 'When it began.', ru: 'Когда начался.' }),
    to: wholeSecond({ en: 'When it ended.', ru: 'Когда закончился.' }),
  },
);

interface Span {
  readonly from: string;
  readonly to: string;
}

const IN_ORDER: readonly Fault[] = [];

/** A shift ends after it begins and lasts at most 24 hours; a break ends after it begins. */
function faultsOfShift(shift: Span & { readonly breaks?: readonly Span[] }): readonly Fault[] {
  const length = parseInstant(shift.to) - parseInstant(shift.from);
  if (length > 0 && length <= DAY && (shift.breaks === undefined || shift.breaks.every(endsAfterItBegins)))
    return IN_ORDER;
  const faults: Fault[] = [];
  if (length <= 0) faults.push(endsTooSoon(shift, 'data'));
  if (length > DAY)
    faults.push(fault('data.to', `at most 24 hours after from (${shift.from})`, `found ${describe(shift.to)}`));
  shift.breaks?.forEach((pause, i) => {
    if (!endsAfterItBegins(pause)) faults.push(endsTooSoon(pause, `data.breaks[${i}]`));
  });
  return faults;
}

function endsAfterItBegins(span: Span): boolean {
  return parseInstant(span.to) > parseInstant(span.from);
}

function endsTooSoon(span: Span, path: string): Fault {
  return fault(`${path}.to`, `later than from (${span.from})`, `found ${describe(span.to)}`);
}

/** What operators did: the facts that minutes, hours and effective calls are counted from. */
export const workFacts = {
  'call.completed': fact({
    title: { en: 'Call completed', ru: 'Звонок завершён' },
    meaning: {
      en: 'An operator made a call; `time` is when it began. Billable by the minute and as an effective call.',
      ru: 'Оператор сделал звонок; `time` — его начало. Оплачивается по минутам и как результативный.',
    },
    introduces: 'callId',
    naturalKey: ['campaignId', 'callId'],
    billable: 'call',
    data: members(
      { en: 'The call.', ru: 'Звонок.' },
      {
        callId,
        campaignId,
        operatorId,
        leadId: optional(leadId),
        seconds,
        dialogue: optional(
          listOf({ en: 'Who was spoken to, stretch by stretch.', ru: 'С кем говорили, по отрезкам.' }, dialogueStretch),
        ),
        status: optional(
          choice(
            {
              en: 'How far the call got; without a dialogue all its seconds count in this status.',
              ru: 'До чего дошёл звонок; без диалога все его секунды считаются в этом статусе.',
            },
            dialogueStatus,
          ),
        ),
        presented: optional(
          flag({
            en: 'True where the offer was presented, whatever the reaction: an effective call.',
            ru: 'true, если предложение прозвучало, какой бы ни была реакция: результативный звонок.',
          }),
        ),
      },
    ),
    example: {
      callId: 'call-1',
      campaignId: 'K-1',
      operatorId: 'operator-7',
      leadId: 'L-1',
      seconds: { dial: 12, script: 40, hold: 5, talk: 95, wrapUp: 20 },
      dialogue: [
        { status: 'secretary', seconds: 25 },
        { status: 'decision-maker', seconds: 115 },
      ],
      status: 'decision-maker',
      presented: true,
    },
  }),

  'call.scored': fact({
    title: { en: 'Call scored', ru: 'Звонок оценён' },
    meaning: {
      en: 'The quality of a call was judged; the mean of a period may decide a bonus.',
      ru: 'Качество звонка оценено; от средней оценки за период может зависеть премия.',
    },
    naturalKey: ['campaignId', 'callId'],
    data: members(
      { en: 'The score.', ru: 'Оценка.' },
      { callId, campaignId, score: integer({ en: 'The score.', ru: 'Оценка.' }, 0, 100) },
    ),
    example: { callId: 'call-1', campaignId: 'K-1', score: 92 },
  }),

  'shift.worked': fact({
    title: { en: 'Shift worked', ru: 'Смена отработана' },
    meaning: {
      en: 'An operator worked on a campaign from one moment to another; `time` has no effect. Billable by the hour.',
      ru: 'Оператор работал в кампании от одного момента до другого; `time` ни на что не влияет. Оплачивается по часам.',
    },
    introduces: 'shiftId',
    naturalKey: ['campaignId', 'shiftId'],
    billable: 'shift',
    data: members(
      { en: 'The shift.', ru: 'Смена.' },
      {
        shiftId: id({ en: 'The shift, unique in its campaign.', ru: 'Смена, единственная в своей кампании.' }),
        campaignId,
        operatorId,
        from: wholeSecond({ en: 'When it began.', ru: 'Когда началась.' }),
        to: wholeSecond({
          en: 'When it ended: later, and at most 24 hours.',
          ru: 'Когда закончилась: позже и не более чем через 24 часа.',
        }),
        breaks: optional(listOf({ en: 'Time that is not paid.', ru: 'Неоплачиваемое время.' }, workBreak)),
      },
    ),
    rule: faultsOfShift,
    example: {
      shiftId: 'shift-1',
      campaignId: 'K-1',
      operatorId: 'operator-7',
      from: '2026-01-12T09:00:00+03:00',
      to: '2026-01-12T18:00:00+03:00',
      breaks: [{ from: '2026-01-12T13:00:00+03:00', to: '2026-01-12T13:45:00+03:00' }],
    },
  }),
};
