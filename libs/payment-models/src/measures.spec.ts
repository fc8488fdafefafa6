import { describe, expect, it } from '@jest/globals';
import { formatExact } from '@paidonce/kernel';
import { arrivedClient } from './arrived-client/arrived-client.model.js';
import { confirmedLead } from './confirmed-lead/confirmed-lead.model.js';
import { differentiatedMinute } from './differentiated-minute/differentiated-minute.model.js';
import { effectiveCall } from './effective-call/effective-call.model.js';
import type { Measure, MeasuredCall, MeasuredOutcome } from './index.js';
import { operatorHour } from './operator-hour/operator-hour.model.js';
import { operatorMinute } from './operator-minute/operator-minute.model.js';

const call = (more: Partial<MeasuredCall> = {}): MeasuredCall => ({
  ...{ dial: 1, script: 20, hold: 300, talk: 4000, wrapUp: 50_000 },
  ...{ dialogue: undefined, status: undefined, presented: false },
  ...more,
});

/** What a model adds, as `quantity` or `quantity detail`. */
function added(measure: (add: Measure) => void): string[] {
  const found: string[] = [];
  measure((quantity, detail) => found.push(detail === null ? String(quantity) : `${quantity} ${detail}`));
  return found;
}

const plain = { first: 1, next: 1 };

describe('An operator minute', () => {
  const minutes = (of: MeasuredCall, counts: ('dial' | 'script' | 'hold' | 'talk' | 'wrapUp')[], increment = plain) =>
    added((add) => {
      operatorMinute.measure(of, { counts, increment }, add);
    });

  it('counts the parts that the clause names', () => {
    expect(minutes(call(), ['script', 'hold', 'talk'])).toEqual(['4320']);
    expect(minutes(call(), ['dial', 'wrapUp'])).toEqual(['50001']);
    expect(operatorMinute.fields.counts.fallback).toEqual(['script', 'hold', 'talk']);
  });

  it('steps once a call, not once a part', () => {
    expect(minutes(call({ script: 1, talk: 1 }), ['script', 'talk'], { first: 60, next: 60 })).toEqual(['60']);
  });

  it('of nothing is no minute', () => {
    expect(minutes(call({ talk: 0 }), ['talk'], { first: 60, next: 60 })).toEqual([]);
  });
});

describe('A differentiated minute', () => {
  const minutes = (of: MeasuredCall, increment = plain) =>
    added((add) => {
      differentiatedMinute.measure(of, { increment }, add);
    });
  const dialogue = { 'no-answer': 0, secretary: 31, 'decision-maker': 1, consent: 0 };

  it('counts the dialogue by status, each after the increment', () => {
    expect(minutes(call({ dialogue }))).toEqual(['31 secretary', '1 decision-maker']);
    expect(minutes(call({ dialogue, status: 'consent' }), { first: 30, next: 6 })).toEqual([
      '36 secretary',
      '30 decision-maker',
    ]);
  });

  it('without a dialogue counts script, hold and talk in the status of the call', () => {
    expect(minutes(call({ status: 'no-answer' }))).toEqual(['4320 no-answer']);
    expect(minutes(call({ status: 'no-answer', script: 0, hold: 0, talk: 0 }))).toEqual([]);
  });

  it('without both counts nothing', () => {
    expect(minutes(call())).toEqual([]);
  });

  it('has a price for the statuses with a rate, and for no other', () => {
    const priceOf = differentiatedMinute.price.field.parse({ consent: '18.00', secretary: '0' });
    const shown = ['consent', 'secretary', 'no-answer', null].map((status) => {
      const price = priceOf(status);
      return price && formatExact(price);
    });
    expect(shown).toEqual(['18', '0', undefined, undefined]);
    expect([
      differentiatedMinute.price.member,
      differentiatedMinute.price.per,
      differentiatedMinute.price.tiers,
    ]).toEqual(['rates', 60, false]);
  });
});

describe('An operator hour', () => {
  it('counts the seconds that are the shift’s to be paid', () => {
    expect(
      [29_700, 0].map((seconds) =>
        added((add) => {
          operatorHour.measure({ seconds }, {}, add);
        }),
      ),
    ).toEqual([['29700'], []]);
  });
});

describe('An effective call', () => {
  it('is one in which the offer was presented, however short', () => {
    const calls = [call({ presented: true, talk: 0 }), call()];
    expect(
      calls.map((of) =>
        added((add) => {
          effectiveCall.measure(of, {}, add);
        }),
      ),
    ).toEqual([['1'], []]);
  });

  it('is in no once group unless its clause names one', () => {
    expect(effectiveCall.once).toEqual({ group: null });
  });
});

const outcome = (type: MeasuredOutcome['type'], as?: MeasuredOutcome['as'], deemed = false): MeasuredOutcome => ({
  type,
  as,
  deemed,
});
const outcomes = [
  outcome('lead.confirmed'),
  outcome('lead.transferred'),
  outcome('lead.arrived', 'arrived'),
  outcome('lead.arrived', 'onboarded'),
  outcome('lead.arrived', 'installed'),
  outcome('lead.arrived', undefined, true),
];

describe('A confirmed lead', () => {
  it.each<['confirmed' | 'transferred', number[]]>([
    ['confirmed', [1, 0, 0, 0, 0, 0]],
    ['transferred', [0, 1, 0, 0, 0, 0]],
  ])('on %s is that fact and no other', (on, counts) => {
    expect(
      outcomes.map(
        (of) =>
          added((add) => {
            confirmedLead.measure(of, { on }, add);
          }).length,
      ),
    ).toEqual(counts);
  });

  it('is paid once a person in the group result', () => {
    expect([confirmedLead.once, arrivedClient.once]).toEqual([{ group: 'result' }, { group: 'result' }]);
    expect(confirmedLead.fields.on.fallback).toBe('confirmed');
  });
});

describe('An arrived client', () => {
  it.each<[('arrived' | 'onboarded' | 'installed')[], number[]]>([
    [
      ['arrived', 'onboarded', 'installed'],
      [0, 0, 1, 1, 1, 1],
    ],
    [['installed'], [0, 0, 0, 0, 1, 1]],
    [
      ['arrived', 'onboarded'],
      [0, 0, 1, 1, 0, 1],
    ],
  ])('by %p is one of these, or deemed', (counts, expected) => {
    expect(
      outcomes.map(
        (of) =>
          added((add) => {
            arrivedClient.measure(of, { counts }, add);
          }).length,
      ),
    ).toEqual(expected);
  });

  it('counts all three by default', () => {
    expect(arrivedClient.fields.counts.fallback).toEqual(['arrived', 'onboarded', 'installed']);
  });
});

describe('Units and subjects', () => {
  it('are those of the rules', () => {
    const models = [operatorMinute, differentiatedMinute, operatorHour, effectiveCall, confirmedLead, arrivedClient];
    expect(models.map(({ code, measures, unit, price }) => [code, measures, unit, price.member, price.per])).toEqual([
      ['operator-minute', 'call', 'second', 'rate', 60],
      ['differentiated-minute', 'call', 'second', 'rates', 60],
      ['operator-hour', 'shift', 'second', 'rate', 3600],
      ['effective-call', 'call', 'call', 'price', 1],
      ['confirmed-lead', 'outcome', 'lead', 'price', 1],
      ['arrived-client', 'outcome', 'arrival', 'price', 1],
    ]);
  });
});
