import { describe, expect, it } from '@jest/globals';
import type { Fact } from '@paidonce/facts';
import { costOfApplication } from './cost-of-application.js';

const at = (date: string) => `${date}T12:00:00+03:00`;

let facts = 0;
function fact(type: string, time: string, data: object, id = `f-${++facts}`): Fact {
  return { specversion: '1.0', id, source: 'test', type, time, data } as unknown as Fact;
}

const terms = (effectiveFrom: string) => ({
  effectiveFrom,
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  period: 'month',
});

const opening = [
  fact(
    'contract.signed',
    at('2026-01-01'),
    { contractId: 'C-1', clientId: 'bank', terms: terms('2026-01-01') },
    'signed',
  ),
  fact('campaign.launched', at('2026-01-01'), { campaignId: 'K-1', contractId: 'C-1', product: 'card' }),
  ...['L-1', 'L-2', 'L-3', 'L-4'].map((leadId) =>
    fact('lead.registered', at('2026-01-02'), { leadId, campaignId: 'K-1', person: {} }),
  ),
];

const confirmed = (leadId: string, time: string, id?: string) => fact('lead.confirmed', time, { leadId }, id);

type Lines = Parameters<typeof costOfApplication>[1] extends Iterable<infer S> ? S : never;

function statement(period: string | null, amounts: Readonly<Record<string, string>>, contractId = 'C-1'): Lines {
  const lines = Object.entries(amounts).map(([forPeriod, amount]) => ({ forPeriod, amount }));
  return { contractId, period, lines: lines as unknown as Lines['lines'] };
}

describe('the cost of an application', () => {
  it('is what is billed for a month, adjustments included, divided by its applications', () => {
    const history = [
      ...opening,
      confirmed('L-1', at('2026-01-10')),
      confirmed('L-2', at('2026-01-11')),
      confirmed('L-3', at('2026-02-10')),
    ];
    const statements = [
      statement('2026-01', { '2026-01': '1000.00' }),
      statement('2026-02', { '2026-01': '-100.01', '2026-02': '300.00' }),
      statement(null, { '2026-02': '33.33' }),
    ];
    expect(costOfApplication(history, statements)).toEqual([
      {
        contractId: 'C-1',
        currency: 'RUB',
        periods: [
          { period: '2026-01', termsVersion: 1, applications: 2, billed: '899.99', cost: '450.00' },
          { period: '2026-02', termsVersion: 1, applications: 1, billed: '333.33', cost: '333.33' },
        ],
        versions: [
          {
            termsVersion: 1,
            firstPeriod: '2026-01',
            lastPeriod: '2026-02',
            applications: 3,
            billed: '1233.32',
            cost: '411.11',
            changePercent: null,
          },
        ],
      },
    ]);
  });

  it('is compared between versions of the terms, by the version in force when a month begins', () => {
    const amended = (from: string, id: string) =>
      fact('contract.amended', at('2026-01-20'), { contractId: 'C-1', terms: terms(from) }, id);
    const history = [
      ...opening,
      confirmed('L-1', at('2026-01-10')),
      amended('2026-01-25', 'mistaken'),
      fact('fact.retracted', at('2026-01-21'), { fact: { source: 'test', id: 'mistaken' } }),
      amended('2026-02-15', 'meant'),
      confirmed('L-2', at('2026-02-20')),
      confirmed('L-3', at('2026-03-01')),
      confirmed('L-4', at('2026-03-02')),
    ];
    const statements = ['2026-01', '2026-02', '2026-03'].map((period, i) =>
      statement(period, { [period]: ['600.00', '200.00', '616.00'][i] ?? '' }),
    );
    const [cost] = costOfApplication(history, statements);
    expect(cost?.periods.map(({ termsVersion }) => termsVersion)).toEqual([1, 1, 3]);
    expect(cost?.versions.map((version) => [version.termsVersion, version.cost, version.changePercent])).toEqual([
      [1, '400.00', null],
      [3, '308.00', '-23.0'],
    ]);
  });

  it('counts a lead once, when it was first confirmed, and no application that was taken back', () => {
    const history = [
      ...opening,
      confirmed('L-1', at('2026-02-01')),
      confirmed('L-1', at('2026-01-31')),
      confirmed('L-2', at('2026-01-15'), 'misheard'),
      fact('fact.retracted', at('2026-01-17'), { fact: { source: 'test', id: 'misheard' } }),
      confirmed('L-2', at('2026-02-03')),
    ];
    const statements = [statement('2026-01', { '2026-01': '10.00' }), statement('2026-02', { '2026-02': '10.00' })];
    const [cost] = costOfApplication(history, statements);
    expect(cost?.periods.map(({ applications }) => applications)).toEqual([1, 1]);
  });

  it('belongs to the month of the contract’s time zone', () => {
    const history = [...opening, confirmed('L-1', '2026-01-31T21:30:00Z')];
    const statements = [statement('2026-01', { '2026-01': '10.00' }), statement('2026-02', { '2026-02': '12.00' })];
    const [cost] = costOfApplication(history, statements);
    expect(cost?.periods.map((row) => row.cost)).toEqual([null, '12.00']);
  });

  it('is not known of months without a statement, nor of contracts without an application', () => {
    const history = [...opening, confirmed('L-1', at('2026-02-10'))];
    expect(costOfApplication(history, [statement('2026-01', { '2026-01': '10.00' })])).toEqual([]);
    expect(costOfApplication(history, [])).toEqual([]);
  });

  it('does not count the same fact twice when it comes twice', () => {
    const twice = confirmed('L-1', at('2026-01-10'));
    const history = [...opening, ...opening, twice, twice];
    const [cost] = costOfApplication(history, [statement('2026-01', { '2026-01': '10.00' })]);
    expect(cost?.periods).toMatchObject([{ applications: 1, termsVersion: 1, cost: '10.00' }]);
  });

  it('reads the facts to their end before the statements', () => {
    const statements: Lines[] = [];
    function* settling(): Generator<Fact> {
      yield* [...opening, confirmed('L-1', at('2026-01-10'))];
      statements.push(statement('2026-01', { '2026-01': '7.00' }));
    }
    expect(costOfApplication(settling(), statements)[0]?.versions[0]?.cost).toBe('7.00');
  });
});
