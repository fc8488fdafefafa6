import { describe, expect, it } from '@jest/globals';
import { Scenario, TERMS, type Json } from '../scenario.fixture.js';

const conf = { id: 'conf', model: 'confirmed-lead', price: '300' };
const min = { id: 'min', model: 'operator-minute', rate: '12' };
const diff = { id: 'diff', model: 'differentiated-minute', rates: { consent: '18' } };
const hour = { id: 'hour', model: 'operator-hour', rate: '600' };
const night = { id: 'night', model: 'operator-hour', rate: '900' };
const tiered = { id: 'eff', model: 'effective-call', tiers: { mode: 'volume', steps: [{ upTo: null, price: '5' }] } };

const amendment = (terms: Json, more: Json = {}): Json => ({
  contractId: 'C',
  terms: { ...TERMS, clauses: [conf], effectiveFrom: '2026-03-01', ...terms },
  ...more,
});
const refused = (scenario: Scenario, data: Json) => {
  const { code, path, message } = scenario.refusal('contract.amended', '2026-01-01', data);
  return `${code} ${path}: ${message}`;
};

describe('An amendment is refused', () => {
  it.each<[string, Json, string]>([
    ['with another currency', { currency: 'EUR' }, 'currency: stays as signed: RUB'],
    ['with another zone', { timeZone: 'Europe/Berlin' }, 'timeZone: stays as signed: Europe/Moscow'],
    ['with another period', { period: 'week' }, 'period: stays as signed: month'],
    ['with another mode of reconciliation', { reconciliation: { mode: 'top-up' } }, 'reconciliation: stays as signed'],
    ['with another scope', { reconciliation: { scope: 'client' } }, 'reconciliation: stays as signed'],
    ['with another window', { reconciliation: { windowDays: 181 } }, 'reconciliation: stays as signed'],
    ['with fewer keys', { reconciliation: { keys: ['phone', 'email'] } }, 'reconciliation: stays as signed'],
    [
      'from the first day on',
      { effectiveFrom: '2026-01-01' },
      'effectiveFrom: not after that of every standing version',
    ],
    [
      'from before the first day',
      { effectiveFrom: '2025-12-31' },
      'effectiveFrom: not after that of every standing version',
    ],
  ])('%s', (_what, terms, fault) => {
    expect(refused(new Scenario([conf]), amendment(terms))).toBe(`terms data.terms.${fault}`);
  });

  it('with as many other keys', () => {
    const signed = new Scenario([conf], { reconciliation: { keys: ['phone', 'email'] } });
    expect(refused(signed, amendment({ reconciliation: { keys: ['phone', 'externalId'] } }))).toMatch(
      'stays as signed',
    );
  });

  it('not at all with the same reconciliation in other words', () => {
    const reconciliation = {
      mode: 'paid-once',
      scope: 'product',
      windowDays: 180,
      keys: ['externalId', 'email', 'phone', 'phone'],
    };
    new Scenario([conf]).amend('2026-03-01', [conf], { reconciliation });
  });

  it('not after every standing version, retracted ones not counted', () => {
    const scenario = new Scenario([conf]).amend('2026-03-01', [conf]);
    expect(refused(scenario, amendment({ effectiveFrom: '2026-02-01' }))).toMatch(
      'not after that of every standing version',
    );
    expect(refused(scenario, amendment({ effectiveFrom: '2026-03-01' }))).toMatch(
      'not after that of every standing version',
    );
    scenario.retract('f4').amend('2026-02-01', [conf]);
  });

  it('from within a closed period, unless it says that it re-rates it', () => {
    const scenario = new Scenario([conf]).close('2026-01');
    const message = 'terms data.terms.effectiveFrom: period 2026-01 is closed; say "retroactive": true to re-rate it';
    expect(refused(scenario, amendment({ effectiveFrom: '2026-01-31' }))).toBe(message);
    expect(refused(scenario, amendment({ effectiveFrom: '2026-01-31' }, { retroactive: false }))).toBe(message);
    scenario.amend('2026-01-31', [conf], {}, { retroactive: true }).amend('2026-02-01', [conf]);
  });
});

describe('A termination is refused', () => {
  const end = (endsOn: string, more: Json = {}): Json => ({ contractId: 'C', endsOn, ...more });

  it('before the last day of a closed period, unless it says that it re-rates it', () => {
    const scenario = new Scenario([conf]).close('2026-01');
    expect(scenario.refusal('contract.terminated', '2026-01-01', end('2026-01-30'))).toEqual({
      code: 'terms',
      path: 'data.endsOn',
      message: 'period 2026-01 is closed; say "retroactive": true to re-rate it',
    });
    scenario.fact('contract.terminated', '2026-01-01', end('2026-01-31')).retract('f6');
    scenario.fact('contract.terminated', '2026-01-01', end('2026-01-30', { retroactive: true }));
  });

  it('when the contract is terminated already, until that is taken back', () => {
    const scenario = new Scenario([conf]).fact('contract.terminated', '2026-01-01', end('2026-05-31'));
    expect(scenario.refusal('contract.terminated', '2026-01-01', end('2026-04-30'))).toEqual({
      code: 'duplicate',
      path: 'data.contractId',
      message: 'the termination of contract "C" is recorded already',
    });
    scenario.retract('f4').fact('contract.terminated', '2026-01-01', end('2026-04-30'));
  });
});

describe('Two clauses that would pay the same work are refused', () => {
  const time = 'two clauses pay time, so that the campaign must name its clauses';
  const shifts = 'two clauses would pay the shifts of one campaign';
  const pilot = 'a clause with tiers cannot bill a pilot campaign';
  const launch = (scenario: Scenario, more: Json) =>
    scenario.refusal('campaign.launched', '2026-01-01', { campaignId: 'N', contractId: 'C', product: 'card', ...more });

  it.each<[string, Json[]]>([
    ['by minute and hour', [min, hour]],
    ['by minute and differentiated minute', [conf, min, diff]],
    ['by differentiated minute and hour', [diff, hour]],
  ])('with a campaign that does not name its clauses: %s', (_what, clauses) => {
    expect(refused(new Scenario([conf]), amendment({ clauses }))).toBe(
      `terms data.terms.clauses: campaign "K": ${time}`,
    );
  });

  it('at the launch that brings them together', () => {
    const scenario = new Scenario([]).sign('D', [min, hour, night]);
    const onD = { contractId: 'D' };
    expect(launch(scenario, onD)).toEqual({ code: 'terms', path: 'data.clauses', message: time });
    expect(launch(scenario, { ...onD, clauses: ['hour', 'night'] })).toEqual({
      code: 'terms',
      path: 'data.clauses',
      message: shifts,
    });
    scenario.launch('K1', { ...onD, clauses: ['min', 'hour'] }).launch('K2', { ...onD, clauses: ['night'] });
  });

  it('in a version to come, too', () => {
    const scenario = new Scenario([]).sign('D', [min]);
    const terms = { ...TERMS, clauses: [min, hour], effectiveFrom: '2026-05-01' };
    scenario.fact('contract.amended', '2026-01-01', { contractId: 'D', terms });
    expect(launch(scenario, { contractId: 'D' }).message).toBe(time);
    scenario.retract('f5').launch('N', { contractId: 'D' });
  });

  it('at the amendment that brings two hours to a campaign that names both', () => {
    const scenario = new Scenario([]).sign('D', [hour]).amend('2026-02-01', [night]);
    scenario.launch('N', { clauses: ['night'] });
    expect(refused(scenario, amendment({ clauses: [hour, night] }))).toBe(
      `terms data.terms.clauses: campaign "K": ${time}`,
    );
  });

  it('for a pilot with tiers, at launch and at the amendment', () => {
    const budget = { pilot: { budget: '100' } };
    const scenario = new Scenario([]).sign('D', [tiered, conf]);
    expect(launch(scenario, { contractId: 'D', ...budget })).toEqual({
      code: 'terms',
      path: 'data.clauses',
      message: pilot,
    });
    scenario
      .launch('N', { contractId: 'D', clauses: ['conf'], ...budget })
      .launch('P', { clauses: undefined, ...budget });
    expect(refused(scenario, amendment({ clauses: [tiered] }))).toBe(
      `terms data.terms.clauses: campaign "P": ${pilot}`,
    );
  });
});
