import { describe, expect, it } from '@jest/globals';
import { Scenario } from './scenario.js';

const conf = { id: 'conf', model: 'confirmed-lead', price: '300' };
const arr = { id: 'arr', model: 'arrived-client', price: '1000' };
const hour = { id: 'hour', model: 'operator-hour', rate: '3600' };
const topUp = { reconciliation: { mode: 'top-up' } };

/** The last statement's lines. */
const last = ({ billed }: Scenario): readonly string[] => billed.at(-1) ?? [];

describe('money', () => {
  it('is rounded once a key, half away from zero', () => {
    const seconds = { presented: true, seconds: { talk: 1 } };
    const eff = { id: 'eff', model: 'effective-call', price: '0.0025' };
    const scenario = new Scenario([eff]).call('a', '2026-01-02', seconds).call('b', '2026-01-02', seconds);
    expect(last(scenario.close('2026-01'))).toEqual(['eff 2 0.01']);
    expect(last(scenario.retract('f5').close('2026-02'))).toEqual(['eff -1 -0.01']);
  });

  it.each([
    ['JPY', '2'],
    ['RUB', '1.50'],
    ['KWD', '1.500'],
  ])('is in the minor unit of %s', (currency, amount) => {
    const fee = { id: 'fee', model: 'fixed-fee', amount: '1.5' };
    expect(last(new Scenario([fee], { currency }).close('2026-01'))).toEqual([`fee 1 ${amount}`]);
  });

  it('contains inclusive VAT', () => {
    const fee = { id: 'fee', model: 'fixed-fee', amount: '100' };
    const scenario = new Scenario([fee], { vat: { mode: 'inclusive', rate: '0.20' } }).close('2026-01');
    expect(scenario.statements[0]).toMatchObject({ subtotal: '100.00', vat: '16.67', total: '100.00' });
  });

  it('loses what VAT had on top when terms change after the fact', () => {
    const fee = { id: 'fee', model: 'fixed-fee', amount: '100' };
    const scenario = new Scenario([fee], { vat: { mode: 'exclusive', rate: '0.20' } }).close('2026-01');
    scenario.amend('2026-01-31', [fee], { vat: { mode: 'inclusive', rate: '0.20' } }).correct();
    expect(scenario.statements[1]).toMatchObject({ lines: [], subtotal: '0.00', vat: '-3.33', total: '-20.00' });
  });

  it('is taxed by the last terms of the contract, where the contract ends inside the period', () => {
    const fee = { id: 'fee', model: 'fixed-fee', amount: '100' };
    const scenario = new Scenario([fee], { vat: { mode: 'exclusive', rate: '0.20' } });
    scenario.amend('2026-01-20', [fee], { vat: { mode: 'exclusive', rate: '0.10' } });
    scenario.fact('2026-01-01', 'contract.terminated', { contractId: 'C', endsOn: '2026-01-19' });
    expect(scenario.close('2026-01').statements[0]?.vat).toBe('20.00');
  });
});

describe('tiers', () => {
  const steps = [
    { upTo: '1.5', price: '0' },
    { upTo: 3, price: '10' },
    { upTo: null, price: '7' },
  ];
  const ofTiers = (mode: string): Scenario =>
    new Scenario([{ id: 'min', model: 'operator-minute', tiers: { mode, steps } }]);

  it('price each part by its step, over all campaigns', () => {
    const scenario = ofTiers('graduated')
      .campaign('K2', 'C')
      .call('a', '2026-01-02', { seconds: { talk: 100 } });
    scenario.call('b', '2026-01-02', { campaignId: 'K2', seconds: { talk: 140 } });
    expect(last(scenario.close('2026-01'))).toEqual(['min 240 22.00']);
  });

  it.each([
    [180, '30.00'],
    [181, '21.12'],
  ])('price %i seconds by the step that they fall in', (talk, amount) => {
    const scenario = ofTiers('volume').call('a', '2026-01-02', { seconds: { talk } }).close('2026-01');
    expect(last(scenario)).toEqual([`min ${talk} ${amount}`]);
  });
});

describe('one person', () => {
  it('is paid for by the fact that comes first by code point, where the times are one', () => {
    const scenario = new Scenario([conf]).campaign('K2', 'C').lead('L1', 'A').lead('L2', 'A', 'K2');
    scenario.of('L1', 'confirmed', '2026-01-10', {}, { source: '😀' });
    scenario.of('L2', 'confirmed', '2026-01-10', {}, { source: '～' });
    expect(scenario.close('2026-01').statements[0]?.lines.map(({ campaignId }) => campaignId)).toEqual(['K2']);
  });

  it('is not paid twice by two clauses for one fact: the first in the terms has it', () => {
    const twin = { id: 'aaa', model: 'confirmed-lead', price: '500' };
    const scenario = new Scenario([conf, twin]).lead('L1').of('L1', 'confirmed', '2026-01-10').close('2026-01');
    expect(last(scenario)).toEqual(['conf 1 300.00']);
  });

  it('is topped up to the dearest result, whatever comes first', () => {
    const scenario = new Scenario([conf, arr, { ...arr, id: 'inst', counts: ['installed'], price: '1200' }], topUp);
    scenario.lead('L1').of('L1', 'arrived', '2026-01-10').of('L1', 'confirmed', '2026-01-11');
    scenario.of('L1', 'arrived', '2026-01-12', { as: 'installed' }).close('2026-01');
    expect(last(scenario)).toEqual(['arr 1 1000.00', 'inst 1 200.00']);
  });

  it('is another one in another scope, link or no link', () => {
    const scenario = new Scenario([conf], { reconciliation: { scope: 'campaign' } }).campaign('K2', 'C');
    scenario.lead('L1', 'A').lead('L2', 'A', 'K2').lead('L3', null, 'K2');
    scenario.fact('2026-01-01', 'person.linked', { clientId: 'bank', leadIds: ['L1', 'L2', 'L3'] });
    for (const lead of ['L1', 'L2', 'L3']) scenario.of(lead, 'confirmed', '2026-01-10');
    expect(last(scenario.close('2026-01'))).toEqual(['conf 1 300.00', 'conf 1 300.00']);
  });

  it('is itself when separated, or when its key is shared; and nobody without a key', () => {
    const scenario = new Scenario([conf])
      .lead('L1', 'A')
      .lead('L2', 'A')
      .lead('L3', 'B')
      .lead('L4', 'B')
      .lead('L5', null);
    scenario.fact('2026-01-01', 'person.separated', { clientId: 'bank', leadIds: ['L2', 'L5'] });
    scenario.fact('2026-01-01', 'key.shared', { clientId: 'bank', kind: 'externalId', value: ' B ' });
    for (const lead of ['L1', 'L2', 'L3', 'L4', 'L5']) scenario.of(lead, 'confirmed', '2026-01-10');
    expect(last(scenario.close('2026-01'))).toEqual(['conf 4 1200.00']);
  });

  it('is covered by an effective call to it, in whichever campaign the call was made', () => {
    const offer = { id: 'offer', model: 'effective-call', price: '50', onceGroup: 'result' };
    const scenario = new Scenario([conf]).contract('C2', [offer]).campaign('K2', 'C2', { product: 'other' });
    scenario.lead('L1').lead('L2', null).of('L1', 'confirmed', '2026-01-10');
    scenario.call('a', '2026-01-09', { campaignId: 'K2', leadId: 'L1', presented: true });
    scenario.call('nobody', '2026-01-09', { campaignId: 'K2', presented: true });
    scenario.call('unknown', '2026-01-09', { campaignId: 'K2', leadId: 'L2', presented: true });
    scenario.close('2026-01').close('2026-01', 'C2');
    expect(scenario.billed).toEqual([[], ['offer 1 50.00']]);
  });

  it('is paid for by the entitlement opened last, a microsecond after the window by a new one', () => {
    const scenario = new Scenario([conf], { reconciliation: { windowDays: 1 } });
    for (const lead of ['L1', 'L2', 'L3']) scenario.lead(lead, 'A');
    scenario.of('L1', 'confirmed', '2026-01-10T12:00:00').of('L2', 'confirmed', '2026-01-11T12:00:00');
    scenario.of('L3', 'confirmed', '2026-01-11T12:00:00.000001');
    expect(last(scenario.close('2026-01'))).toEqual(['conf 2 600.00']);
  });
});

describe('what stands', () => {
  const returns = { returns: { windowDays: 7, reasons: { 'wrong-number': 'auto' } } };

  it('is nothing of a returned lead, not even a later confirmation; its arrival goes by its own time', () => {
    const scenario = new Scenario([conf, arr], returns)
      .amend('2026-01-15', [{ ...arr, price: '900' }], returns)
      .lead('L1');
    scenario.of('L1', 'confirmed', '2026-01-10').of('L1', 'returned', '2026-01-11', { reason: 'wrong-number' });
    scenario.of('L1', 'confirmed', '2026-01-14').of('L1', 'arrived', '2026-01-20').close('2026-01');
    expect(scenario.statements[0]?.lines).toMatchObject([{ clauseId: 'arr', termsVersion: 2, amount: '900.00' }]);
  });

  it('is decided by the latest decision, while a return stands', () => {
    const scenario = new Scenario([conf], returns).lead('L1').of('L1', 'confirmed', '2026-01-10');
    scenario.of('L1', 'returned', '2026-01-11', { reason: 'wrong-number' });
    scenario.fact('2026-01-13', 'return.decided', { leadId: 'L1', decision: 'refused' });
    scenario.fact('2026-01-12', 'return.decided', { leadId: 'L1', decision: 'accepted' });
    expect(last(scenario.close('2026-01'))).toEqual(['conf 1 300.00']);
  });

  it('is billed by another clause of the group when a dispute takes the first away', () => {
    const twin = { id: 'twin', model: 'confirmed-lead', price: '500' };
    const scenario = new Scenario([conf, twin]).lead('L1').of('L1', 'confirmed', '2026-01-10').upheld('f5', 'conf');
    expect(last(scenario.close('2026-01'))).toEqual(['twin 1 500.00']);
  });

  it('is disputed under every identity', () => {
    const scenario = new Scenario([conf]).lead('L1').of('L1', 'confirmed', '2026-01-10').upheld('f5', 'conf');
    scenario.of('L1', 'confirmed', '2026-01-12');
    expect(last(scenario.close('2026-01'))).toEqual([]);
  });

  it('is deemed at the terms of the handover, after the end of the contract too', () => {
    const feedback = { feedback: { deadlineDays: 10, onSilence: 'deemed-arrived' }, reconciliation: { windowDays: 5 } };
    const scenario = new Scenario([arr], feedback).lead('L1').lead('L2');
    scenario.of('L1', 'transferred', '2026-01-27T00:00:00').of('L2', 'transferred', '2026-01-27T00:00:01');
    scenario.fact('2026-01-01', 'contract.terminated', { contractId: 'C', endsOn: '2026-01-31' });
    // The deadline of L1 is exactly the end of the contract and five days; L2's is a second later.
    expect(last(scenario.close('2026-01').close('2026-02'))).toEqual(['arr 1 1000.00']);
  });
});

describe('shifts', () => {
  it('give breaks and disputed seconds to a later one', () => {
    const scenario = new Scenario([hour]).shift('a', '2026-01-12T09:00:00', '2026-01-12T12:00:00', {
      breaks: [{ from: '2026-01-12T10:00:00+03:00', to: '2026-01-12T10:30:00+03:00' }],
    });
    scenario.shift('b', '2026-01-12T10:00:00', '2026-01-12T13:00:00');
    expect(last(scenario.close('2026-01'))).toEqual(['hour 14400 14400.00']);
    expect(last(scenario.upheld('f4', 'hour').close('2026-02'))).toEqual(['hour -3600 -3600.00']);
  });

  it('have their seconds, priced or not', () => {
    const second = { ...hour, id: 'second' };
    const scenario = new Scenario([hour]).contract('C2', [second]).campaign('K2', 'C2');
    scenario.amend('2026-01-13', [conf]);
    scenario.shift('a', '2026-01-12T22:00:00', '2026-01-13T06:00:00');
    scenario.shift('b', '2026-01-13T05:00:00', '2026-01-13T07:00:00', { campaignId: 'K2' });
    scenario.close('2026-01').close('2026-01', 'C2');
    expect(scenario.billed).toEqual([['hour 7200 7200.00'], ['second 3600 3600.00']]);
  });

  it('that begin outside the terms have nothing', () => {
    const scenario = new Scenario([hour]).shift('a', '2025-12-31T22:00:00', '2026-01-01T06:00:00');
    scenario.shift('b', '2026-01-01T05:00:00', '2026-01-01T07:00:00');
    expect(last(scenario.close('2026-01'))).toEqual(['hour 7200 7200.00']);
  });
});

describe('a period', () => {
  it('counts for a bonus what is billed or covered, and nothing that is deemed', () => {
    const kpi = {
      id: 'kpi',
      model: 'target-bonus',
      metric: { quantityOf: 'arr' },
      bands: [{ atLeast: '2', amount: '7' }],
    };
    const scenario = new Scenario([arr, kpi], { feedback: { deadlineDays: 1, onSilence: 'deemed-arrived' } });
    scenario.lead('L1', 'A').lead('L2', 'A').lead('L3').of('L3', 'transferred', '2026-01-02');
    scenario.of('L1', 'arrived', '2026-01-10').of('L2', 'arrived', '2026-01-11').close('2026-01');
    expect(last(scenario)).toEqual(['kpi 1 7.00', 'arr 2 2000.00']);
    expect(last(scenario.retract('f9').close('2026-02'))).toEqual(['kpi -1 -7.00']);
  });

  it('has its minimum in part when the contract ends, and none after it', () => {
    const scenario = new Scenario([conf], { minimum: '310' });
    scenario.fact('2026-01-01', 'contract.terminated', { contractId: 'C', endsOn: '2026-01-10' });
    expect(scenario.close('2026-01').close('2026-02').billed).toEqual([['minimum 0 100.00'], []]);
  });

  it('has local midnights for its ends, in the zone of each contract', () => {
    const scenario = new Scenario([conf]).contract('C2', [conf], { timeZone: 'Asia/Tokyo' }).campaign('K2', 'C2');
    scenario.lead('L1', 'A').lead('L2', 'B', 'K2');
    for (const lead of ['L1', 'L2']) scenario.of(lead, 'confirmed', '2026-01-31T15:00:00Z');
    const billed = scenario.close('2026-01').close('2026-01', 'C2').billed;
    expect(billed).toEqual([['conf 1 300.00'], []]);
  });

  it('knows nothing later, even where a later report of that day would have come first', () => {
    // In New York both reports of L2 are of 31 January; January in Tokyo ends between them.
    const scenario = new Scenario([conf], { timeZone: 'Asia/Tokyo' });
    scenario.contract('C2', [conf, arr], { timeZone: 'America/New_York' }).campaign('K2', 'C2');
    scenario.lead('L1', 'A').lead('L2', 'A', 'K2').of('L2', 'arrived', '2026-01-31T14:00:00Z');
    scenario.of('L2', 'confirmed', '2026-01-31T23:00:00Z').of('L1', 'confirmed', '2026-01-31T14:30:00Z');
    expect(scenario.close('2026-01').close('2026-02').billed).toEqual([[], ['conf 1 300.00']]);
  });
});
