const common = {
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  period: 'month',
  vat: { mode: 'exclusive', rate: '0.22' },
  reconciliation: { mode: 'paid-once', scope: 'client', windowDays: 150, keys: ['phone', 'email', 'externalId'] },
  returns: {
    windowDays: 10,
    reasons: { 'wrong-number': 'auto', duplicate: 'auto', 'out-of-area': 'review', 'no-interest': 'refuse' },
  },
} as const;

/** Few come in the end: a bonus rewards more of them, a minimum keeps the call centre going. */
const arrivals = {
  id: 'target',
  model: 'target-bonus',
  metric: { ratio: ['branch', 'presentation'] },
  of: ['presentation', 'branch'],
  bands: [
    { atLeast: '0', percent: '-10' },
    { atLeast: '0.06', percent: '0' },
    { atLeast: '0.1', percent: '8' },
  ],
} as const;

/** Cards, until the spring: three weeks of silence count as an arrival. */
export const cardsFirst = {
  ...common,
  effectiveFrom: '2026-01-01',
  feedback: { deadlineDays: 21, onSilence: 'deemed-arrived' },
  minimum: '75000.00',
  clauses: [
    { id: 'presentation', model: 'effective-call', price: '42.00' },
    { id: 'branch', model: 'arrived-client', price: '2600.00', counts: ['arrived'] },
    { id: 'service', model: 'fixed-fee', amount: '30000.00' },
    arrivals,
  ],
} as const;

/** Cards, from May: more time to answer, a higher price for those who come. */
export const cardsSince = {
  ...cardsFirst,
  effectiveFrom: '2026-05-01',
  feedback: { deadlineDays: 30, onSilence: 'deemed-arrived' },
  clauses: [
    { id: 'presentation', model: 'effective-call', price: '42.00' },
    { id: 'branch', model: 'arrived-client', price: '2900.00', counts: ['arrived'] },
    { id: 'service', model: 'fixed-fee', amount: '30000.00' },
    arrivals,
  ],
} as const;

/** Deposits: silence means nothing, but the quality of the talks is paid for. */
export const deposits = {
  ...common,
  effectiveFrom: '2026-01-15',
  feedback: { deadlineDays: 21, onSilence: 'nothing' },
  clauses: [
    { id: 'presentation', model: 'effective-call', price: '38.00' },
    { id: 'branch', model: 'arrived-client', price: '2100.00', counts: ['arrived', 'onboarded'] },
    { id: 'service', model: 'fixed-fee', amount: '20000.00', proration: 'daily' },
    {
      id: 'quality',
      model: 'target-bonus',
      metric: { averageScore: true },
      of: ['presentation'],
      bands: [
        { atLeast: '0', percent: '-5' },
        { atLeast: '75', percent: '0' },
        { atLeast: '81', percent: '5' },
      ],
    },
  ],
} as const;
