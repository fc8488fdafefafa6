import { describe, expect, it } from '@jest/globals';
import {
  declarationOf,
  explainRefusals,
  factExamples,
  factTypes,
  isRefusal,
  naturalKeyOf,
  readFact,
  type Fact,
  type FactOf,
  type FactType,
} from './index.js';
import { pathsIn, withAt } from './schema.arbitrary.js';
import { shapeOf } from './schema.builders.js';

/** Wrong values of every member of every type; `undefined` leaves the member out. */
const wrong: Readonly<Record<FactType, Readonly<Record<string, readonly unknown[]>>>> = {
  'client.registered': {
    clientId: [undefined, null, '', 5, 'x\ud800'],
    name: [undefined, null, '', 5],
    taxId: [7701234567],
    country: ['Russia', 'ru', 'ZZ', '', 643],
  },
  'contract.signed': {
    contractId: [undefined, ''],
    clientId: [undefined, ''],
    terms: [undefined, null, [], 'terms', 5],
  },
  'contract.amended': { contractId: [undefined, ''], terms: [undefined, []], retroactive: ['true', 1] },
  'contract.terminated': {
    contractId: [undefined, ''],
    endsOn: [undefined, '2026-02-29', '31.12.2026', '2026-12-31T00:00:00Z', 20261231],
    reason: [5],
    retroactive: ['yes'],
  },
  'campaign.launched': {
    campaignId: [undefined, ''],
    contractId: [undefined, ''],
    product: [undefined, '', 5],
    name: [5],
    clauses: [[], 'conf', {}],
    'clauses[0]': ['', 5, null],
    pilot: [true, []],
    'pilot.budget': [undefined, 50000, '-1', '12,5', '1e3', '.5', '5.', '+1', ' 1', '', 'x'],
    'pilot.maxLeads': [-1, 1.5, '5', 2 ** 53],
    'pilot.endsOn': ['2026-13-01', 5],
    'pilot.hypothesis': [{}],
  },
  'campaign.closed': { campaignId: [undefined, ''], reason: [5] },
  'lead.registered': {
    leadId: [undefined, ''],
    campaignId: [undefined, ''],
    person: [undefined, null, '+79161234567', []],
    'person.phone': [79161234567],
    'person.email': [['anna@example.com']],
    'person.externalId': [77],
    'person.name': [{}],
    personKeys: ['phone:1', {}],
    'personKeys[0]': ['+79161234567', 'fax:1', 'phone:', 5, null],
  },
  'lead.identified': {
    leadId: [undefined, ''],
    person: [undefined, null],
    'person.phone': [5],
    'person.email': [5],
    'person.externalId': [5],
    'person.name': [5],
    personKeys: [5],
    'personKeys[0]': ['x'],
  },
  'person.linked': {
    clientId: [undefined, ''],
    leadIds: [undefined, null, [], ['L-1'], 'L-1', ['L-1', 'L-1']],
    'leadIds[0]': ['', null, 5],
  },
  'person.separated': { clientId: [undefined, ''], leadIds: [undefined, null, []], 'leadIds[0]': ['', 5] },
  'key.shared': { clientId: [undefined, ''], kind: [undefined, 'name', ''], value: [undefined, '', 74951234567] },
  'call.completed': {
    callId: [undefined, ''],
    campaignId: [undefined, ''],
    operatorId: [undefined, ''],
    leadId: ['', 5],
    seconds: [undefined, null, 5, []],
    'seconds.dial': [-5, 1.5, '5', 2 ** 53],
    'seconds.script': [-1],
    'seconds.hold': [0.5],
    'seconds.talk': [true],
    'seconds.wrapUp': [[]],
    dialogue: [{}, 'consent'],
    'dialogue[0]': [null, [], 'consent'],
    'dialogue[0].status': [undefined, null, 'asleep'],
    'dialogue[0].seconds': [undefined, null, -1, 1.5],
    status: ['asleep', 5],
    presented: ['true', 1],
  },
  'call.scored': {
    callId: [undefined, ''],
    campaignId: [undefined, ''],
    score: [undefined, null, -1, 101, 92.5, '92'],
  },
  'shift.worked': {
    shiftId: [undefined, ''],
    campaignId: [undefined, ''],
    operatorId: [undefined, ''],
    from: [undefined, null, '2026-01-12', '2026-01-12T09:00:00', '2026-01-12T09:00:00.5Z'],
    to: [undefined, null, 5, '2026-01-12T09:00:00+03:00', '2026-01-13T09:00:01+03:00'],
    breaks: [{}, 'noon'],
    'breaks[0]': [null, []],
    'breaks[0].from': [undefined, '13:00'],
    'breaks[0].to': [undefined, '13:45', '2026-01-12T13:00:00+03:00'],
  },
  'lead.confirmed': { leadId: [undefined, null, '', 5] },
  'lead.transferred': { leadId: [undefined, ''] },
  'lead.arrived': { leadId: [undefined, ''], as: [undefined, null, 'teleported', 'Arrived'] },
  'lead.not-arrived': { leadId: [undefined, ''], reason: [undefined, null, 'no-idea'] },
  'lead.returned': { leadId: [undefined, ''], reason: [undefined, null, ''], evidence: [5] },
  'return.decided': { leadId: [undefined, ''], decision: [undefined, 'upheld'], note: [5] },
  'dispute.opened': {
    disputeId: [undefined, ''],
    contractId: [undefined, ''],
    clauseId: [undefined, ''],
    fact: [undefined, null, 'f-1'],
    'fact.source': [undefined, ''],
    'fact.id': [undefined, '', 5],
    reason: [undefined, ''],
  },
  'dispute.resolved': { disputeId: [undefined, ''], decision: [undefined, 'accepted'], note: [5] },
  'dispute.withdrawn': { disputeId: [undefined, ''] },
  'fact.retracted': {
    fact: [undefined, null],
    'fact.source': [undefined, ''],
    'fact.id': [undefined, ''],
    reason: [5],
  },
  'period.closed': {
    contractId: [undefined, ''],
    period: [undefined, '2026', '2026-13', '2026-W54', '2025-W53', '2026-Q5', '2026-1', 202601],
  },
  'correction.issued': { contractId: [undefined, ''] },
  'payment.received': {
    paymentId: [undefined, ''],
    clientId: [undefined, ''],
    contractId: [undefined, ''],
    amount: [undefined, 720, '7 20', '720,00', '+720', '--1', '1.', ''],
    reference: [5],
  },
};

/** Lists as they are, their items apart: `clauses[0]`. */
const examples = new Map(factExamples.map((fact) => [fact.type, fact]));

describe.each(factTypes)('%s', (type) => {
  const example = examples.get(type);

  it('has an example that is in order and shows every member', () => {
    const result = readFact(example);
    expect(isRefusal(result)).toBe(false);
    expect(pathsOfValue(declarationOf(type).example).sort()).toEqual(expect.arrayContaining(pathsOfType(type).sort()));
  });

  it('names every member in both languages', () => {
    const { title, meaning } = declarationOf(type);
    for (const sentence of [title, meaning]) {
      expect(sentence.en).toMatch(/^[A-Z]/);
      expect(sentence.ru).toMatch(/^[А-Я]/);
    }
  });

  it('has a wrong value here for every member', () => {
    expect(Object.keys(wrong[type]).sort()).toEqual(pathsOfType(type).sort());
  });

  const mistakes = Object.entries(wrong[type]).flatMap(([path, values]) => values.map((value) => ({ path, value })));
  it.each(mistakes)('is refused when $path is $value', ({ path, value }) => {
    const result = readFact(withAt(example, `data.${path}`, value));
    expect(result).toMatchObject({ code: 'invalid', path: `data.${path}` });
  });

  it('may go without what is optional, or have null there', () => {
    const optional = Object.entries(wrong[type]).filter(
      ([path, values]) => !values.includes(undefined) && !path.endsWith(']'),
    );
    for (const [path] of optional) {
      for (const value of [undefined, null]) {
        const without = withAt(example, `data.${path}`, value);
        expect({ path, refusals: explainRefusals(without) }).toEqual({ path, refusals: [] });
        expect(isRefusal(readFact(without))).toBe(false);
      }
    }
  });
});

describe('The catalogue', () => {
  it('declares every type of section 1.1, in that order', () => {
    expect(factTypes).toEqual(Object.keys(wrong));
  });

  it('types the data of each fact by its type, read-only', () => {
    const arrivals = (fact: Fact): readonly ('arrived' | 'onboarded' | 'installed')[] => {
      if (fact.type !== 'lead.arrived') return [];
      // @ts-expect-error -- what is recorded is never written to.
      const write = () => (fact.data.leadId = 'L-2');
      expect(write).toBeDefined();
      return [fact.data.as];
    };
    expect(factExamples.flatMap(arrivals)).toEqual(['installed']);
    const spoken = (call: FactOf<'call.completed'>): number | undefined => call.data.dialogue?.[0]?.seconds;
    expect(spoken(examples.get('call.completed') as FactOf<'call.completed'>)).toBe(25);
  });

  it('says which facts can be retracted', () => {
    expect(factTypes.filter((type) => !declarationOf(type).retractable)).toEqual([
      'client.registered',
      'contract.signed',
      'campaign.launched',
      'lead.registered',
      'fact.retracted',
      'period.closed',
      'correction.issued',
    ]);
  });

  it('says what is billable', () => {
    const billable = factTypes.map((type) => [type, declarationOf(type).billable]).filter(([, kind]) => kind);
    expect(Object.fromEntries(billable)).toEqual({
      'call.completed': 'call',
      'shift.worked': 'shift',
      'lead.confirmed': 'outcome',
      'lead.transferred': 'outcome',
      'lead.arrived': 'outcome',
    });
  });

  it('says what may be recorded once only', () => {
    const keyed = factTypes
      .map((type) => [type, declarationOf(type).naturalKey] as const)
      .filter(([, key]) => key.length);
    expect(Object.fromEntries(keyed)).toEqual({
      'client.registered': ['clientId'],
      'contract.signed': ['contractId'],
      'contract.terminated': ['contractId'],
      'campaign.launched': ['campaignId'],
      'lead.registered': ['leadId'],
      'call.completed': ['campaignId', 'callId'],
      'call.scored': ['campaignId', 'callId'],
      'shift.worked': ['campaignId', 'shiftId'],
      'dispute.opened': ['disputeId'],
      'payment.received': ['paymentId'],
    });
  });

  it('keeps the calls of two campaigns apart, however their ids are cut', () => {
    const call = (campaignId: string, callId: string): Fact => ({
      ...(examples.get('call.scored') as FactOf<'call.scored'>),
      data: { campaignId, callId, score: 1 },
    });
    expect(naturalKeyOf(call('K', '1'))).toBe(naturalKeyOf(call('K', '1')));
    expect(naturalKeyOf(call('K', '11'))).not.toBe(naturalKeyOf(call('K1', '1')));
    expect(naturalKeyOf(call('1:K', '1'))).not.toBe(naturalKeyOf(call('1', ':K1')));
    expect(naturalKeyOf(examples.get('lead.confirmed')!)).toBeUndefined();
  });

  it('takes a person without any key, and texts that say nothing', () => {
    const registered = examples.get('lead.registered');
    for (const person of [{}, { phone: '', email: '', externalId: '', name: '' }, { phone: 'unknown' }]) {
      expect(explainRefusals(withAt(registered, 'data.person', person))).toEqual([]);
    }
    expect(explainRefusals(withAt(registered, 'data.personKeys', []))).toEqual([]);
  });

  it('takes amounts with and without a fraction, and negative payments', () => {
    const payment = examples.get('payment.received');
    for (const amount of ['12', '12.5', '12.3456', '-720.00', '0']) {
      expect(explainRefusals(withAt(payment, 'data.amount', amount))).toEqual([]);
    }
  });
});

function pathsOfType(type: FactType): string[] {
  return pathsIn(shapeOf(declarationOf(type).data));
}

/** The paths in a value, of lists the first item; what is inside terms is not ours. */
function pathsOfValue(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [`${path}[0]`, ...pathsOfValue(value[0], `${path}[0]`)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return [at, ...pathsOfValue(member, at)];
  });
}
