import type { DialogueStatus } from '@paidonce/facts';
import { CALLING, DAYS, HOURS, MINUTES, within, type Moment } from './clock.js';
import type { History, Identity } from './history.js';
import type { Contact } from './people.js';
import { Deck, type Random } from './random.js';

/** How a call goes: nobody answers, a secretary does, "call me later", the offer is turned down, or it is taken. */
export type Course = 'unanswered' | 'secretary' | 'later' | 'refused' | 'agreed';

/** What a lead comes to in the end. */
export type Ending = 'agreed' | 'refused' | 'unreachable';

/** From and to, in seconds. */
type Range = readonly [least: number, most: number];

/** How long the parts of a call take that reaches somebody. */
interface Pace {
  readonly script: Range;
  readonly hold: Range;
  readonly talk: Range;
}

export type Paces = Readonly<Record<Exclude<Course, 'unanswered'>, Pace>>;

/** How long calls take where a case does not say otherwise. */
export const usualPaces: Paces = {
  secretary: { script: [10, 25], hold: [5, 60], talk: [0, 15] },
  later: { script: [15, 30], hold: [0, 0], talk: [10, 40] },
  refused: { script: [30, 60], hold: [0, 0], talk: [20, 120] },
  agreed: { script: [50, 80], hold: [0, 30], talk: [120, 360] },
};

/** One person's case, as the call centre knows it. */
export interface DemoLead {
  readonly leadId: string;
  readonly campaignId: string;
  readonly contact: Contact;
  readonly isKnown: boolean;
}

export interface DemoCall {
  readonly fact: Identity;
  readonly callId: string;
  readonly endsAt: Moment;
  readonly recordedAt: Moment;
}

/** While the link to the telephony is down, calls are recorded only after it is up again. */
interface Outage {
  readonly from: Moment;
  readonly to: Moment;
  readonly repairedAt: Moment;
}

export interface Calling {
  readonly random: Random;
  readonly operators: number;
  readonly paces: Paces;
  /** How many calls come to nothing before the one that decides. */
  readonly attempts: Deck<number>;
  readonly outages?: readonly Outage[];
  /** Of a hundred calls in which the offer was presented, so many are listened to and scored. */
  readonly scored?: number;
}

/** The call centre at work: it registers leads and calls them. */
export class CallCentre {
  #leads = 0;
  #calls = 0;
  /** Most calls that decide nothing reach nobody. */
  readonly #undecided: Deck<'unanswered' | 'later' | 'secretary'>;

  constructor(
    readonly history: History,
    readonly calling: Calling,
  ) {
    this.#undecided = new Deck(calling.random, [
      ['unanswered', 6],
      ['later', 2],
      ['secretary', 2],
    ]);
  }

  /** Registers a lead; one that is not known yet is identified when somebody has spoken to them (`workUp`). */
  register(campaignId: string, contact: Contact, at: Moment, isKnown = true): DemoLead {
    const leadId = `${this.history.name}-lead-${++this.#leads}`;
    const person = isKnown ? contact : {};
    this.history.record('crm', 'lead.registered', { leadId, campaignId, person }, at);
    return { leadId, campaignId, contact, isKnown };
  }

  /** Calls a lead until it comes to an end; answers the call that decided. */
  workUp(lead: DemoLead, ending: Ending, at: Moment): DemoCall {
    const { random, attempts } = this.calling;
    const before = attempts.draw();
    let next = within(CALLING, at + random.between(5 * MINUTES, 4 * HOURS), random);
    for (let i = 0; i < before; i++) {
      const { endsAt } = this.call(lead, this.#undecided.draw(), next);
      next = within(CALLING, endsAt + random.between(2 * HOURS, 2 * DAYS), random);
    }
    if (ending !== 'unreachable') return this.#decides(lead, ending, next);
    const { endsAt } = this.call(lead, 'unanswered', next);
    return this.call(lead, 'unanswered', within(CALLING, endsAt + random.between(4 * HOURS, 3 * DAYS), random));
  }

  #decides(lead: DemoLead, ending: 'agreed' | 'refused', at: Moment): DemoCall {
    const call = this.call(lead, ending, at);
    const { leadId, isKnown, contact } = lead;
    if (!isKnown) this.history.record('crm', 'lead.identified', { leadId, person: contact }, call.endsAt);
    return call;
  }

  call({ leadId, campaignId }: Pick<DemoLead, 'leadId' | 'campaignId'>, course: Course, at: Moment): DemoCall {
    const { random, operators, outages, scored } = this.calling;
    const callId = `${this.history.name}-call-${++this.#calls}`;
    const operatorId = `operator-${String(random.between(1, operators)).padStart(2, '0')}`;
    const { seconds, dialogue, status, presented } = this.#speak(course);
    const { dial, script, hold, talk, wrapUp } = seconds;
    const endsAt = at + dial + script + hold + talk;
    const outage = outages?.find(({ from, to }) => at >= from && at < to);
    const recordedAt = outage ? outage.repairedAt + random.between(0, HOURS) : endsAt + wrapUp;
    const data = { callId, campaignId, operatorId, leadId, seconds, dialogue, status, presented };
    const fact = this.history.record('telephony', 'call.completed', data, at, recordedAt);
    if (presented && scored !== undefined && random.chance(scored)) {
      const scoredAt = within(CALLING, recordedAt + DAYS, random);
      this.history.record('crm', 'call.scored', { callId, campaignId, score: random.around(62, 100) }, scoredAt);
    }
    return { fact, callId, endsAt, recordedAt };
  }

  confirm({ leadId }: DemoLead, at: Moment, recordedAt = at): Identity {
    return this.history.record('crm', 'lead.confirmed', { leadId }, at, recordedAt);
  }

  transfer({ leadId }: DemoLead, at: Moment, recordedAt = at): Identity {
    return this.history.record('crm', 'lead.transferred', { leadId }, at, recordedAt);
  }

  #speak(course: Course): Spoken {
    const { random, paces } = this.calling;
    const dial = random.between(6, 40);
    if (course === 'unanswered') {
      // Some reach an answering machine.
      const script = random.chance(25) ? random.between(4, 9) : 0;
      const dialogue = script > 0 ? [{ status: 'no-answer' as const, seconds: script }] : [];
      const seconds = { dial, script, hold: 0, talk: 0, wrapUp: 3 };
      return { seconds, dialogue, status: 'no-answer', presented: false };
    }
    const pace = paces[course];
    const script = random.around(...pace.script);
    const hold = random.around(...pace.hold);
    const talk = random.around(...pace.talk);
    const seconds = { dial, script, hold, talk, wrapUp: random.between(8, 40) };
    const presented = course === 'refused' || course === 'agreed';
    return { seconds, dialogue: dialogueOf(course, seconds), status: STATUS[course], presented };
  }
}

interface Spoken {
  readonly seconds: Readonly<Record<'dial' | 'script' | 'hold' | 'talk' | 'wrapUp', number>>;
  readonly dialogue: Stretch[];
  readonly status: DialogueStatus;
  readonly presented: boolean;
}

interface Stretch {
  readonly status: DialogueStatus;
  readonly seconds: number;
}

const STATUS = {
  secretary: 'secretary',
  later: 'decision-maker',
  refused: 'decision-maker',
  agreed: 'consent',
} as const;

/** The same seconds by whom they were spoken with: on hold is the secretary's, what follows agreement is consent. */
function dialogueOf(course: Exclude<Course, 'unanswered'>, { script, hold, talk }: Spoken['seconds']): Stretch[] {
  if (course === 'secretary') return [{ status: 'secretary', seconds: script + hold + talk }];
  const consent = course === 'agreed' ? Math.floor(talk / 2) : 0;
  const stretches: Stretch[] = [
    { status: 'secretary', seconds: hold },
    { status: 'decision-maker', seconds: script + talk - consent },
    { status: 'consent', seconds: consent },
  ];
  return stretches.filter(({ seconds }) => seconds > 0);
}
