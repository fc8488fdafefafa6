import { describe, expect, it } from '@jest/globals';
import { account, explainFact, explainLine, items, type Item } from '../index.js';
import { Scenario, type Json } from '../scenario.fixture.js';

const conf = { id: 'conf', model: 'confirmed-lead', price: '300' };
const arr = { id: 'arr', model: 'arrived-client', price: '1000' };
const eff = { id: 'eff', model: 'effective-call', price: '45' };
const min = { id: 'min', model: 'operator-minute', rate: '7' };
const hour = { id: 'hour', model: 'operator-hour', rate: '600' };
const diff = { id: 'diff', model: 'differentiated-minute', rates: { consent: '18' } };
const presented = { presented: true };

const itemsOf = ({ settlement }: Scenario, id: string): Item[] =>
  [...items(settlement)].filter(({ fact }) => fact.id === id);
const fatesOf = (scenario: Scenario, id: string): string[] =>
  itemsOf(scenario, id).map(({ clauseId, fate, reason, amount }) =>
    [clauseId ?? '-', fate, ...(reason ? [reason] : []), amount].join(' '),
  );
const whyOf = ({ settlement }: Scenario, id: string, source = 's'): string[] =>
  (explainFact(settlement, { source, id })?.why ?? []).map(({ en }) => en);
const lineOf = ({ settlement }: Scenario, clauseId: string, more: Json = {}) =>
  explainLine(settlement, { contractId: 'C', forPeriod: '2026-01', campaignId: null, clauseId, detail: null, ...more });
const whyLine = (scenario: Scenario, clauseId: string, more: Json = {}): string[] =>
  (lineOf(scenario, clauseId, more)?.why ?? []).map(({ en }) => en);

describe('An item of a call', () => {
  it('says what each clause makes of it, pending until it is on a statement', () => {
    const scenario = new Scenario([min, eff]).call('a', '2026-01-10', { ...presented, seconds: { talk: 10 } });
    expect(itemsOf(scenario, 'f4')).toEqual([
      {
        ...{ fact: { source: 's', id: 'f4' }, type: 'call.completed', time: '2026-01-10T09:00:00Z' },
        ...{ contractId: 'C', campaignId: 'K', leadId: null, callId: 'a', shiftId: null },
        ...{
          clauseId: 'min',
          model: 'operator-minute',
          detail: null,
          termsVersion: 1,
          forPeriod: '2026-01',
          unit: 'second',
        },
        ...{ fate: 'pending', quantity: 10, amount: '7/6', coveredBy: null, removedBy: null, reason: null },
        deadline: '2026-01-31T21:00:00Z',
      },
      expect.objectContaining({ clauseId: 'eff', fate: 'pending', quantity: 1, amount: '45', unit: 'call' }),
    ]);
    expect(fatesOf(scenario.close('2026-01'), 'f4')).toEqual(['min billed 7/6', 'eff billed 45']);
    scenario.call('b', '2026-01-11', presented);
    expect(itemsOf(scenario, 'f6')[1]).toMatchObject({ fate: 'pending', deadline: '2026-02-28T21:00:00Z' });
    expect(fatesOf(scenario.correct(), 'f6')).toEqual(['min unbillable not-counted 0', 'eff billed 45']);
  });

  it.each<[string, Json[], string, Json, string]>([
    ['before the contract', [eff], '2025-12-31', presented, '- unbillable before-contract 0'],
    ['that no clause pays', [conf], '2026-01-10', presented, '- unbillable no-clause 0'],
    ['that the clause does not count', [eff], '2026-01-10', {}, 'eff unbillable not-counted 0'],
    [
      'of a status without a rate',
      [diff],
      '2026-01-10',
      { seconds: { talk: 5 }, status: 'secretary' },
      'diff unbillable no-rate 0',
    ],
    [
      'that names no lead, in a once group',
      [{ ...eff, onceGroup: 'x' }],
      '2026-01-10',
      presented,
      'eff unbillable no-lead 0',
    ],
    [
      'of a lead that nobody knows, in a once group',
      [{ ...eff, onceGroup: 'x' }],
      '2026-01-10',
      { ...presented, leadId: 'N' },
      'eff unbillable no-person 0',
    ],
    [
      'of a lead, in a once group',
      [{ ...eff, onceGroup: 'x' }],
      '2026-01-10',
      { ...presented, leadId: 'L' },
      'eff billed 45',
    ],
    [
      'priced by tiers',
      [{ ...eff, price: undefined, tiers: { mode: 'volume', steps: [{ upTo: null, price: '5' }] } }],
      '2026-01-10',
      presented,
      'eff billed ',
    ],
  ])('%s says so', (_what, clauses, time, data, fate) => {
    const scenario = new Scenario(clauses).lead('N', null).lead('L').call('a', time, data).close('2026-01');
    expect(fatesOf(scenario, 'f6')).toEqual([fate]);
  });

  it('after the contract says so, and one taken back who took it', () => {
    const scenario = new Scenario([eff]).fact('contract.terminated', '2026-01-01', {
      contractId: 'C',
      endsOn: '2026-01-09',
    });
    scenario.call('a', '2026-01-10', presented).call('b', '2026-01-09', presented).retract('f6');
    expect([fatesOf(scenario, 'f5'), fatesOf(scenario, 'f6')]).toEqual([
      ['- unbillable after-contract 0'],
      ['- removed 0'],
    ]);
    expect(itemsOf(scenario, 'f6')[0]?.removedBy).toEqual({ rule: 'retracted', fact: { source: 's', id: 'f7' } });
    expect(whyOf(scenario, 'f6')).toEqual(['Taken back by s/f7.']);
  });

  it('that was disputed is removed, and pending again once the dispute is rejected', () => {
    const scenario = new Scenario([eff]).call('a', '2026-01-10', presented).close('2026-01').dispute('d', 'eff', 'f4');
    expect(fatesOf(scenario, 'f4')).toEqual(['eff pending 45']);
    scenario.resolve('d', 'upheld');
    expect(itemsOf(scenario, 'f4')[0]).toMatchObject({
      fate: 'removed',
      removedBy: { rule: 'disputed', fact: { id: 'f7' } },
    });
    expect(whyOf(scenario, 'f4')).toEqual(['Clause eff: A dispute of it was upheld by s/f7.']);
    scenario.fact('dispute.withdrawn', '2026-01-25', { disputeId: 'd' });
    expect(fatesOf(scenario, 'f4')).toEqual(['eff pending 45']);
    expect(fatesOf(scenario.correct(), 'f4')).toEqual(['eff billed 45']);
  });

  it('that was re-rated after it was billed is pending', () => {
    const scenario = new Scenario([eff])
      .call('a', '2026-01-10', presented)
      .call('b', '2026-01-20', presented)
      .close('2026-01');
    scenario.amend('2026-01-15', [{ ...eff, price: '50' }], {}, { retroactive: true });
    expect([fatesOf(scenario, 'f4'), fatesOf(scenario, 'f5')]).toEqual([['eff billed 45'], ['eff pending 50']]);
  });
});

describe('An item of a shift', () => {
  it('is one a part, and says what another shift has', () => {
    const scenario = new Scenario([hour])
      .shift('a', '2026-01-31T22:00:00', '2026-02-01T01:00:00')
      .shift('b', '2026-01-31T23:00:00', '2026-02-01T02:00:00');
    scenario.shift('c', '2026-01-31T22:30:00', '2026-01-31T23:30:00').close('2026-01');
    expect(fatesOf(scenario, 'f4')).toEqual(['hour billed 1200', 'hour pending 600']);
    expect(fatesOf(scenario, 'f5')).toEqual(['hour pending 600', 'hour unbillable overlap 0']);
    expect(fatesOf(scenario, 'f6')).toEqual(['hour unbillable overlap 0']);
    expect(itemsOf(scenario, 'f5')[0]).toMatchObject({
      time: '2026-01-31T20:00:00Z',
      shiftId: 'b',
      forPeriod: '2026-02',
      quantity: 3600,
    });
  });

  it('that is none says why', () => {
    const whole = [{ from: '2026-01-10T09:00:00+03:00', to: '2026-01-10T10:00:00+03:00' }];
    const scenario = new Scenario([hour]).launch('E', { clauses: ['hour'] }).amend('2026-02-01', [eff]);
    scenario.shift('a', '2026-01-10T09:00:00', '2026-01-10T10:00:00', { breaks: whole });
    scenario
      .shift('b', '2025-12-31T09:00:00', '2025-12-31T10:00:00')
      .shift('c', '2026-02-01T09:00:00', '2026-02-01T10:00:00');
    scenario.shift('d', '2026-01-11T09:00:00', '2026-01-11T10:00:00').dispute('x', 'hour', 'f9').resolve('x', 'upheld');
    scenario.shift('e', '2026-01-12T09:00:00', '2026-01-12T10:00:00').retract('f12');
    expect(['f6', 'f7', 'f8', 'f9', 'f12'].map((id) => fatesOf(scenario, id))).toEqual([
      ['hour unbillable not-counted 0'],
      ['- unbillable before-contract 0'],
      ['- unbillable no-clause 0'],
      ['hour removed 0'],
      ['- removed 0'],
    ]);
  });
});

describe('An item of a result', () => {
  const told = (): Scenario =>
    new Scenario([conf, arr])
      .lead('L1')
      .of('L1', 'confirmed', '2026-01-10')
      .of('L1', 'arrived', '2026-02-10')
      .close('2026-01');

  it('names what covers it, and explains a line that is 0', () => {
    const scenario = told().close('2026-02');
    expect(itemsOf(scenario, 'f6')[0]).toMatchObject({
      fate: 'covered',
      coveredBy: { source: 's', id: 'f5' },
      forPeriod: '2026-02',
      leadId: 'L1',
    });
    expect(whyOf(scenario, 'f6')).toEqual([
      'Clause arr (arrived-client, v1): covered, billed 0: the person was paid for already by s/f5 of lead L1.',
    ]);
    const february = { forPeriod: '2026-02' };
    expect(whyLine(scenario, 'arr', february)).toEqual(['arr (v1): nothing is owed.', '1 covered, billed 0.']);
    expect(lineOf(scenario, 'arr', february)).toMatchObject({
      owed: [],
      currency: 'RUB',
      counts: { covered: 1, billed: 0 },
    });
    expect([...(lineOf(scenario, 'arr', february)?.items() ?? [])].map(({ fact }) => fact.id)).toEqual(['f6']);
  });

  it('that is returned, disputed or of nobody says so', () => {
    const scenario = new Scenario([conf], { returns: { windowDays: 7, reasons: { wrong: 'auto' } } });
    scenario.lead('L1').lead('L2').lead('L3', null);
    for (const lead of ['L1', 'L2', 'L3']) scenario.of(lead, 'confirmed', '2026-01-10');
    scenario.of('L1', 'returned', '2026-01-11', { reason: 'wrong' }).dispute('d', 'conf', 'f8').resolve('d', 'upheld');
    expect(itemsOf(scenario, 'f7')[0]).toMatchObject({
      fate: 'removed',
      removedBy: { rule: 'returned', fact: { id: 'f10' } },
    });
    expect(itemsOf(scenario, 'f8')[0]).toMatchObject({
      fate: 'removed',
      removedBy: { rule: 'disputed', fact: { id: 'f12' } },
    });
    expect(fatesOf(scenario, 'f9')).toEqual(['conf unbillable no-person 0']);
    expect(whyOf(scenario, 'f7')).toEqual(['The lead was given back, which s/f10 made accepted.']);
  });

  it('waits for silence, and then is an arrival', () => {
    const terms = { feedback: { deadlineDays: 14, onSilence: 'deemed-arrived' } };
    const scenario = new Scenario([arr], terms).lead('L1').of('L1', 'transferred', '2026-01-10');
    const [waiting] = itemsOf(scenario, 'f5');
    expect(waiting).toMatchObject({ clauseId: null, fate: 'pending', deadline: '2026-01-24T09:00:00Z' });
    expect(whyOf(scenario, 'f5')).toEqual([
      'the client has until 2026-01-24T09:00:00Z to answer; silence counts as arrival.',
    ]);
    const [deemed] = itemsOf(scenario, 'L1');
    expect(deemed).toMatchObject({
      type: 'deemed-arrival',
      fact: { source: 'deemed', id: 'L1' },
      fate: 'pending',
      deadline: '2026-01-31T21:00:00Z',
    });
    scenario.close('2026-01');
    expect([fatesOf(scenario, 'L1'), fatesOf(scenario, 'f5')]).toEqual([
      ['arr billed 1000'],
      ['- unbillable no-clause 0'],
    ]);
    expect(explainFact(scenario.settlement, { source: 'deemed', id: 'L1' })).toMatchObject({
      ...{ type: 'deemed-arrival', time: '2026-01-24T09:00:00Z', position: null, person: ['L1'] },
      entitlements: [[{ type: 'deemed-arrival', leadId: 'L1', price: '1000', billed: '1000' }]],
    });
    expect(explainFact(scenario.settlement, { source: 'deemed', id: 'L2' })).toBeUndefined();
  });

  it('shows the entitlement whole under top-up', () => {
    const scenario = new Scenario([conf, arr], { reconciliation: { mode: 'top-up' } }).lead('L1').lead('L2', 'L1');
    scenario
      .of('L1', 'confirmed', '2026-01-10')
      .of('L2', 'confirmed', '2026-01-11')
      .of('L2', 'arrived', '2026-01-12')
      .close('2026-01');
    const report = explainFact(scenario.settlement, { source: 's', id: 'f8' });
    expect(report).toMatchObject({
      type: 'lead.arrived',
      position: 8,
      time: '2026-01-12T09:00:00Z',
      recordedTime: '2026-01-12T09:00:00Z',
      person: ['L1', 'L2'],
    });
    expect(
      report?.entitlements.map((rows) =>
        rows.map(
          ({ fact, leadId, clauseId, price, billed }) =>
            `${fact.id} ${leadId} ${clauseId} ${price ?? ''} ${billed ?? ''}`,
        ),
      ),
    ).toEqual([['f6 L1 conf 300 300', 'f7 L2 conf 300 0', 'f8 L2 arr 1000 700']]);
    expect(whyLine(scenario, 'arr')).toEqual(['arr (v1): 1 × 1000 − 300.', '700, rounded once: 700.00 RUB.']);
    expect(whyLine(scenario, 'conf')).toEqual([
      'conf (v1): 1 × 300.',
      '300, rounded once: 300.00 RUB.',
      '1 covered, billed 0.',
    ]);
  });

  it('of a fact that no clause bills is none', () => {
    expect(whyOf(told(), 'f4')).toEqual(['No clause bills facts of this type.']);
    expect(explainFact(told().settlement, { source: 's', id: 'x' })).toBeUndefined();
  });
});

describe('A line', () => {
  it('tells its arithmetic', () => {
    const tiers = {
      mode: 'graduated',
      steps: [
        { upTo: '1.5', price: '0' },
        { upTo: null, price: '4' },
      ],
    };
    const scenario = new Scenario([min, { id: 'pack', model: 'effective-call', tiers }]).call('a', '2026-01-10', {
      ...presented,
      seconds: { talk: 10 },
    });
    scenario.call('b', '2026-01-10', presented);
    expect(whyLine(scenario, 'min')).toEqual(['min (v1): 10 / 60 × 7.', '7/6, rounded once: 1.17 RUB.']);
    expect(whyLine(scenario, 'pack')).toEqual([
      'pack (v1): 2 × graduated [≤ 1.5: 0; ≤ ∞: 4].',
      '2, rounded once: 2.00 RUB.',
    ]);
    expect(lineOf(scenario, 'min', { campaignId: 'D' })).toBeUndefined();
    const byStatus = new Scenario([diff]).call('a', '2026-01-10', { seconds: { talk: 61 }, status: 'consent' });
    expect(whyLine(byStatus, 'diff', { campaignId: 'K', detail: 'consent' })).toEqual([
      'diff consent (v1): 61 / 60 × 18.',
      '18.3, rounded once: 18.30 RUB.',
    ]);
    expect(lineOf(byStatus, 'diff', { detail: 'secretary' })).toBeUndefined();
  });

  it('of a period clause, a minimum, a cap or a pilot tells its own', () => {
    const fee = { id: 'fee', model: 'fixed-fee', amount: '50' };
    const kpi = {
      id: 'kpi',
      model: 'target-bonus',
      metric: { quantityOf: 'eff' },
      of: ['eff'],
      bands: [{ atLeast: '1', percent: '10' }],
    };
    const scenario = new Scenario([eff, fee, kpi], { effectiveFrom: '2026-01-22', minimum: '3100' }).launch('P', {
      pilot: { budget: '40' },
    });
    scenario.call('a', '2026-01-23', { campaignId: 'P', ...presented });
    expect(whyLine(scenario, 'fee')).toEqual(['The fee of a period is 50.', '50, rounded once: 50.00 RUB.']);
    expect(whyLine(scenario, 'kpi')).toEqual([
      'The figure is 1, in the band from 1 on.',
      'Of eff: 10 % × 45.',
      '4.5, rounded once: 4.50 RUB.',
    ]);
    expect(whyLine(scenario, 'pilot-budget')).toEqual([
      'Campaign P has used 45.00 of its budget of 40: -5.00 in this period.',
    ]);
    expect(whyLine(scenario, 'minimum')).toEqual([
      'The minimum is 3100 × 10 / 31, and the lines of the period sum up to 94.50.',
    ]);
    expect(lineOf(scenario, 'minimum')?.owed).toEqual([
      { termsVersion: null, quantity: 0, unit: 'period', amount: '905.50' },
    ]);
    const capped = new Scenario([fee], { cap: '10' }).close('2026-01');
    expect(whyLine(capped, 'cap')).toEqual(['The cap is 10 × 31 / 31, and the lines of the period sum up to 50.00.']);
    expect(lineOf(capped, 'minimum')).toBeUndefined();
  });

  it('is one a version, and none where there is nothing to say', () => {
    const scenario = new Scenario([eff])
      .amend('2026-01-15', [{ ...eff, price: '50' }])
      .call('a', '2026-01-10', presented)
      .call('b', '2026-01-20', presented);
    expect(lineOf(scenario, 'eff', { campaignId: 'K' })?.owed).toEqual([
      { termsVersion: 1, quantity: 1, unit: 'call', amount: '45.00' },
      { termsVersion: 2, quantity: 1, unit: 'call', amount: '50.00' },
    ]);
    for (const other of [{ contractId: 'X' }, { forPeriod: '2026-02' }, { campaignId: 'X' }])
      expect(lineOf(scenario, 'eff', other)).toBeUndefined();
    expect(lineOf(scenario, 'x')).toBeUndefined();
  });
});

describe('The account', () => {
  it('counts what became of every fact that was read, by type', () => {
    const scenario = new Scenario([conf, arr]).lead('L1').of('L1', 'confirmed', '2026-01-10').close('2026-01');
    scenario
      .of('L1', 'arrived', '2026-01-11')
      .lead('L2')
      .of('L2', 'arrived', '2026-02-11')
      .lead('L3', null)
      .of('L3', 'confirmed', '2026-01-10');
    scenario
      .of('L2', 'confirmed', '2026-02-12')
      .retract('f12')
      .refusal('lead.confirmed', '2026-01-10', { leadId: 'X' });
    scenario.settlement.applyLine('no fact');
    scenario.offer('lead.confirmed', '2026-01-10', { leadId: 'L1' }, { id: 'f5' });
    const { rows, total, facts, repeated } = account(scenario.settlement);
    const row = (type: string) => rows.find((found) => found.type === type);
    const none = { billed: 0, covered: 0, removed: 0, pending: 0, unbillable: 0, refused: 0 };
    expect(row('lead.confirmed')).toEqual({
      ...none,
      type: 'lead.confirmed',
      billed: 1,
      unbillable: 1,
      removed: 1,
      refused: 1,
    });
    expect(row('lead.arrived')).toEqual({ ...none, type: 'lead.arrived', covered: 1, pending: 1 });
    expect(row('unreadable')).toEqual({ ...none, type: 'unreadable', refused: 1 });
    expect(row('lead.registered')).toEqual({ ...none, type: 'lead.registered', unbillable: 3 });
    expect(total).toEqual({ billed: 1, covered: 1, removed: 1, pending: 1, unbillable: 9, refused: 2 });
    expect([facts, repeated]).toEqual([15, 1]);
  });
});
