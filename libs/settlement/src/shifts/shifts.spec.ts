import { describe, expect, it } from '@jest/globals';
import { items } from '../report/items.js';
import { Scenario } from '../scenario.fixture.js';

const hour = { id: 'hour', model: 'operator-hour', rate: '600' };
const conf = { id: 'conf', model: 'confirmed-lead', price: '300' };

const fates = (scenario: Scenario): string[] =>
  [...items(scenario.settlement)].map(
    ({ shiftId, fate, quantity, reason }) => `${shiftId} ${fate} ${quantity} ${reason}`,
  );

describe('A shift', () => {
  it('that runs into terms without an hourly clause is paid up to there', () => {
    const scenario = new Scenario([hour, conf]).amend('2026-01-11', [conf]);
    scenario.shift('s', '2026-01-10T22:00:00', '2026-01-11T02:00:00').close('2026-01');
    expect(scenario.billed).toEqual(['hour 7200 1200.00']);
    expect(fates(scenario)).toEqual(['s billed 7200 null', 's unbillable 0 no-clause']);
  });

  it('that runs over the end of the contract is paid up to there', () => {
    const scenario = new Scenario([hour]);
    scenario.fact('contract.terminated', '2025-12-02', { contractId: 'C', endsOn: '2026-01-10' });
    scenario.shift('s', '2026-01-10T22:00:00', '2026-01-11T02:00:00').close('2026-01');
    expect(scenario.billed).toEqual(['hour 7200 1200.00']);
    expect(fates(scenario)).toEqual(['s billed 7200 null', 's unbillable 0 after-contract']);
  });

  it('gets the seconds that an earlier one no longer has, once that is taken back or moved', () => {
    const scenario = new Scenario([hour]);
    scenario
      .shift('a', '2026-01-10T09:00:00', '2026-01-10T12:00:00')
      .shift('b', '2026-01-10T10:00:00', '2026-01-10T13:00:00');
    expect(fates(scenario)).toEqual(['a pending 10800 null', 'b pending 3600 null', 'b unbillable 0 overlap']);
    scenario.retract('f4');
    expect(fates(scenario)).toEqual(['a removed 0 null', 'b pending 10800 null']);
    scenario.shift('a', '2026-01-10T12:00:00', '2026-01-10T14:00:00').close('2026-01');
    expect(fates(scenario).slice(1)).toEqual(['b billed 10800 null', 'a billed 3600 null', 'a unbillable 0 overlap']);
    expect(scenario.billed).toEqual(['hour 14400 2400.00']);
  });

  it('that touches another one at its end takes nothing from it', () => {
    const scenario = new Scenario([hour]);
    scenario
      .shift('a', '2026-01-10T09:00:00', '2026-01-10T12:00:00')
      .shift('b', '2026-01-10T12:00:00', '2026-01-10T13:00:00');
    expect(fates(scenario)).toEqual(['a pending 10800 null', 'b pending 3600 null']);
  });

  it('is measured without its breaks, which leave their seconds to a later one', () => {
    const scenario = new Scenario([hour]);
    const lunch = { from: '2026-01-10T11:00:00+03:00', to: '2026-01-10T12:00:00+03:00' };
    scenario.shift('a', '2026-01-10T09:00:00', '2026-01-10T13:00:00', { breaks: [lunch] });
    scenario.shift('b', '2026-01-10T11:00:00', '2026-01-10T12:00:00');
    expect(fates(scenario)).toEqual(['a pending 7200 null', 'a pending 3600 null', 'b pending 3600 null']);
  });
});

describe('A dispute of a call', () => {
  it('takes it from the clause that it names, and from no other', () => {
    const eff = { id: 'eff', model: 'effective-call', price: '45' };
    const min = { id: 'min', model: 'operator-minute', rate: '60' };
    const scenario = new Scenario([eff, min]).call('c', '2026-01-10', { seconds: { talk: 60 }, presented: true });
    scenario.dispute('d', 'eff', scenario.last.id).resolve('d', 'upheld').close('2026-01');
    expect(scenario.billed).toEqual(['min 60 60.00']);
    scenario.resolve('d', 'rejected', '2026-01-22').correct();
    expect(scenario.billed).toEqual(['eff 1 45.00']);
  });
});
