import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Item } from '@paidonce/settlement';
import { bank } from './cases/bank.case.js';
import { finance } from './cases/finance.case.js';
import { provider } from './cases/provider.case.js';
import { demoCases } from './demo-cases.js';
import { countItems, linesOf, settled, type Settled } from './settled.fixture.js';

const SEED = 18;

const isCoveredArrival = (item: Item) => item.type === 'lead.arrived' && item.fate === 'covered';

describe.each(demoCases)('every story, "$name" too,', (demoCase) => {
  let history: Settled;
  beforeAll(() => {
    history = settled(demoCase, { seed: SEED });
  });

  it('has a statement for every month of every contract, and corrections at the end', () => {
    const contracts = new Set(history.statements.map(({ contractId }) => contractId));
    for (const contractId of contracts) {
      const own = history.statements.filter((statement) => statement.contractId === contractId);
      expect(own.length).toBeGreaterThanOrEqual(8);
      expect(own.map(({ period }) => period === null)).toEqual(own.map((_, i) => i === own.length - 1));
    }
  });

  it('has people who arrive and are paid for already', () => {
    expect(countItems(history, isCoveredArrival)).toBeGreaterThan(10);
  });

  it('has silence that counts as an arrival', () => {
    expect(countItems(history, ({ type, fate }) => type === 'deemed-arrival' && fate !== 'pending')).toBeGreaterThan(
      20,
    );
  });

  it('has returns of which some are accepted at once, some by decision, and some refused', () => {
    const isReturned = (item: Item) => item.removedBy?.rule === 'returned';
    expect(countItems(history, isReturned)).toBeGreaterThan(5);
    expect(
      countItems(history, (item) => isReturned(item) && item.removedBy?.fact.id.startsWith('return.decided') === true),
    ).toBeGreaterThan(0);
    expect(history.counts.get('lead.returned')).toBeGreaterThan(history.counts.get('return.decided') ?? Infinity);
  });

  it('has disputes, corrections, late reports, people linked and identified, and an amendment', () => {
    const expected = [
      'contract.amended',
      'lead.identified',
      'person.linked',
      'fact.retracted',
      'dispute.opened',
      'dispute.resolved',
      'dispute.withdrawn',
    ];
    expect(expected.filter((type) => !history.counts.has(type))).toEqual([]);
    let late = 0;
    for (const { time, recordedtime } of demoCase.generate({ seed: SEED })) {
      if (Date.parse(recordedtime) - Date.parse(time) > 5 * 86_400_000) late++;
    }
    expect(late).toBeGreaterThan(10);
  });

  it('has adjustments of months that were closed, upwards and downwards', () => {
    const amounts = linesOf(history).flatMap(({ kind, amount }) => (kind === 'adjustment' ? [Number(amount)] : []));
    expect(amounts.some((amount) => amount > 0)).toBe(true);
    expect(amounts.some((amount) => amount < 0)).toBe(true);
  });
});

describe('the internet provider', () => {
  let history: Settled;
  beforeAll(() => {
    history = settled(provider, { seed: SEED });
  });

  it('tops up what was paid on the handover when the service is installed', () => {
    const october = linesOf(history).find(
      ({ forPeriod, clauseId, kind }) => forPeriod === '2025-10' && clauseId === 'installed' && kind === 'charge',
    );
    expect(Number(october?.amount)).toBe(1200 * Number(october?.quantity));
  });

  it('loses leads to its own late calls, missing technical capability and negative attitude', () => {
    const reasons = new Map<string, number>();
    for (const fact of provider.generate({ seed: SEED })) {
      if (fact.type === 'lead.not-arrived') reasons.set(fact.data.reason, (reasons.get(fact.data.reason) ?? 0) + 1);
    }
    expect(reasons.get('no-technical-capability')).toBeGreaterThan(30);
    expect(reasons.get('negative-attitude')).toBeGreaterThan(15);
    expect(reasons.get('not-called-in-time')).toBeGreaterThan(15);
  });

  it('pays 20 % VAT on 2025 and 22 % on 2026, also in the statement that has both', () => {
    for (const { period, subtotal, vat, lines } of history.statements) {
      const years = new Set(lines.map(({ forPeriod }) => forPeriod.slice(0, 4)));
      const rate = Number(vat) / Number(subtotal);
      if (period === '2026-01' && years.size === 2) {
        expect(rate).toBeGreaterThan(0.2);
        expect(rate).toBeLessThan(0.22);
      } else if (Number(subtotal) !== 0) expect(rate).toBeCloseTo(years.has('2025') ? 0.2 : 0.22, 4);
    }
  });

  it('keeps the old price for leads that were handed over before it rose', () => {
    const january = linesOf(history).filter(
      ({ forPeriod, clauseId }) => forPeriod === '2026-01' && clauseId === 'installed',
    );
    expect(new Set(january.map(({ termsVersion }) => termsVersion))).toEqual(new Set([1, 2]));
  });

  it('pays the hotline by the hour, an hour that two shifts have only once', () => {
    const shifts = countItems(history, ({ type, fate }) => type === 'shift.worked' && fate === 'billed');
    expect(shifts).toBeGreaterThanOrEqual(history.counts.get('shift.worked') ?? Infinity);
    expect(countItems(history, ({ reason }) => reason === 'overlap')).toBeGreaterThan(5);
  });

  it('bills neighbours one by one once their number is known to be shared', () => {
    const january = history.statements.find(
      ({ contractId, period }) => contractId === 'provider-contract' && period === '2026-01',
    );
    const upwards = january?.lines.filter(({ forPeriod, quantity }) => forPeriod === '2025-12' && quantity > 0);
    expect(upwards?.map(({ clauseId }) => clauseId)).toContain('handover');
  });
});

describe('the financial sector', () => {
  let history: Settled;
  beforeAll(() => {
    history = settled(finance, { seed: SEED });
  });

  it('sees few people in its branches, most of the others took a better offer', () => {
    const arrived = history.counts.get('lead.arrived') ?? 0;
    expect(arrived / (history.counts.get('lead.transferred') ?? 0)).toBeLessThan(0.5);
    const reasons: string[] = [];
    for (const fact of finance.generate({ seed: SEED }))
      if (fact.type === 'lead.not-arrived') reasons.push(fact.data.reason);
    expect(reasons.filter((reason) => reason === 'weaker-offer').length).toBeGreaterThan(reasons.length / 2);
  });

  it('pays every model of the contracts: calls, arrivals, a fee, bonuses, a minimum and a pilot with a budget', () => {
    const models = new Set(linesOf(history).map(({ model }) => model));
    const expected = ['effective-call', 'arrived-client', 'fixed-fee', 'target-bonus', 'minimum', 'pilot-budget'];
    expect(expected.filter((model) => !models.has(model))).toEqual([]);
  });

  it('is not billed for a silence when the contract says that it means nothing', () => {
    expect(
      countItems(history, ({ type, contractId }) => type === 'deemed-arrival' && contractId === 'finance-deposits'),
    ).toBe(0);
  });

  it('pays once for people who come under both contracts', () => {
    const contractOf = new Map<string, string | null>();
    const covered: { readonly contractId: string | null; readonly by: string }[] = [];
    countItems(history, (item) => {
      contractOf.set(`${item.fact.source} ${item.fact.id}`, item.contractId);
      if (item.coveredBy)
        covered.push({ contractId: item.contractId, by: `${item.coveredBy.source} ${item.coveredBy.id}` });
      return false;
    });
    expect(covered.some(({ contractId, by }) => contractOf.get(by) !== contractId)).toBe(true);
  });

  it('still pays for the leads of a contract that has ended', () => {
    const after = linesOf(history).filter(({ forPeriod, clauseId }) => forPeriod > '2026-06' && clauseId === 'branch');
    const ended = history.statements.filter(
      ({ contractId, period }) => contractId === 'finance-deposits' && (period ?? '') > '2026-06',
    );
    expect(after.length).toBeGreaterThan(0);
    expect(ended.flatMap(({ lines }) => lines.map(({ model }) => model))).not.toContain('fixed-fee');
  });
});

describe('the large bank', () => {
  const changeOf = (options: { readonly seed: number; readonly leads?: number }) => {
    const [cost] = settled(bank, options).costs;
    return Number(cost?.versions[1]?.changePercent);
  };

  it.each([1, 2, 3, 7, 18, 26, 42, 79])(
    'pays 23 % less for an application by the minute, 2,000 leads, seed %d',
    (seed) => {
      expect(Math.abs(changeOf({ seed }) + 23)).toBeLessThan(4);
    },
  );

  it.each([4, 15])('pays 23 % less for an application by the minute, 20,000 leads, seed %d', (seed) => {
    expect(Math.abs(changeOf({ seed, leads: 20_000 }) + 23)).toBeLessThan(1.5);
  });

  it('costs what the README says', () => {
    const [cost] = settled(bank, { seed: 7 }).costs;
    expect(
      cost?.versions.map((version) => [version.applications, version.billed, version.cost, version.changePercent]),
    ).toEqual([
      [130, '63840.00', '491.08', null],
      [142, '53604.68', '377.50', '-23.1'],
    ]);
  });

  it('gets its applications in a steady flow since', () => {
    const [cost] = settled(bank, { seed: SEED, leads: 6000 }).costs;
    const spread = (version: number) => {
      const flow =
        cost?.periods.filter(({ termsVersion }) => termsVersion === version).map(({ applications }) => applications) ??
        [];
      return Math.max(...flow) / Math.min(...flow);
    };
    expect(spread(1)).toBeGreaterThan(1.5);
    expect(spread(2)).toBeLessThan(1.25);
  });

  it('changes from results to minutes at the start of a month', () => {
    const history = settled(bank, { seed: SEED });
    const models = (from: string, to: string) =>
      new Set(
        linesOf(history).flatMap(({ forPeriod, model }) => (forPeriod >= from && forPeriod <= to ? [model] : [])),
      );
    expect(models('2026-01', '2026-04')).toEqual(new Set(['confirmed-lead', 'arrived-client']));
    expect(models('2026-06', '2026-08')).toEqual(new Set(['operator-minute']));
  });

  it('bills the calls of an outage when they become known', () => {
    const june = settled(bank, { seed: SEED, leads: 6000 }).statements.find(({ period }) => period === '2026-06');
    const late =
      june?.lines.filter(({ forPeriod, clauseId }) => forPeriod === '2026-05' && clauseId === 'minute') ?? [];
    expect(late.reduce((sum, { quantity }) => sum + quantity, 0)).toBeGreaterThan(0);
  });
});
