/** The facts on the wire (sections 1 and 1.1): their envelope, and the form of the data of each type. */
import { DAY, isPeriodName, type Micros } from './calendar.js';
import { isCountry } from './countries.js';
import {
  anyObject,
  anything,
  date,
  decimal,
  flag,
  instant,
  list,
  maybe,
  object,
  oneOf,
  signedDecimal,
  such,
  text,
  whole,
  wholeSecond,
  word,
  Wrong,
  type Formed,
} from './forms.js';
import { canonical, type Identity } from './text.js';

export const KEY_KINDS = ['phone', 'email', 'externalId'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];
export const DIALOGUE_STATUSES = ['no-answer', 'secretary', 'decision-maker', 'consent'] as const;
export type DialogueStatus = (typeof DIALOGUE_STATUSES)[number];
export const SPEECH = ['dial', 'script', 'hold', 'talk', 'wrapUp'] as const;

export const ARRIVALS = ['arrived', 'onboarded', 'installed'] as const;
const REFUSALS = [
  'not-called-in-time',
  'no-technical-capability',
  'negative-attitude',
  'weaker-offer',
  'changed-mind',
  'unreachable',
  'other',
] as const;

const note = maybe(text);
const factReference = object({ source: word, id: word });
const person = object({ phone: note, email: note, externalId: note, name: note });
/** Section 4: `["phone:<digest>", …]`. */
const personKey = such(text, (key) => /^(phone|email|externalId):./su.test(key), 'a kind, a colon and a digest');
const personKeys = maybe(list(personKey));
const distinct = (values: readonly string[]): number => new Set(values).size;
const leadId = object({ leadId: word });
const seconds = whole(0);
const country = maybe(such(text, isCountry, 'an ISO 3166 country'));
/** Parts of a break outside the shift mean nothing, so that only its own order matters. */
const pause = such(
  object({ from: wholeSecond, to: wholeSecond }),
  ({ from, to }) => to > from,
  'an end after the beginning',
);
const shift = object({
  shiftId: word,
  campaignId: word,
  operatorId: word,
  from: wholeSecond,
  to: wholeSecond,
  breaks: maybe(list(pause)),
});

/** Section 1.1, row by row. */
const FORMS = {
  'client.registered': object({ clientId: word, name: text, taxId: note, country }),
  'contract.signed': object({ contractId: word, clientId: word, terms: anyObject }),
  'contract.amended': object({ contractId: word, terms: anyObject, retroactive: maybe(flag) }),
  'contract.terminated': object({ contractId: word, endsOn: date, reason: note, retroactive: maybe(flag) }),
  'campaign.launched': object({
    campaignId: word,
    contractId: word,
    product: word,
    name: note,
    clauses: maybe(list(word, 1)),
    pilot: maybe(object({ budget: decimal, maxLeads: maybe(whole(0)), endsOn: maybe(date), hypothesis: note })),
  }),
  'campaign.closed': object({ campaignId: word, reason: note }),
  'lead.registered': object({ leadId: word, campaignId: word, person, personKeys }),
  'lead.identified': object({ leadId: word, person, personKeys }),
  'person.linked': such(
    object({ clientId: word, leadIds: list(word, 2) }),
    ({ leadIds }) => distinct(leadIds) >= 2,
    'two leads or more',
  ),
  'person.separated': object({ clientId: word, leadIds: list(word, 1) }),
  'key.shared': object({ clientId: word, kind: oneOf(...KEY_KINDS), value: word }),
  'call.completed': object({
    callId: word,
    campaignId: word,
    operatorId: word,
    leadId: maybe(word),
    seconds: object({
      dial: maybe(seconds),
      script: maybe(seconds),
      hold: maybe(seconds),
      talk: maybe(seconds),
      wrapUp: maybe(seconds),
    }),
    dialogue: maybe(list(object({ status: oneOf(...DIALOGUE_STATUSES), seconds }))),
    status: maybe(oneOf(...DIALOGUE_STATUSES)),
    presented: maybe(flag),
  }),
  'call.scored': object({ callId: word, campaignId: word, score: whole(0, 100) }),
  'shift.worked': such(
    shift,
    ({ from, to }) => to > from && to - from <= DAY,
    'an end at most 24 h after the beginning',
  ),
  'lead.confirmed': leadId,
  'lead.transferred': leadId,
  'lead.arrived': object({ leadId: word, as: oneOf(...ARRIVALS) }),
  'lead.not-arrived': object({ leadId: word, reason: oneOf(...REFUSALS) }),
  'lead.returned': object({ leadId: word, reason: word, evidence: anything }),
  'return.decided': object({ leadId: word, decision: oneOf('accepted', 'refused'), note }),
  'dispute.opened': object({ disputeId: word, contractId: word, clauseId: word, fact: factReference, reason: text }),
  'dispute.resolved': object({ disputeId: word, decision: oneOf('upheld', 'rejected'), note }),
  'dispute.withdrawn': object({ disputeId: word }),
  'fact.retracted': object({ fact: factReference, reason: note }),
  'period.closed': object({ contractId: word, period: such(text, isPeriodName, 'a week, month or quarter') }),
  'correction.issued': object({ contractId: word }),
  'payment.received': object({
    paymentId: word,
    clientId: word,
    contractId: word,
    amount: signedDecimal,
    reference: note,
  }),
};

export type FactType = keyof typeof FORMS;

interface FactOf<T extends FactType> extends Identity {
  readonly type: T;
  readonly time: Micros;
  /** Section 1: when it was recorded; `time` where the wire says nothing. */
  readonly recorded: Micros;
  readonly data: Formed<(typeof FORMS)[T]>;
  /** Type, instant and data as received: the same again is the same fact. */
  readonly content: string;
}

export type Fact<T extends FactType = FactType> = { [K in T]: FactOf<K> }[T];

const isFactType = (type: string): type is FactType => Object.hasOwn(FORMS, type);

const envelope = object({
  specversion: oneOf('1.0'),
  id: word,
  source: such(word, (source) => source !== 'deemed', 'another source (`deemed` is reserved)'),
  type: such(text, isFactType, 'a known type'),
  time: instant,
  recordedtime: maybe(instant),
  data: anyObject,
});

/** Half a character has no canonical form (RFC 8785), so that nobody could say whether it comes again. */
function isWhole(value: unknown): boolean {
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value);
  return typeof value !== 'object' || value === null || Object.entries(value).flat().every(isWhole);
}

function parsed(line: string): unknown {
  try {
    const value = JSON.parse(line) as unknown;
    if (isWhole(value)) return value;
  } catch {
    throw new Wrong('JSON expected');
  }
  throw new Wrong('whole characters expected');
}

/** One line as a fact; throws `Wrong` for what section 1 calls `invalid`. */
export function readFact(line: string): Fact {
  const { id, source, type, time, recordedtime, data } = envelope(parsed(line));
  const recorded = recordedtime ?? time;
  if (time > recorded) throw new Wrong('it was recorded before it happened');
  const factType = type as FactType;
  const content = canonical([factType, time.toString(), data]);
  return { id, source, type: factType, time, recorded, data: FORMS[factType](data), content } as Fact;
}
