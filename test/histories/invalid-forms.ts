/** Lines of the wrong form (`invalid`), and identities and natural keys that are taken. */
import { Known } from '../oracle/known.js';
import { readHistory } from '../oracle/oracle.js';
import { type Mutation } from './mutation.js';
import { instantOfText, linesOf, writeInstant, type History, type WireFact } from './wire.js';

type Json = Readonly<Record<string, unknown>>;

const nth = <T>(things: readonly T[], n: number): T | undefined => things[n % Math.max(1, things.length)];

/** A recorded fact of one of the types, changed. */
const changed = (
  types: readonly string[],
  change: (fact: WireFact, pick: number) => unknown,
): ((history: History, pick: number) => string | null) => {
  return (history, pick) => {
    const fact = nth(
      history.filter(({ type }) => types.length === 0 || types.includes(type)),
      pick,
    );
    return fact === undefined ? null : JSON.stringify(change(fact, pick));
  };
};

const invalid = (
  what: string,
  types: readonly string[],
  change: (fact: WireFact, pick: number) => unknown,
): Mutation => ({
  what,
  code: 'invalid',
  make: changed(types, change),
});

/** A fact whose data is wrong: under its own identity, or under a new one. */
const wrongData = (what: string, type: string, change: (data: Json) => Json): Mutation =>
  invalid(`${type}: ${what}`, [type], (fact, pick) => ({
    ...fact,
    id: pick % 2 === 0 ? fact.id : 'new',
    data: change(fact.data),
  }));

const without = (name: string): ((members: object) => Json) => {
  return (members) => Object.fromEntries(Object.entries(members).filter(([each]) => each !== name));
};

const envelope: readonly Mutation[] = [
  { what: 'half a line', code: 'invalid', make: (history) => linesOf(history)[0]?.slice(0, -1) ?? null },
  { what: 'a list', code: 'invalid', make: (history) => `[${linesOf(history)[0] ?? ''}]` },
  ...['specversion', 'id', 'source', 'type', 'time', 'data'].map((name) =>
    invalid(`no ${name}`, [], (fact) => without(name)(fact)),
  ),
  ...['specversion', 'id', 'source', 'type', 'time', 'data'].map((name) =>
    invalid(`${name} null`, [], (fact) => ({ ...fact, [name]: null })),
  ),
  invalid('another version', [], (fact) => ({ ...fact, specversion: '0.3' })),
  invalid('an empty id', [], (fact) => ({ ...fact, id: '' })),
  invalid('a number for an id', [], (fact) => ({ ...fact, id: 7 })),
  invalid('the reserved source', [], (fact) => ({ ...fact, source: 'deemed' })),
  invalid('half a character', [], (fact) => ({ ...fact, id: 'half \ud800' })),
  invalid('an unknown type', [], (fact) => ({ ...fact, type: 'lead.teleported' })),
  invalid('data that is a list', [], (fact) => ({ ...fact, data: [] })),
  ...[
    '2026-01-10T12:00:00',
    '2026-01-10',
    '2026-02-30T12:00:00Z',
    '2026-01-10T24:00:00Z',
    '2026-12-31T23:59:60Z',
    '2026-01-10T12:00:00+24:00',
    'yesterday',
  ].map((time) => invalid(`the time ${time}`, [], (fact) => ({ ...fact, time }))),
  invalid('recorded before it happened', [], (fact) => ({
    ...fact,
    recordedtime: writeInstant(instantOfText(fact.time) - 1n, 'UTC'),
  })),
];

const data: readonly Mutation[] = [
  ...['lead.confirmed', 'lead.transferred', 'lead.arrived', 'lead.returned', 'lead.identified'].flatMap((type) => [
    wrongData('no leadId', type, without('leadId')),
    wrongData('an empty leadId', type, (members) => ({ ...members, leadId: '' })),
  ]),
  wrongData('no name', 'client.registered', without('name')),
  wrongData('a country in full', 'client.registered', (members) => ({ ...members, country: 'Russia' })),
  wrongData('a country that does not exist', 'client.registered', (members) => ({ ...members, country: 'ZZ' })),
  wrongData('no terms', 'contract.signed', without('terms')),
  wrongData('terms that are a text', 'contract.signed', (members) => ({ ...members, terms: 'as usual' })),
  wrongData('no product', 'campaign.launched', without('product')),
  wrongData('no clause named', 'campaign.launched', (members) => ({ ...members, clauses: [] })),
  wrongData('a budget as a number', 'campaign.launched', (members) => ({ ...members, pilot: { budget: 100 } })),
  wrongData('no person', 'lead.registered', without('person')),
  wrongData('a phone as a number', 'lead.registered', (members) => ({ ...members, person: { phone: 79161234561 } })),
  wrongData('no seconds', 'call.completed', without('seconds')),
  ...[-5, 1.5, '60', true].map((talk) =>
    wrongData(`talk ${talk.toString()}`, 'call.completed', (members) => ({ ...members, seconds: { talk } })),
  ),
  wrongData('an unknown status', 'call.completed', (members) => ({ ...members, status: 'asleep' })),
  wrongData('presented, perhaps', 'call.completed', (members) => ({ ...members, presented: 'yes' })),
  wrongData('a dialogue without seconds', 'call.completed', (members) => ({
    ...members,
    dialogue: [{ status: 'consent' }],
  })),
  ...[-1, 101, 50.5].map((score) =>
    wrongData(`the score ${score}`, 'call.scored', (members) => ({ ...members, score })),
  ),
  wrongData('no end', 'shift.worked', without('to')),
  wrongData('no length', 'shift.worked', (members) => ({ ...members, to: members['from'] })),
  wrongData('a second more than a day', 'shift.worked', (members) => ({
    ...members,
    to: writeInstant(instantOfText(String(members['from'])) + 86_401_000_000n, 'UTC'),
  })),
  wrongData('parts of a second', 'shift.worked', (members) => ({
    ...members,
    to: writeInstant(instantOfText(String(members['to'])) - 500_000n, 'UTC'),
  })),
  wrongData('a break that ends before it begins', 'shift.worked', (members) => ({
    ...members,
    breaks: [{ from: members['to'], to: members['from'] }],
  })),
  wrongData('arrived by magic', 'lead.arrived', (members) => ({ ...members, as: 'teleported' })),
  wrongData('no reason of the list', 'lead.not-arrived', (members) => ({ ...members, reason: 'rain' })),
  wrongData('no reason', 'lead.returned', without('reason')),
  wrongData('no verdict', 'return.decided', (members) => ({ ...members, decision: 'perhaps' })),
  wrongData('one lead', 'person.linked', (members) => ({ ...members, leadIds: ['L1'] })),
  wrongData('no lead', 'person.separated', (members) => ({ ...members, leadIds: [] })),
  wrongData('a name for a key', 'key.shared', (members) => ({ ...members, kind: 'name' })),
  wrongData('no fact', 'dispute.opened', without('fact')),
  wrongData('no verdict', 'dispute.resolved', (members) => ({ ...members, decision: 'withdrawn' })),
  wrongData('a day that does not exist', 'contract.terminated', (members) => ({ ...members, endsOn: '2026-02-30' })),
  wrongData('a thirteenth month', 'period.closed', (members) => ({ ...members, period: '2026-13' })),
  wrongData('a week that its year does not have', 'period.closed', (members) => ({ ...members, period: '2025-W53' })),
  wrongData('a comma', 'payment.received', (members) => ({ ...members, amount: '10,50' })),
  wrongData('retroactive, perhaps', 'contract.amended', (members) => ({ ...members, retroactive: 'yes' })),
  ...[
    'client.registered',
    'contract.signed',
    'campaign.launched',
    'lead.registered',
    'period.closed',
    'fact.retracted',
  ].map((type): Mutation =>
    invalid(`taking back ${type}`, [type], ({ source, id }) => ({
      specversion: '1.0',
      id: 'new',
      source: 'crm',
      type: 'fact.retracted',
      time: '2026-06-01T00:00:00Z',
      data: { fact: { source, id } },
    })),
  ),
];

const conflicts: readonly Mutation[] = [
  {
    what: 'another time under an identity that is taken',
    code: 'conflict',
    make: changed([], (fact) => {
      const { recordedtime: _, ...rest } = fact;
      return { ...rest, time: writeInstant(instantOfText(fact.time) + 1_000_000n, 'UTC') };
    }),
  },
  {
    what: 'another member under an identity that is taken',
    code: 'conflict',
    make: changed([], (fact) => ({ ...fact, data: { ...fact.data, 'something-else': 1 } })),
  },
];

const INTRODUCING = [
  'client.registered',
  'contract.signed',
  'contract.terminated',
  'campaign.launched',
  'lead.registered',
  'call.completed',
  'call.scored',
  'shift.worked',
  'dispute.opened',
  'payment.received',
];

const duplicates: readonly Mutation[] = INTRODUCING.map((type) => ({
  what: `${type} under another identity`,
  code: 'duplicate',
  make: (history, pick) => {
    const { standing } = new Known(readHistory(linesOf(history)).facts);
    const taken = history.filter(
      (fact) => fact.type === type && standing.some(({ source, id }) => source === fact.source && id === fact.id),
    );
    const fact = nth(taken, pick);
    return fact === undefined ? null : JSON.stringify({ ...fact, id: 'new' });
  },
}));

export const formMutations: readonly Mutation[] = [...envelope, ...data, ...conflicts, ...duplicates];
