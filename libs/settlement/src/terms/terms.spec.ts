import { describe, expect, it } from '@jest/globals';
import { Scenario, TERMS, type Json } from '../scenario.fixture.js';

const conf = { id: 'conf', model: 'confirmed-lead', price: '300' };
const arr = { id: 'arr', model: 'arrived-client', price: '1000' };
const eff = { id: 'eff', model: 'effective-call', price: '45' };
const min = { id: 'min', model: 'operator-minute', rate: '12' };
const hour = { id: 'hour', model: 'operator-hour', rate: '600' };
const fee = { id: 'fee', model: 'fixed-fee', amount: '100' };
const rates = { consent: '18' };
const steps = (...bounds: [string | number | null, string?][]): Json => ({
  mode: 'graduated',
  steps: bounds.map(([upTo, price = '5']) => ({ upTo, price })),
});
const kpi = (more: Json = {}): Json => ({
  ...{ id: 'kpi', model: 'target-bonus', metric: { quantityOf: 'conf' }, of: ['conf'] },
  ...{ bands: [{ atLeast: '0', percent: '5' }] },
  ...more,
});

/** Signs a second contract, and answers `path: message`. */
function faultOf(clauses: readonly Json[], terms: Json = {}): string {
  const data = { contractId: 'D', clientId: 'bank', terms: { ...TERMS, clauses, ...terms } };
  const { code, path, message } = new Scenario().refusal('contract.signed', '2025-12-01', data);
  expect(code).toBe('terms');
  expect(path).toMatch(/^data\.terms/);
  return `${path.slice('data.terms'.length)}: ${message}`;
}

/** How a member that does not fit its form is refused; the wording of forms is that of the fact catalogue. */
const pathOf = (clauses: readonly Json[], terms: Json = {}): string => faultOf(clauses, terms).split(': ')[0] ?? '';

describe('Terms are refused', () => {
  it.each<[string, Json, string]>([
    ['with a currency outside ISO 4217', { currency: 'RUR' }, '.currency: no currency RUR in ISO 4217'],
    ['with a zone that does not exist', { timeZone: 'Europe/Atlantis' }, '.timeZone: no time zone Europe/Atlantis'],
    ['with VAT but no rate', { vat: { mode: 'exclusive' } }, '.vat.rate: vat.mode exclusive needs a rate'],
    ['with contained VAT but no rate', { vat: { mode: 'inclusive' } }, '.vat.rate: vat.mode inclusive needs a rate'],
    ['with a minimum above the cap', { minimum: '10.01', cap: '10' }, '.minimum: the minimum is above the cap'],
    [
      'with reconciliation unlike that of the client’s other contract',
      { reconciliation: { windowDays: 30 } },
      '.reconciliation: differs from that of the client\'s contract "C"',
    ],
    [
      'with a currency unlike that of the client’s other contract',
      { currency: 'EUR' },
      '.currency: contract "C" has RUB',
    ],
  ])('%s', (_what, terms, fault) => {
    expect(faultOf([], terms)).toBe(fault);
  });

  it.each<[string, Json, string]>([
    ['a first day that does not exist', { effectiveFrom: '2026-02-30' }, '.effectiveFrom'],
    ['no first day', { effectiveFrom: undefined }, '.effectiveFrom'],
    ['a currency in small letters', { currency: 'rub' }, '.currency'],
    ['a currency with something before', { currency: 'XRUB' }, '.currency'],
    ['no zone', { timeZone: '' }, '.timeZone'],
    ['a period of days', { period: 'day' }, '.period'],
    ['another VAT mode', { vat: { mode: 'none' } }, '.vat.mode'],
    ['a VAT rate as a number', { vat: { mode: 'exempt', rate: 0.2 } }, '.vat.rate'],
    ['a negative VAT rate', { vat: { mode: 'exclusive', rate: '-0.2' } }, '.vat.rate'],
    ['another mode of reconciliation', { reconciliation: { mode: 'twice' } }, '.reconciliation.mode'],
    ['another scope', { reconciliation: { scope: 'planet' } }, '.reconciliation.scope'],
    ['a window below 0', { reconciliation: { windowDays: -1 } }, '.reconciliation.windowDays'],
    ['a key that is none', { reconciliation: { keys: ['phone', 'name'] } }, '.reconciliation.keys[1]'],
    ['feedback without a deadline', { feedback: { onSilence: 'nothing' } }, '.feedback.deadlineDays'],
    ['feedback without what silence means', { feedback: { deadlineDays: 14 } }, '.feedback.onSilence'],
    ['parts of a day', { feedback: { deadlineDays: 1.5, onSilence: 'nothing' } }, '.feedback.deadlineDays'],
    ['returns without reasons', { returns: { windowDays: 7 } }, '.returns.reasons'],
    ['another fate of a return', { returns: { windowDays: 7, reasons: { rain: 'maybe' } } }, '.returns.reasons.rain'],
    ['a negative minimum', { minimum: '-1' }, '.minimum'],
    ['a cap as a number', { cap: 100 }, '.cap'],
    ['no clauses', { clauses: undefined }, '.clauses'],
    ['a clause that is a text', { clauses: ['conf'] }, '.clauses[0]'],
  ])('with %s', (_what, terms, path) => {
    expect(pathOf([], terms)).toBe(path);
  });

  it('with an equal minimum and cap not at all', () => {
    new Scenario().sign('D', [], { minimum: '10.00', cap: '10' });
  });

  it('without VAT, a rate or anything else that may be absent not at all', () => {
    new Scenario()
      .sign('D', [], { vat: {}, reconciliation: {}, minimum: null })
      .sign('E', [], { vat: { mode: 'exempt' } });
  });
});

describe('A clause is refused', () => {
  it.each<[string, Json[], string]>([
    [
      'of a model that nobody registered',
      [{ id: 'x', model: 'teleport' }],
      '[0].model: no payment model "teleport"; there are operator-minute, differentiated-minute, operator-hour, effective-call, confirmed-lead, arrived-client, fixed-fee, target-bonus',
    ],
    ['whose id stands twice', [conf, { ...arr, id: 'conf' }], '[1].id: clause id "conf" stands twice'],
    ['without its price', [eff, { id: 'x', model: 'confirmed-lead' }], '[1].price: price is missing'],
    ['without its rate', [{ id: 'x', model: 'operator-hour' }], '[0].rate: rate is missing'],
    ['without its rates', [{ id: 'x', model: 'differentiated-minute' }], '[0].rates: rates is missing'],
    [
      'with a price and tiers',
      [{ ...eff, tiers: steps([null]) }],
      '[0].tiers: tiers replace price: only one of the two may stand',
    ],
    [
      'with steps that do not rise',
      [{ id: 'x', model: 'operator-minute', tiers: steps([2], [2], [null]) }],
      '[0].tiers.steps[1].upTo: steps must rise, and only the last may (and must) be open, "upTo": null',
    ],
    [
      'with a last step that is closed',
      [{ id: 'x', model: 'operator-minute', tiers: steps([2], [3]) }],
      '[0].tiers.steps[1].upTo: steps must rise, and only the last may (and must) be open, "upTo": null',
    ],
    [
      'with bands that do not rise',
      [
        conf,
        kpi({
          bands: [
            { atLeast: '1', amount: '1' },
            { atLeast: '1', amount: '2' },
          ],
        }),
      ],
      '[1].bands[1].atLeast: bands must rise',
    ],
    [
      'with a metric of no clause',
      [conf, kpi({ metric: { quantityOf: 'x' } })],
      '[1].metric.quantityOf: no usage clause "x" in these terms',
    ],
    [
      'with a ratio of no clause',
      [conf, kpi({ metric: { ratio: ['conf', 'x'] } })],
      '[1].metric.ratio[1]: no usage clause "x" in these terms',
    ],
    [
      'that takes a percentage of no clause',
      [conf, kpi({ of: ['conf', 'x'] })],
      '[1].of[1]: no usage clause "x" in these terms',
    ],
    [
      'that takes a percentage of a period clause',
      [conf, fee, kpi({ of: ['fee'] })],
      '[2].of[0]: no usage clause "fee" in these terms',
    ],
    [
      'that takes a percentage of itself',
      [conf, kpi({ of: ['kpi'] })],
      '[1].of[0]: no usage clause "kpi" in these terms',
    ],
    [
      'of a once group with a price of 0',
      [{ ...conf, price: '0.00' }],
      '[0].price: a price of 0 in a once group would cover a paid result for nothing',
    ],
    [
      'of a once group with a step of 0',
      [{ id: 'x', model: 'arrived-client', tiers: steps([10, '0'], [null]) }],
      '[0].tiers: a price of 0 in a once group would cover a paid result for nothing',
    ],
    [
      'of a named once group with a price of 0',
      [{ ...eff, price: '0', onceGroup: 'calls' }],
      '[0].price: a price of 0 in a once group would cover a paid result for nothing',
    ],
  ])('%s', (_what, clauses, fault) => {
    expect(faultOf(clauses)).toBe(`.clauses${fault}`);
  });

  it.each<[string, Json, string]>([
    ['a member that its model does not have', { ...eff, rate: '1' }, '.rate'],
    ['tiers on differentiated minutes', { id: 'x', model: 'differentiated-minute', tiers: steps([null]) }, '.tiers'],
    ['a once group on minutes', { ...min, onceGroup: 'x' }, '.onceGroup'],
    ['an empty once group', { ...eff, onceGroup: '' }, '.onceGroup'],
    ['no id', { model: 'effective-call', price: '1' }, '.id'],
    ['an empty id', { ...eff, id: '' }, '.id'],
    ['a price as a number', { ...eff, price: 45 }, '.price'],
    ['a negative price', { ...eff, price: '-45' }, '.price'],
    ['an increment of 0', { ...min, increment: { first: 0, next: 1 } }, '.increment.first'],
    ['steps of 0', { ...min, increment: { next: 0 } }, '.increment.next'],
    ['an unknown part of a call', { ...min, counts: ['talk', 'sleep'] }, '.counts[1]'],
    ['no part of a call', { ...min, counts: [] }, '.counts'],
    [
      'a rate of an unknown status',
      { id: 'x', model: 'differentiated-minute', rates: { asleep: '1' } },
      '.rates.asleep',
    ],
    ['a negative step', { id: 'x', model: 'operator-hour', tiers: steps([null, '-1']) }, '.tiers.steps[0].price'],
    ['no step', { id: 'x', model: 'operator-hour', tiers: { mode: 'volume', steps: [] } }, '.tiers.steps'],
    ['another mode of tiers', { id: 'x', model: 'operator-hour', tiers: { mode: 'x', steps: [] } }, '.tiers.mode'],
    ['an amount that is missing', { id: 'x', model: 'fixed-fee' }, '.amount'],
    ['another proration', { ...fee, proration: 'hourly' }, '.proration'],
  ])('with %s', (_what, clause, path) => {
    expect(pathOf([clause])).toBe(`.clauses[0]${path}`);
  });

  it('of a once group with tiers under top-up', () => {
    const reconciliation = { mode: 'top-up' };
    const tiered = { id: 'x', model: 'confirmed-lead', tiers: steps([null]) };
    const data = { contractId: 'D', clientId: 'bank', terms: { ...TERMS, reconciliation, clauses: [eff, tiered] } };
    expect(new Scenario([], { reconciliation }).refusal('contract.signed', '2025-12-01', data)).toEqual({
      code: 'terms',
      path: 'data.terms.clauses[1].tiers',
      message: 'a clause of a once group cannot have tiers under top-up',
    });
  });

  it('not at all for a price of 0 outside once groups, or tiers of a result that is paid once', () => {
    new Scenario([
      { ...eff, price: '0' },
      { id: 'z', model: 'confirmed-lead', tiers: steps([5], [null]) },
    ]);
    new Scenario(
      [
        { ...eff, tiers: steps([10, '0'], [null]), price: undefined },
        { ...min, rate: '0' },
      ],
      { reconciliation: { mode: 'top-up' } },
    );
  });

  it('not at all for zero rates, or a null for a member that may be absent', () => {
    new Scenario(
      [
        { id: 'x', model: 'differentiated-minute', rates: { ...rates, secretary: null }, increment: null },
        { ...hour, id: 'h', rate: '0' },
      ].slice(0, 1),
    );
  });
});
