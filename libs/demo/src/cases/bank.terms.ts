/** The first day on which the bank pays by the minute. */
export const BY_THE_MINUTE_FROM = '2026-05-01';

const common = {
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  period: 'month',
  vat: { mode: 'exclusive', rate: '0.22' },
  reconciliation: { mode: 'paid-once', scope: 'product', windowDays: 180, keys: ['phone', 'email', 'externalId'] },
  feedback: { deadlineDays: 14, onSilence: 'deemed-arrived' },
  returns: {
    windowDays: 10,
    reasons: {
      'wrong-number': 'auto',
      duplicate: 'auto',
      'already-client': 'review',
      'out-of-area': 'review',
      'no-interest': 'refuse',
    },
  },
} as const;

/** Paid by result: an application, or a client who came without one. */
export const byResult = {
  ...common,
  effectiveFrom: '2026-01-01',
  clauses: [
    { id: 'application', model: 'confirmed-lead', price: '540.00' },
    { id: 'onboarded', model: 'arrived-client', price: '600.00', counts: ['arrived', 'onboarded'] },
  ],
} as const;

/** Paid by the minute of work, whatever comes of it. */
export const byTheMinute = {
  ...common,
  effectiveFrom: BY_THE_MINUTE_FROM,
  clauses: [
    {
      id: 'minute',
      model: 'operator-minute',
      rate: '17.95',
      counts: ['script', 'hold', 'talk'],
      increment: { first: 30, next: 1 },
    },
  ],
} as const;
