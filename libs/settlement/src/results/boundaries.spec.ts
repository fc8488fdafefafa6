import { describe, expect, it } from '@jest/globals';
import { Scenario, type Json } from '../scenario.fixture.js';

const conf = { id: 'conf', model: 'confirmed-lead', price: '300' };
const sent = { id: 'sent', model: 'confirmed-lead', price: '300', on: 'transferred' };
const arr = { id: 'arr', model: 'arrived-client', price: '1000' };
const window = (windowDays: number, more: Json = {}): Json => ({ reconciliation: { windowDays, ...more } });

describe('The window of an entitlement', () => {
  const told = (second: string, days = 10): string[] =>
    new Scenario([conf], window(days))
      .lead('L1', 'person')
      .lead('L2', 'person')
      .of('L1', 'confirmed', '2026-01-05T10:00:00')
      .of('L2', 'confirmed', second)
      .close('2026-01').billed;

  it.each([
    ['covers to the second', '2026-01-15T10:00:00', 1],
    ['ends a microsecond later', '2026-01-15T10:00:00.000001', 2],
    ['does not know which was told first', '2026-01-05T09:59:59', 1],
  ])('%s', (_what, second, charges) => {
    expect(told(second)).toEqual([`conf ${charges} ${300 * charges}.00`]);
  });

  it('of 0 days still joins what happened at one moment', () => {
    expect(told('2026-01-05T10:00:00', 0)).toEqual(['conf 1 300.00']);
    expect(told('2026-01-05T10:00:01', 0)).toEqual(['conf 2 600.00']);
  });

  it('runs from the opening, not from what was covered last', () => {
    const scenario = new Scenario([conf], window(10));
    for (const day of ['05', '14', '16', '25', '27']) {
      scenario.lead(`L${day}`, 'person').of(`L${day}`, 'confirmed', `2026-01-${day}`);
    }
    expect(scenario.close('2026-01').billed).toEqual(['conf 3 900.00']);
  });

  it('is of 24 hours a day where the clocks change', () => {
    const berlin = { timeZone: 'Europe/Berlin', ...window(1) };
    const charges = (second: string) =>
      new Scenario([conf], berlin)
        .lead('L1', 'person')
        .lead('L2', 'person')
        .of('L1', 'confirmed', '2026-03-28T12:00:00+01:00')
        .of('L2', 'confirmed', second)
        .close('2026-01')
        .close('2026-02')
        .close('2026-03').billed;
    expect(charges('2026-03-29T13:00:00+02:00')).toEqual(['conf 1 300.00']);
    expect(charges('2026-03-29T13:00:01+02:00')).toEqual(['conf 2 600.00']);
  });
});

describe('On one local day', () => {
  const lead = (confirmed: string, arrived: string, timeZone = 'Europe/Moscow') =>
    new Scenario([conf, arr], { timeZone })
      .lead('L1')
      .of('L1', 'arrived', arrived)
      .of('L1', 'confirmed', confirmed)
      .close('2026-01').billed;

  it('an arrival counts as no earlier than the confirmation', () => {
    expect(lead('2026-01-10T23:59:59', '2026-01-10T00:00:00')).toEqual(['conf 1 300.00']);
    expect(lead('2026-01-11T00:00:00', '2026-01-10T00:00:00')).toEqual(['arr 1 1000.00']);
  });

  it('means the day of the contract’s zone', () => {
    expect(lead('2026-01-10T23:59:59Z', '2026-01-10T00:00:00Z')).toEqual(['arr 1 1000.00']);
    expect(lead('2026-01-10T23:59:59Z', '2026-01-10T00:00:00Z', 'UTC')).toEqual(['conf 1 300.00']);
  });

  it('an arrival counts as late as the first confirmation, not the last', () => {
    const clauses = [conf, arr];
    const scenario = new Scenario(clauses, window(0)).lead('L1', 'person').lead('L2', 'person');
    scenario.of('L1', 'arrived', '2026-01-10T08:00:00').of('L1', 'confirmed', '2026-01-10T12:00:00');
    scenario.of('L1', 'confirmed', '2026-01-10T18:00:00').of('L2', 'arrived', '2026-01-10T12:00:00');
    expect(scenario.close('2026-01').billed).toEqual(['conf 1 300.00']);
  });

  it('a call is the first stage, where its clause is in the group', () => {
    const eff = { id: 'eff', model: 'effective-call', price: '45', onceGroup: 'result' };
    const scenario = new Scenario([eff, conf]).lead('L1').of('L1', 'confirmed', '2026-01-10T00:00:00');
    scenario.call('a', '2026-01-10T15:00:00', { leadId: 'L1', presented: true });
    expect(scenario.close('2026-01').billed).toEqual(['eff 1 45.00']);
  });
});

describe('Ties are broken', () => {
  const at = '2026-01-10T10:00:00';
  const dear = { id: 'dear', model: 'confirmed-lead', price: '9' };
  const cheap = { id: 'cheap', model: 'confirmed-lead', price: '7' };

  it('by stage', () => {
    const scenario = new Scenario([arr, conf]).lead('L1').of('L1', 'arrived', at).of('L1', 'confirmed', at);
    expect(scenario.close('2026-01').billed).toEqual(['conf 1 300.00']);
  });

  it('by source and id, code point by code point', () => {
    const first = (a: Json, b: Json) => {
      const scenario = new Scenario([]).sign('A', [cheap]).sign('B', [dear]);
      scenario
        .launch('KA', { contractId: 'A' })
        .launch('KB', { contractId: 'B' })
        .lead('LA', 'p', 'KA')
        .lead('LB', 'p', 'KB');
      scenario.of('LA', 'confirmed', at, {}, a).of('LB', 'confirmed', at, {}, b);
      return scenario.close('2026-01', '2027-01-01', 'A').billed.length === 1 ? 'A' : 'B';
    };
    expect(first({ id: 'a' }, { id: 'b' })).toBe('A');
    expect(first({ id: 'b' }, { id: 'a' })).toBe('B');
    expect(first({ id: 'a10' }, { id: 'a9' })).toBe('A');
    expect(first({ id: '\u{1F600}' }, { id: '\uFFFD' })).toBe('B');
    expect(first({ source: 'b', id: 'a' }, { source: 'a', id: 'b' })).toBe('B');
  });

  it('by the place of the clause in the terms', () => {
    const billed = (clauses: Json[]) =>
      new Scenario(clauses).lead('L1').of('L1', 'confirmed', at).close('2026-01').billed;
    expect(billed([dear, cheap])).toEqual(['dear 1 9.00']);
    expect(billed([cheap, dear])).toEqual(['cheap 1 7.00']);
  });
});

describe('Silence', () => {
  const terms = { feedback: { deadlineDays: 5, onSilence: 'deemed-arrived' } };
  const silent = (more: Json = terms): Scenario =>
    new Scenario([arr], more).lead('L1').of('L1', 'transferred', '2026-01-10T10:00:00');

  it.each([
    ['in time to the second', '2026-01-15T10:00:00', []],
    ['a microsecond late', '2026-01-15T10:00:00.000001', ['arr 1 1000.00']],
  ])('is broken by an answer that is recorded %s', (_what, recordedtime, billed) => {
    const scenario = silent().of(
      'L1',
      'not-arrived',
      '2026-01-11',
      { reason: 'other' },
      { recordedtime: `${recordedtime}+03:00` },
    );
    expect(scenario.close('2026-01').billed).toEqual(billed);
  });

  it('runs from when the transfer was recorded, where that is later', () => {
    const told = (recordedtime: string) =>
      new Scenario([arr], terms)
        .lead('L1')
        .of('L1', 'transferred', '2026-01-10T10:00:00', {}, { recordedtime })
        .close('2026-01').lines;
    expect(told('2026-01-26T20:59:59Z')).toEqual(['2026-01 K arr v1 charge 1 arrival 1000.00']);
    expect(told('2026-01-26T21:00:00Z')).toEqual([]);
  });

  it('runs from the first transfer, whatever is told first', () => {
    const scenario = silent().of('L1', 'transferred', '2026-01-09T10:00:00').of('L1', 'arrived', '2026-01-14T10:00:01');
    expect(scenario.close('2026-01').lines).toEqual(['2026-01 K arr v1 charge 1 arrival 1000.00']);
    expect(scenario.settlement.world.leads.at(0).entries.map(({ fact }) => fact)).toEqual([-1, 6]);
  });

  it('means nothing where the terms say nothing of it, or that it means nothing', () => {
    expect(silent({}).close('2026-01').billed).toEqual([]);
    expect(silent({ feedback: { deadlineDays: 5, onSilence: 'nothing' } }).close('2026-01').billed).toEqual([]);
  });

  it('means nothing without a transfer', () => {
    expect(new Scenario([arr], terms).lead('L1').of('L1', 'confirmed', '2026-01-10').close('2026-01').billed).toEqual(
      [],
    );
  });

  it('is broken by an answer only while that stands', () => {
    const scenario = silent().of('L1', 'not-arrived', '2026-01-11', { reason: 'other' }).close('2026-01').retract('f6');
    expect(scenario.close('2026-02').lines).toEqual(['2026-01 K arr v1 adjustment 1 arrival 1000.00']);
  });

  it('is not broken by a return that is refused', () => {
    expect(silent().of('L1', 'returned', '2026-01-11', { reason: 'x' }).close('2026-01').billed).toEqual([
      'arr 1 1000.00',
    ]);
  });

  it('is judged by the terms that govern the transfer', () => {
    const scenario = silent({}).amend('2026-01-10', [arr], terms);
    expect(scenario.close('2026-01').lines).toEqual(['2026-01 K arr v2 charge 1 arrival 1000.00']);
  });

  it('of a lead handed over in time counts up to the window after the end of the contract', () => {
    const ended = (days: number) =>
      new Scenario([sent, arr], {
        feedback: { deadlineDays: 30, onSilence: 'deemed-arrived' },
        ...window(days, { keys: ['phone'] }),
      })
        .lead('L1', null)
        .fact('lead.identified', '2026-01-01', { leadId: 'L1', person: { phone: '+79161234567' } })
        .of('L1', 'transferred', '2026-01-01T00:00:00')
        .fact('contract.terminated', '2026-01-01', { contractId: 'C', endsOn: '2026-01-20' })
        .dispute('d', 'sent', 'f6')
        .resolve('d', 'upheld')
        .close('2026-01').billed;
    expect(ended(10)).toEqual(['arr 1 1000.00']);
    expect(ended(9)).toEqual([]);
  });
});

describe('A return', () => {
  const terms = { returns: { windowDays: 7, reasons: { wrong: 'auto', area: 'review', other: 'refuse' } } };
  const returned = (reason: string, recordedtime: string, confirmation: Json = {}): Scenario =>
    new Scenario([conf], terms)
      .lead('L1')
      .of('L1', 'confirmed', '2026-01-10T10:00:00', {}, confirmation)
      .of('L1', 'returned', '2026-01-10T11:00:00', { reason }, { recordedtime: `${recordedtime}+03:00` });
  const PAID = ['conf 1 300.00'];

  it.each<[string, string, string, string[]]>([
    ['for an automatic reason is accepted to the second', 'wrong', '2026-01-17T10:00:00', []],
    ['for an automatic reason is refused a microsecond late', 'wrong', '2026-01-17T10:00:00.000001', PAID],
    ['for a reason to be reviewed waits', 'area', '2026-01-11T10:00:00', PAID],
    ['for a reason that is refused is refused', 'other', '2026-01-11T10:00:00', PAID],
    ['for a reason that nobody agreed on is refused', 'rain', '2026-01-11T10:00:00', PAID],
  ])('%s', (_what, reason, recordedtime, billed) => {
    expect(returned(reason, recordedtime).close('2026-01').billed).toEqual(billed);
  });

  it('runs from when the confirmation was recorded, where that is later', () => {
    const late = { recordedtime: '2026-01-12T10:00:00+03:00' };
    expect(returned('wrong', '2026-01-19T10:00:00', late).close('2026-01').billed).toEqual([]);
    expect(returned('wrong', '2026-01-19T10:00:01', late).close('2026-01').billed).toEqual(PAID);
  });

  it('is decided by the latest decision, ties by identity, and only while it stands', () => {
    const scenario = returned('area', '2026-01-11T10:00:00');
    const decide = (time: string, decision: string, id: string) =>
      scenario.fact('return.decided', time, { leadId: 'L1', decision }, { id });
    decide('2026-01-12', 'accepted', 'a');
    expect(scenario.close('2026-01').billed).toEqual([]);
    decide('2026-01-12', 'refused', 'b');
    expect(scenario.correct().billed).toEqual(PAID);
    decide('2026-01-11', 'accepted', 'c');
    expect(scenario.correct().billed).toEqual([]);
    scenario.retract('b');
    expect(scenario.correct().billed).toEqual(['conf -1 -300.00']);
    scenario.retract('f6');
    expect(scenario.correct().billed).toEqual(PAID);
  });

  it('means nothing where the terms have no returns, until it is decided', () => {
    const scenario = new Scenario([conf])
      .lead('L1')
      .of('L1', 'confirmed', '2026-01-10')
      .of('L1', 'returned', '2026-01-11', { reason: 'wrong' });
    expect(scenario.close('2026-01').billed).toEqual(PAID);
    scenario.fact('return.decided', '2026-01-12', { leadId: 'L1', decision: 'accepted' });
    expect(scenario.correct().billed).toEqual(['conf -1 -300.00']);
  });

  it('leaves an arrival', () => {
    const scenario = new Scenario([conf, arr], terms)
      .lead('L1')
      .of('L1', 'confirmed', '2026-01-10')
      .of('L1', 'arrived', '2026-01-11');
    expect(scenario.of('L1', 'returned', '2026-01-12', { reason: 'wrong' }).close('2026-01').billed).toEqual([
      'arr 1 1000.00',
    ]);
  });
});

describe('Top-up', () => {
  it('bills by how far a price exceeds the highest so far, across leads and clauses', () => {
    const clauses = [conf, arr, { id: 'sent', model: 'confirmed-lead', price: '500', on: 'transferred' }];
    const scenario = new Scenario(clauses, { reconciliation: { mode: 'top-up' } }).lead('L1', 'p').lead('L2', 'p');
    scenario
      .of('L1', 'confirmed', '2026-01-10')
      .of('L2', 'transferred', '2026-01-11')
      .of('L1', 'transferred', '2026-01-12');
    scenario.of('L2', 'confirmed', '2026-01-13').of('L1', 'arrived', '2026-01-14').of('L2', 'arrived', '2026-01-15');
    expect(scenario.close('2026-01').billed).toEqual(['arr 1 500.00', 'conf 1 300.00', 'sent 1 200.00']);
    scenario.retract('f6');
    expect(scenario.correct().billed).toEqual(['conf -1 -300.00', 'sent 0 300.00']);
    scenario.retract('f7');
    expect(scenario.correct().billed).toEqual([]);
    scenario.retract('f8');
    expect(scenario.correct().billed).toEqual(['arr 0 200.00', 'conf 1 300.00', 'sent -1 -500.00']);
  });
});
