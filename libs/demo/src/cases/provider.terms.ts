const common = {
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  period: 'month',
  reconciliation: { mode: 'top-up', scope: 'product', windowDays: 120, keys: ['phone', 'email', 'externalId'] },
  feedback: { deadlineDays: 10, onSilence: 'deemed-arrived' },
  returns: {
    windowDays: 7,
    reasons: { 'wrong-number': 'auto', 'out-of-area': 'review', 'no-interest': 'refuse' },
  },
} as const;

/** Paid for arrived clients, who are those that have the service installed; a part of it on the handover. */
export const before2026 = {
  ...common,
  effectiveFrom: '2025-10-01',
  vat: { mode: 'exclusive', rate: '0.20' },
  clauses: [
    { id: 'handover', model: 'confirmed-lead', price: '300.00', on: 'transferred' },
    { id: 'installed', model: 'arrived-client', price: '1500.00', counts: ['installed'] },
  ],
} as const;

/** A new rate of VAT, and new prices for leads that are handed over from then on. */
export const since2026 = {
  ...common,
  effectiveFrom: '2026-01-01',
  vat: { mode: 'exclusive', rate: '0.22' },
  clauses: [
    { id: 'handover', model: 'confirmed-lead', price: '310.00', on: 'transferred' },
    { id: 'installed', model: 'arrived-client', price: '1580.00', counts: ['installed'] },
  ],
} as const;

/** The hotline, under a contract of its own: paid by the hour, however many people call. */
export const hotlineBefore2026 = {
  ...before2026,
  clauses: [{ id: 'hour', model: 'operator-hour', rate: '640.00' }],
} as const;

export const hotlineSince2026 = {
  ...since2026,
  clauses: [{ id: 'hour', model: 'operator-hour', rate: '670.00' }],
} as const;
