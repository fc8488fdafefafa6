import { describe, expect, it } from '@jest/globals';
import { Scenario, type Json } from '../scenario.fixture.js';

const eff = { id: 'eff', model: 'effective-call', price: '45' };
const min = { id: 'min', model: 'operator-minute', rate: '12' };
const hour = { id: 'hour', model: 'operator-hour', rate: '600' };
const presented = { presented: true };
const talk = (seconds: number): Json => ({ seconds: { talk: seconds } });

describe('A line', () => {
  it.each([
    ['RUB', '6.07', '-6.07'],
    ['JPY', '6', '-6'],
    ['KWD', '6.067', '-6.067'],
  ])('in %s is rounded once, in charging and in crediting', (currency, amount, credit) => {
    const scenario = new Scenario([{ ...min, rate: '1.0000' }], { currency })
      .call('a', '2026-01-10', talk(363))
      .call('b', '2026-01-11', talk(1));
    expect(scenario.close('2026-01').billed).toEqual([`min 364 ${amount}`]);
    scenario.retract('f4').retract('f5');
    expect(scenario.correct().billed).toEqual([`min -364 ${credit}`]);
    expect(scenario.statement.subtotal).toBe(credit);
  });

  it('that costs nothing still shows its quantity', () => {
    const scenario = new Scenario([{ ...eff, price: '0' }]).call('a', '2026-01-10', presented);
    expect(scenario.close('2026-01').billed).toEqual(['eff 1 0.00']);
    expect(scenario.statement).toMatchObject({ subtotal: '0.00', vat: '0.00', total: '0.00' });
  });

  it('of less than half a minor unit costs nothing', () => {
    const told = (price: string) =>
      new Scenario([{ ...eff, price }]).call('a', '2026-01-10', presented).close('2026-01').billed;
    expect([told('0.0049'), told('0.0050')]).toEqual([['eff 1 0.00'], ['eff 1 0.01']]);
  });

  it('of no seconds is none, even with a minimal increment', () => {
    const scenario = new Scenario([{ ...min, increment: { first: 60, next: 60 } }])
      .call('a', '2026-01-10')
      .call('b', '2026-01-10', talk(0));
    expect(scenario.close('2026-01').billed).toEqual([]);
  });

  it('stands in the order of period, campaign, clause, detail and version, null first', () => {
    const diff = { id: 'diff', model: 'differentiated-minute', rates: { secretary: '6', consent: '18' } };
    const fee = { id: 'fee', model: 'fixed-fee', amount: '1' };
    const scenario = new Scenario([eff, diff, fee], { minimum: '1000' })
      .launch('A')
      .launch('\u{1F600}')
      .launch('\uFFFD');
    for (const campaignId of ['\u{1F600}', '\uFFFD', 'A', 'K'])
      scenario.call('a', '2026-01-10', { ...presented, campaignId });
    scenario.call('b', '2026-01-20', {
      campaignId: 'A',
      dialogue: [
        { status: 'secretary', seconds: 60 },
        { status: 'consent', seconds: 60 },
      ],
    });
    scenario
      .amend('2026-01-15', [eff, diff, fee])
      .call('c', '2026-01-20', { campaignId: 'A', ...presented })
      .close('2026-01');
    expect(scenario.lines).toEqual([
      '2026-01 - minimum - charge 0 period 750.00',
      '2026-01 - fee v1 charge 1 period 1.00',
      '2026-01 A diff consent v2 charge 60 second 18.00',
      '2026-01 A diff secretary v2 charge 60 second 6.00',
      '2026-01 A eff v1 charge 1 call 45.00',
      '2026-01 A eff v2 charge 1 call 45.00',
      '2026-01 K eff v1 charge 1 call 45.00',
      '2026-01 \uFFFD eff v1 charge 1 call 45.00',
      '2026-01 \u{1F600} eff v1 charge 1 call 45.00',
    ]);
    expect(scenario.statement).toMatchObject({
      contractId: 'C',
      clientId: 'bank',
      period: '2026-01',
      number: 1,
      currency: 'RUB',
      position: 14,
    });
  });
});

describe('A fact belongs to the month', () => {
  it.each([
    ['Europe/Moscow', '2026-01-31T20:59:59.999999Z', '2026-01'],
    ['Europe/Moscow', '2026-01-31T21:00:00Z', '2026-02'],
    ['America/New_York', '2026-02-01T04:59:59Z', '2026-01'],
    ['America/New_York', '2026-02-01T05:00:00Z', '2026-02'],
    ['Pacific/Kiritimati', '2026-01-31T09:59:59Z', '2026-01'],
    ['Pacific/Kiritimati', '2026-01-31T10:00:00Z', '2026-02'],
  ])('of its zone: in %s at %s, %s', (timeZone, time, period) => {
    const scenario = new Scenario([eff], { timeZone }).call('a', time, presented).close('2026-01').close('2026-02');
    expect(scenario.statements.map(({ lines }) => lines.length)).toEqual(period === '2026-01' ? [1, 0] : [0, 1]);
  });

  it.each([
    ['before the first day of the contract', '2025-12-31T23:59:59.999999', 0],
    ['at the first moment of the contract', '2026-01-01T00:00:00', 1],
    ['at the last moment of the contract', '2026-01-20T23:59:59.999999', 1],
    ['after the last day of the contract', '2026-01-21T00:00:00', 0],
  ])('or to none: %s', (_what, time, lines) => {
    const scenario = new Scenario([eff]).fact('contract.terminated', '2026-01-01', {
      contractId: 'C',
      endsOn: '2026-01-20',
    });
    expect(scenario.call('a', time, presented).close('2026-01').statement.lines).toHaveLength(lines);
  });

  it('that it happened in, however late it is told, as an adjustment', () => {
    const scenario = new Scenario([eff])
      .close('2026-01')
      .call('a', '2026-01-10', presented)
      .call('b', '2026-02-10', presented);
    expect(scenario.close('2026-02').lines).toEqual([
      '2026-01 K eff v1 adjustment 1 call 45.00',
      '2026-02 K eff v1 charge 1 call 45.00',
    ]);
    expect(scenario.call('c', '2026-03-10', presented).correct().statement).toMatchObject({
      period: null,
      number: 3,
      lines: [],
    });
    expect(scenario.close('2026-03').lines).toEqual(['2026-03 K eff v1 charge 1 call 45.00']);
  });
});

describe('Periods of a contract', () => {
  it('go on after its end, without fees, bonuses, minimum or cap', () => {
    const scenario = new Scenario([{ id: 'fee', model: 'fixed-fee', amount: '31', proration: 'daily' }], {
      minimum: '310',
    });
    scenario.fact('contract.terminated', '2026-01-01', { contractId: 'C', endsOn: '2026-01-10' }).close('2026-01');
    expect(scenario.billed).toEqual(['minimum 0 90.00', 'fee 1 10.00']);
    expect(scenario.close('2026-02').billed).toEqual([]);
  });

  it('begin with the one of the first day, in part', () => {
    const fee = { id: 'fee', model: 'fixed-fee', amount: '31', proration: 'daily' };
    const scenario = new Scenario([fee], { effectiveFrom: '2026-01-22', cap: '3.10' });
    expect(scenario.close('2026-01').billed).toEqual(['cap 0 -9.00', 'fee 1 10.00']);
  });

  it('may be weeks or quarters', () => {
    expect(new Scenario([eff], { period: 'week' }).call('a', '2025-12-31', presented).close('2026-W01').billed).toEqual(
      [],
    );
    expect(
      new Scenario([eff], { period: 'quarter' }).call('a', '2026-03-31', presented).close('2026-Q1').billed,
    ).toEqual(['eff 1 45.00']);
  });
});

describe('Minimum and cap', () => {
  const told = (terms: Json) => new Scenario([eff], terms).call('a', '2026-01-10', presented).close('2026-01').billed;

  it.each<[string, Json, string[]]>([
    ['nothing at the minimum', { minimum: '45' }, []],
    ['a kopeck below it', { minimum: '45.01' }, ['minimum 0 0.01']],
    ['nothing at the cap', { cap: '45' }, []],
    ['a kopeck above it', { cap: '44.99' }, ['cap 0 -0.01']],
    ['both, kept', { minimum: '10', cap: '50' }, []],
    ['both, below', { minimum: '50', cap: '60' }, ['minimum 0 5.00']],
    ['both, above', { minimum: '10', cap: '20' }, ['cap 0 -25.00']],
  ])('add %s', (_what, terms, bounds) => {
    expect(told(terms)).toEqual([...bounds, 'eff 1 45.00']);
  });
});

describe('A pilot', () => {
  it('stops at its budget, across periods and late facts', () => {
    const pilot = { pilot: { budget: '100' } };
    const scenario = new Scenario([eff]).launch('P', pilot).call('k', '2026-01-10', presented);
    const call = (id: string, time: string) => scenario.call(id, time, { campaignId: 'P', ...presented });
    call('a', '2026-01-10').close('2026-01');
    expect(scenario.billed).toEqual(['eff 1 45.00', 'eff 1 45.00']);
    call('b', '2026-02-10');
    call('c', '2026-02-11').close('2026-02');
    expect(scenario.lines).toEqual([
      '2026-02 P pilot-budget - charge 0 period -35.00',
      '2026-02 P eff v1 charge 2 call 90.00',
    ]);
    call('d', '2026-01-20').close('2026-03');
    expect(scenario.lines).toEqual([
      '2026-01 P eff v1 adjustment 1 call 45.00',
      '2026-02 P pilot-budget - adjustment 0 period -45.00',
    ]);
    expect(scenario.retract('f8').correct().lines).toEqual([
      '2026-02 P pilot-budget - adjustment 0 period 45.00',
      '2026-02 P eff v1 adjustment -1 call -45.00',
    ]);
  });
});

describe('VAT', () => {
  const vat = (mode: string, rate = '0.20'): Json => ({ vat: { mode, rate } });
  const told = (terms: Json) =>
    new Scenario([{ ...eff, price: '99.99' }], terms).call('a', '2026-01-10', presented).close('2026-01');

  it.each<[string, Json, string, string]>([
    ['is none by default', {}, '0.00', '99.99'],
    ['is none when exempt, whatever the rate', vat('exempt'), '0.00', '99.99'],
    ['is added', vat('exclusive'), '20.00', '119.99'],
    ['is contained', vat('inclusive'), '16.67', '99.99'],
    ['may be 0', vat('exclusive', '0'), '0.00', '99.99'],
  ])('%s', (_what, terms, tax, total) => {
    expect(told(terms).statement).toMatchObject({ subtotal: '99.99', vat: tax, total });
  });

  it('is worked out on the whole period, so that corrections do not gather roundings', () => {
    const scenario = new Scenario([{ ...eff, price: '0.02' }], vat('exclusive'))
      .call('a', '2026-01-10', presented)
      .close('2026-01');
    const taxes = [scenario.statement.vat];
    for (const id of ['b', 'c', 'd', 'e'])
      taxes.push(scenario.call(id, '2026-01-10', presented).correct().statement.vat);
    expect(taxes).toEqual(['0.00', '0.01', '0.00', '0.01', '0.00']);
  });

  it('is that of the terms at the end of the period', () => {
    const scenario = new Scenario([eff], vat('exclusive')).amend('2026-01-31', [eff], vat('exclusive', '0.10'));
    expect(scenario.call('a', '2026-01-10', presented).close('2026-01').statement).toMatchObject({
      vat: '4.50',
      total: '49.50',
    });
  });
});

describe('A shift', () => {
  it('is cut where the month, the version or the contract ends', () => {
    const scenario = new Scenario([hour]).amend('2026-02-02', [{ ...hour, rate: '1200' }]);
    scenario.fact('contract.terminated', '2026-01-01', { contractId: 'C', endsOn: '2026-02-03' });
    scenario
      .shift('a', '2026-01-31T22:00:00', '2026-02-01T02:00:00')
      .shift('b', '2026-02-01T23:00:00', '2026-02-02T01:00:00');
    scenario
      .shift('c', '2026-02-03T22:00:00', '2026-02-04T06:00:00')
      .shift('d', '2026-02-04T00:00:00', '2026-02-04T01:00:00');
    expect(scenario.close('2026-01').lines).toEqual(['2026-01 K hour v1 charge 7200 second 1200.00']);
    expect(scenario.close('2026-02').lines).toEqual([
      '2026-02 K hour v1 charge 10800 second 1800.00',
      '2026-02 K hour v2 charge 10800 second 3600.00',
    ]);
  });

  it('has no second that an earlier one has, however they overlap', () => {
    const day = (from: string, to: string): [string, string] => [`2026-01-10T${from}`, `2026-01-10T${to}`];
    const scenario = new Scenario([hour])
      .shift('b', ...day('10:00:00', '14:00:00'))
      .shift('a', ...day('09:00:00', '12:00:00'));
    scenario.shift('in', ...day('10:30:00', '11:00:00')).shift('next', ...day('14:00:00', '15:00:00'));
    scenario.shift('other', ...day('09:00:00', '10:00:00'), { operatorId: 'p' });
    expect(scenario.close('2026-01').billed).toEqual(['hour 25200 4200.00']);
    expect(scenario.retract('f5').close('2026-02').billed).toEqual(['hour -3600 -600.00']);
    expect(scenario.retract('f4').correct().billed).toEqual(['hour -12600 -2100.00']);
  });

  it('leaves its breaks to others, and frees its seconds when a dispute of it is upheld', () => {
    const breaks = [{ from: '2026-01-10T10:00:00+03:00', to: '2026-01-10T11:00:00+03:00' }];
    const scenario = new Scenario([hour]).shift('a', '2026-01-10T09:00:00', '2026-01-10T12:00:00', { breaks });
    scenario.shift('b', '2026-01-10T09:30:00', '2026-01-10T12:00:00');
    expect(scenario.close('2026-01').billed).toEqual(['hour 10800 1800.00']);
    scenario.dispute('d', 'hour', 'f4').resolve('d', 'upheld');
    expect(scenario.correct().billed).toEqual(['hour -1800 -300.00']);
    scenario.resolve('d', 'rejected', '2026-01-22');
    expect(scenario.correct().billed).toEqual(['hour 1800 300.00']);
  });

  it('that began with another comes after it where its identity is the greater by code point', () => {
    const scenario = new Scenario([])
      .sign('A', [hour])
      .sign('B', [hour])
      .launch('KA', { contractId: 'A' })
      .launch('KB', { contractId: 'B' })
      .lead('L1');
    scenario.shift('x', '2026-01-10T09:00:00', '2026-01-10T10:00:00', { campaignId: 'KA' });
    scenario.shift('x', '2026-01-10T09:00:00', '2026-01-10T11:00:00', { campaignId: 'KB' });
    expect(scenario.close('2026-01', '2027-01-01', 'A').billed).toEqual([]);
    expect(scenario.close('2026-01', '2027-01-01', 'B').billed).toEqual(['hour 7200 1200.00']);
  });
});
