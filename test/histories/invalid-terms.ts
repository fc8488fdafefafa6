/** Terms that section 2 refuses, each a small change of terms that it accepts. */
import { closedPeriods } from '../oracle/closings.js';
import { Known } from '../oracle/known.js';
import { readHistory } from '../oracle/oracle.js';
import { type Mutation } from './mutation.js';
import { linesOf, type History } from './wire.js';

type Json = Readonly<Record<string, unknown>>;

const NEW = { specversion: '1.0', id: 'new', source: 'crm', time: '2029-01-01T00:00:00Z' } as const;

/** A contract signed in a history, and terms that an amendment may bring to it. */
interface Subject {
  readonly contractId: string;
  readonly signed: Json;
  readonly good: Json;
}

function subjectOf(history: History, pick: number): Subject | null {
  const signings = history.filter(({ type }) => type === 'contract.signed');
  const signing = signings[pick % Math.max(1, signings.length)];
  if (signing === undefined) return null;
  const signed = signing.data['terms'] as Json;
  const { currency, timeZone, period, reconciliation } = signed;
  const clauses = [
    { id: 'a', model: 'confirmed-lead', price: '5' },
    { id: 'b', model: 'effective-call', price: '0' },
    { id: 'c', model: 'fixed-fee', amount: '7' },
  ];
  const good = { effectiveFrom: '2028-06-01', currency, timeZone, period, reconciliation, clauses };
  return { contractId: signing.data['contractId'] as string, signed, good };
}

const amendment = (subject: Subject, terms: Json): string =>
  JSON.stringify({ ...NEW, type: 'contract.amended', data: { contractId: subject.contractId, terms } });

/** An amendment that is accepted: what the others differ from by one thing. */
export function goodAmendment(history: History, pick: number): string | null {
  const subject = subjectOf(history, pick);
  return subject === null ? null : amendment(subject, subject.good);
}

const bad = (what: string, change: (subject: Subject) => Json | null): Mutation => ({
  what: `terms: ${what}`,
  code: 'terms',
  make: (history, pick) => {
    const subject = subjectOf(history, pick);
    const difference = subject === null ? null : change(subject);
    return subject === null || difference === null ? null : amendment(subject, { ...subject.good, ...difference });
  },
});

/** Terms with one more clause. */
const badClause = (what: string, clause: Json): Mutation =>
  bad(what, ({ good }) => ({ clauses: [...(good['clauses'] as Json[]), clause] }));

const lead = { id: 'z', model: 'confirmed-lead' };
const minute = { id: 'z', model: 'operator-minute' };
const kpi = { id: 'z', model: 'target-bonus', metric: { quantityOf: 'a' } };
const steps = (...bounds: unknown[]): Json => ({
  mode: 'volume',
  steps: bounds.map((upTo) => ({ upTo, price: '1' })),
});

const clauses: readonly Mutation[] = [
  badClause('a price as a number', { ...lead, price: 300.5 }),
  badClause('a price with a comma', { ...lead, price: '300,50' }),
  badClause('a price below zero', { ...lead, price: '-1' }),
  badClause('no price', lead),
  badClause('a price and tiers', { ...minute, rate: '1', tiers: steps(null) }),
  badClause('a clause id twice', { ...lead, id: 'a', price: '1' }),
  badClause('an unknown model', { id: 'z', model: 'per-smile', price: '1' }),
  badClause('a member that the model does not have', { ...lead, price: '1', increment: { first: 1, next: 1 } }),
  badClause('a rate for a price', { ...lead, rate: '1' }),
  badClause('nothing to be paid once', { ...lead, price: '0.00' }),
  badClause('nothing to be paid once for a call', { id: 'z', model: 'effective-call', price: '0', onceGroup: 'x' }),
  badClause('a free step in a once group', { ...lead, tiers: { mode: 'volume', steps: [{ upTo: null, price: '0' }] } }),
  badClause('steps that fall', { ...minute, tiers: steps(5, 3, null) }),
  badClause('steps that stand still', { ...minute, tiers: steps('5', 5, null) }),
  badClause('a last step with an end', { ...minute, tiers: steps(5, 7) }),
  badClause('a step without an end before the last', { ...minute, tiers: steps(5, null, null) }),
  badClause('an increment of 0', { ...minute, rate: '1', increment: { first: 1, next: 0 } }),
  badClause('tiers by status', { id: 'z', model: 'differentiated-minute', rates: {}, tiers: steps(null) }),
  badClause('an unknown status', { id: 'z', model: 'differentiated-minute', rates: { asleep: '1' } }),
  badClause('bands that fall', {
    ...kpi,
    bands: [
      { atLeast: '2', amount: '1' },
      { atLeast: '1', amount: '2' },
    ],
  }),
  badClause('a band without a reward', { ...kpi, bands: [{ atLeast: '1' }] }),
  badClause('a bonus by nothing', { ...kpi, metric: { quantityOf: 'y' }, bands: [{ atLeast: '1', amount: '1' }] }),
  badClause('a bonus by a fee', { ...kpi, metric: { ratio: ['a', 'c'] }, bands: [{ atLeast: '1', amount: '1' }] }),
  badClause('a bonus on a fee', { ...kpi, of: ['c'], bands: [{ atLeast: '1', percent: '1' }] }),
  badClause('a fee below zero', { id: 'z', model: 'fixed-fee', amount: '-1' }),
  badClause('paid in the third way', { id: 'z', model: 'fixed-fee', amount: '1', proration: 'hourly' }),
];

const frames: readonly Mutation[] = [
  bad('no clauses', () => ({ clauses: null })),
  bad('a day that does not exist', () => ({ effectiveFrom: '2028-02-30' })),
  bad('not later than the terms before', ({ signed }) => ({ effectiveFrom: signed['effectiveFrom'] })),
  bad('no currency of this world', () => ({ currency: 'RUR' })),
  bad('another currency', () => ({ currency: 'EUR' })),
  bad('no time zone of this world', () => ({ timeZone: 'Mars/Olympus' })),
  bad('another time zone', () => ({ timeZone: 'Asia/Kolkata' })),
  bad('another period', ({ signed }) => ({ period: signed['period'] === 'week' ? 'month' : 'week' })),
  bad('another window', ({ signed }) => ({
    reconciliation: { ...(signed['reconciliation'] as Json), windowDays: 99 },
  })),
  bad('reconciliation left out', ({ signed }) => {
    const { mode, scope, windowDays } = signed['reconciliation'] as Json;
    const isDefault = mode === 'paid-once' && scope === 'product' && windowDays === 180;
    return isDefault ? null : { reconciliation: null };
  }),
  bad('an unknown kind of VAT', () => ({ vat: { mode: 'free', rate: '0.20' } })),
  bad('VAT as a number', () => ({ vat: { mode: 'exclusive', rate: 0.2 } })),
  bad('an unknown silence', () => ({ feedback: { deadlineDays: 1, onSilence: 'shout' } })),
  bad('a deadline in half days', () => ({ feedback: { deadlineDays: 1.5, onSilence: 'nothing' } })),
  bad('an unknown verdict', () => ({ returns: { windowDays: 1, reasons: { dull: 'perhaps' } } })),
  bad('a minimum above the cap', () => ({ minimum: '10.00', cap: '9.99' })),
  bad('tiers under top-up', ({ signed, good }) => {
    const { mode } = signed['reconciliation'] as Json;
    const tiered = { ...lead, tiers: steps(null) };
    return mode === 'top-up' ? { clauses: [...(good['clauses'] as Json[]), tiered] } : null;
  }),
];

/** What the campaigns and closings of a history do not allow. */
const amidst: readonly Mutation[] = [
  {
    what: 'terms: time paid twice in a campaign that names no clauses',
    code: 'terms',
    make: (history, pick) => {
      const subject = subjectOf(history, pick);
      const all = history.some(
        ({ type, data }) =>
          type === 'campaign.launched' && data['contractId'] === subject?.contractId && data['clauses'] === undefined,
      );
      if (subject === null || !all) return null;
      const paid = [
        { id: 'm', model: 'operator-minute', rate: '1' },
        { id: 'h', model: 'operator-hour', rate: '1' },
      ];
      return amendment(subject, { ...subject.good, clauses: paid });
    },
  },
  {
    what: 'terms: an end before the last day of a closed period',
    code: 'terms',
    make: (history) => {
      const known = new Known(readHistory(linesOf(history)).facts);
      const ended = known.facts('contract.terminated').map(({ data }) => data.contractId);
      for (const { data } of known.facts('contract.signed')) {
        const { contractId } = data;
        const first = closedPeriods(known, contractId).at(-1)?.first;
        if (first === undefined || ended.includes(contractId)) continue;
        return JSON.stringify({ ...NEW, type: 'contract.terminated', data: { contractId, endsOn: first } });
      }
      return null;
    },
  },
  {
    what: 'terms: a second contract in another currency',
    code: 'terms',
    make: (history, pick) => {
      const subject = subjectOf(history, pick);
      const clientId = history.find(
        ({ type, data }) => type === 'contract.signed' && data['contractId'] === subject?.contractId,
      )?.data['clientId'];
      if (subject === null) return null;
      const terms = { ...subject.good, currency: 'EUR' };
      return JSON.stringify({ ...NEW, type: 'contract.signed', data: { contractId: 'new', clientId, terms } });
    },
  },
];

export const termsMutations: readonly Mutation[] = [...clauses, ...frames, ...amidst];
