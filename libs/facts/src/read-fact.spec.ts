import { describe, expect, it } from '@jest/globals';
import { parseInstant } from '@paidonce/kernel';
import { explainRefusals, factExamples, isRefusal, readFact, type FactType } from './index.js';
import { withAt } from './schema.arbitrary.js';

const confirmed = {
  specversion: '1.0',
  id: 'f-1',
  source: 'crm',
  type: 'lead.confirmed',
  time: '2026-01-10T12:00:00+03:00',
  data: { leadId: 'L-1' },
};

function example(type: FactType): unknown {
  return factExamples.find((fact) => fact.type === type);
}

function accepted(value: unknown) {
  const result = readFact(value);
  if (isRefusal(result)) throw new Error(result.message);
  return result;
}

/** What the value is refused for: `path: message`. */
function refusal(value: unknown): string {
  const result = readFact(value);
  if (!isRefusal(result)) throw new Error('accepted');
  expect(result.code).toBe('invalid');
  expect(explainRefusals(value)[0]).toEqual(result);
  return `${result.path}: ${result.message}`;
}

describe('A fact that is in order', () => {
  it('is handed on as it came, with when it happened', () => {
    const read = accepted(confirmed);
    expect(read.fact).toBe(confirmed);
    expect(read.received).toBe(confirmed.data);
    expect(read.occurredAt).toBe(parseInstant('2026-01-10T09:00:00Z'));
  });

  it('counts as recorded when it happened, unless it says otherwise', () => {
    expect(accepted(confirmed).recordedAt).toBe(parseInstant('2026-01-10T09:00:00Z'));
    const late = accepted({ ...confirmed, recordedtime: '2026-02-01T00:00:00Z' });
    expect(late.recordedAt).toBe(parseInstant('2026-02-01T00:00:00Z'));
  });

  it('may be recorded at the very moment that it happened, in another offset', () => {
    expect(accepted({ ...confirmed, recordedtime: '2026-01-10T09:00:00Z' }).recordedAt).toBe(
      parseInstant('2026-01-10T09:00:00Z'),
    );
  });

  it('keeps attributes and members that settlement does not know', () => {
    const wide = {
      ...confirmed,
      subject: 'L-1',
      datacontenttype: 'application/json',
      traceparent: null,
      data: { leadId: 'L-1', campaign: { utm: null } },
    };
    expect(accepted(wide).fact).toBe(wide);
    expect(explainRefusals(wide)).toEqual([]);
  });

  it('has no member that is null where it may be absent, but is compared as it was received', () => {
    const data = {
      ...(example('call.completed') as { data: object }).data,
      leadId: null,
      dialogue: null,
      seconds: { talk: 5, hold: null },
    };
    const withNulls = { ...confirmed, type: 'call.completed', recordedtime: null, data };
    const read = accepted(withNulls);
    expect(read.received).toBe(data);
    expect(read.fact.data).not.toHaveProperty('leadId');
    expect(read.fact.data).not.toHaveProperty('dialogue');
    expect(read.fact.data).toHaveProperty('seconds', { talk: 5 });
    expect(read.fact).not.toHaveProperty('recordedtime');
    expect(data.seconds).toEqual({ talk: 5, hold: null });
  });

  it('leaves the inside of terms to those who read terms', () => {
    const signed = withAt(example('contract.signed'), 'data.terms', { cap: null, clauses: [] });
    expect(accepted(signed).fact.data).toHaveProperty('terms', { cap: null, clauses: [] });
  });
});

describe('What is no CloudEvent is refused', () => {
  it.each([[null], ['text'], [5], [undefined], [[confirmed]]])('such as %j', (value) => {
    expect(refusal(value)).toMatch(/^: Expected a fact to be an object, but found /);
  });

  it('such as an empty object, for everything that it lacks', () => {
    expect(explainRefusals({}).map(({ path }) => path)).toEqual([
      'specversion',
      'id',
      'source',
      'type',
      'time',
      'data',
    ]);
  });

  it.each([
    ['specversion', '0.3', 'Expected specversion to be "1.0", but found "0.3".'],
    ['specversion', 1, 'Expected specversion to be "1.0", but found 1.'],
    ['specversion', undefined, 'Expected specversion to be "1.0", but it is missing.'],
    ['id', '', 'Expected id to be a non-empty text, but found an empty text.'],
    ['id', 7, 'Expected id to be a non-empty text, but found 7.'],
    ['id', null, 'Expected id to be a non-empty text, but found null.'],
    ['id', 'x\ud800', 'Expected id to be a non-empty text, but found "x\\ud800", which is not well-formed Unicode.'],
    [
      'source',
      '',
      'Expected source to be a non-empty text other than "deemed", which is reserved, but found an empty text.',
    ],
    ['source', '\udc00', /not well-formed/],
    [
      'source',
      'deemed',
      'Expected source to be a non-empty text other than "deemed", which is reserved, but found "deemed".',
    ],
    ['type', 'lead.teleported', 'Expected type to be one of the 27 types of fact, but found "lead.teleported".'],
    ['type', 'toString', /one of the 27 types/],
    ['type', '__proto__', /one of the 27 types/],
    ['type', ['lead.confirmed'], 'Expected type to be a non-empty text, but found a list of 1.'],
    ['time', undefined, /but it is missing/],
    ['time', 1768035600, /RFC 3339 date-time with an offset.*but found 1768035600\.$/],
    ['time', '2026-01-10T12:00:00', /RFC 3339 date-time with an offset/],
    ['time', '2026-02-29T12:00:00Z', /RFC 3339/],
    ['time', '2016-12-31T23:59:60Z', /RFC 3339/],
    ['recordedtime', 'yesterday', /RFC 3339 date-time with an offset.*found "yesterday"/],
    ['recordedtime', 5, /RFC 3339/],
    [
      'recordedtime',
      '2026-01-10T11:59:59+03:00',
      'Expected recordedtime to be no earlier than time (2026-01-10T12:00:00+03:00), but found "2026-01-10T11:59:59+03:00".',
    ],
    ['data', undefined, 'Expected data to be an object, but it is missing.'],
    ['data', null, 'Expected data to be an object, but found null.'],
    ['data', [], 'Expected data to be an object, but found an empty list.'],
    ['data', '{}', 'Expected data to be an object, but found "{}".'],
  ])('such as one whose %s is %j', (path, wrong, message) => {
    const found = refusal(withAt(confirmed, path, wrong));
    expect(found.startsWith(`${path}: `)).toBe(true);
    expect(found.slice(path.length + 2)).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });
});

describe('Where several members are wrong', () => {
  const wrong = {
    ...confirmed,
    source: 'deemed',
    type: 'call.completed',
    recordedtime: '2020-01-01T00:00:00Z',
    data: {
      callId: '',
      campaignId: 'K-1',
      seconds: { talk: -5, dial: 1.5 },
      dialogue: [{ status: 'consent', seconds: 1 }, { status: 'asleep' }],
    },
  };
  const paths = [
    'source',
    'recordedtime',
    'data.callId',
    'data.operatorId',
    'data.seconds.dial',
    'data.seconds.talk',
    'data.dialogue[1].status',
    'data.dialogue[1].seconds',
  ];

  it('all are named in the order of the rules, whatever order they were written in', () => {
    expect(explainRefusals(wrong).map(({ path }) => path)).toEqual(paths);
    const reversed = Object.fromEntries(Object.entries(wrong).reverse());
    expect(explainRefusals(reversed).map(({ path }) => path)).toEqual(paths);
  });

  it('the fact is refused for the first', () => {
    expect(refusal(wrong)).toMatch(/^source: /);
  });
});

describe('A shift', () => {
  const shift = (from: string, to: string, breaks?: unknown) => ({
    ...confirmed,
    type: 'shift.worked',
    data: { shiftId: 's', campaignId: 'K-1', operatorId: 'o', from, to, breaks },
  });

  it('lasts up to 24 hours, over any change of the clocks', () => {
    accepted(shift('2026-03-28T20:00:00+01:00', '2026-03-29T21:00:00+02:00'));
    expect(refusal(shift('2026-03-28T20:00:00+01:00', '2026-03-29T21:00:01+02:00'))).toBe(
      'data.to: Expected data.to to be at most 24 hours after from (2026-03-28T20:00:00+01:00), but found "2026-03-29T21:00:01+02:00".',
    );
  });

  it('ends later than it begins', () => {
    const message = 'data.to: Expected data.to to be later than from (2026-01-10T10:00:00+03:00)';
    expect(refusal(shift('2026-01-10T10:00:00+03:00', '2026-01-10T10:00:00+03:00'))).toContain(message);
    expect(refusal(shift('2026-01-10T10:00:00+03:00', '2026-01-10T06:59:59Z'))).toContain(message);
  });

  it('begins and ends on whole seconds', () => {
    accepted(shift('2026-01-10T10:00:00.000+03:00', '2026-01-10T11:00:00.0Z'));
    expect(refusal(shift('2026-01-10T10:00:00.5+03:00', '2026-01-10T11:00:00Z'))).toMatch(
      /^data\.from: .*on a whole second/,
    );
    expect(refusal(shift('2026-01-10T10:00:00Z', '2026-01-10T11:00:00.0000001Z'))).toMatch(/^data\.to: .*whole second/);
  });

  it('may have breaks anywhere, each of which ends later than it begins', () => {
    const pause = (from: string, to: string) => ({ from: `2026-01-${from}Z`, to: `2026-01-${to}Z` });
    const worked = (...breaks: unknown[]) => shift('2026-01-10T10:00:00Z', '2026-01-10T18:00:00Z', breaks);
    accepted(worked());
    accepted(worked(pause('01T00:00:00', '31T00:00:00'), pause('10T12:00:00', '10T12:30:00')));
    expect(refusal(worked(pause('10T12:00:00', '10T12:30:00'), pause('10T13:00:00', '10T13:00:00')))).toMatch(
      /^data\.breaks\[1\]\.to: .*later than from/,
    );
    expect(refusal(worked(pause('10T12:00:00.5', '10T12:30:00')))).toMatch(/^data\.breaks\[0\]\.from: .*whole second/);
  });

  it('is refused for every break that is wrong', () => {
    const pause = { from: '2026-01-10T12:00:00Z', to: '2026-01-10T11:00:00Z' };
    const worked = shift('2026-01-10T10:00:00Z', '2026-01-10T09:00:00Z', [pause, pause]);
    expect(explainRefusals(worked).map(({ path }) => path)).toEqual([
      'data.to',
      'data.breaks[0].to',
      'data.breaks[1].to',
    ]);
  });
});

describe('A link of leads', () => {
  const link = (...leadIds: string[]) => withAt(example('person.linked'), 'data.leadIds', leadIds);

  it('names two different leads at least', () => {
    accepted(link('L-1', 'L-2'));
    accepted(link('L-1', 'L-1', 'L-2'));
    expect(refusal(link('L-1', 'L-1'))).toContain('two or more different leads, but found the same one 2 times.');
    expect(refusal(link('L-1'))).toContain('a list of 2 or more, but found a list of 1.');
  });
});

describe('A message', () => {
  it('never shows who a person is', () => {
    const secrets = [79161234567, 4951234567, 'anna@example.com', 'Anna Petrova', '\ud800+79161234567'];
    const places: readonly (readonly [FactType, string])[] = [
      ['lead.registered', 'data.person'],
      ['lead.registered', 'data.person.phone'],
      ['lead.registered', 'data.person.email'],
      ['lead.identified', 'data.person.externalId'],
      ['lead.identified', 'data.person.name'],
      ['lead.registered', 'data.personKeys'],
      ['lead.registered', 'data.personKeys[0]'],
      ['key.shared', 'data.value'],
      ['client.registered', 'data.name'],
    ];
    for (const [type, path] of places) {
      for (const secret of [...secrets, secrets]) {
        for (const { message } of explainRefusals(withAt(example(type), path, secret))) {
          expect(message).not.toMatch(/7916|495|anna/i);
        }
      }
    }
  });

  it('is short and on one line, however long the value', () => {
    const message = refusal(withAt(confirmed, 'time', `now\n${'x'.repeat(10_000)}`));
    expect(message.length).toBeLessThan(200);
    expect(message).not.toContain('\n');
  });
});
