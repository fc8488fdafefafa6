import { readForm } from '@paidonce/facts';
import {
  Calendar,
  exact,
  minorDigits,
  parseLocalDate,
  refuse,
  ZERO,
  type PeriodKind,
  type Refusal,
} from '@paidonce/kernel';
import type { PaymentModel } from '@paidonce/payment-models';
import { readClauses } from './read-clause.js';
import { termsSchema } from './terms-schema.js';
import type { Clause, KeyKind, Reconciliation, Terms } from './terms.js';

const PATH = 'data.terms';

interface RawTerms {
  effectiveFrom: string;
  currency: string;
  timeZone: string;
  period: PeriodKind;
  vat?: { mode?: Terms['vat']['mode']; rate?: string };
  reconciliation?: Partial<Omit<Reconciliation, 'keys'>> & { keys?: KeyKind[] };
  feedback?: Terms['feedback'];
  returns?: { windowDays: number; reasons: Record<string, 'auto' | 'review' | 'refuse'> };
  minimum?: string;
  cap?: string;
  clauses: Record<string, unknown>[];
}

function timeZoneExists(timeZone: string): boolean {
  try {
    Calendar.of(timeZone);
    return true;
  } catch {
    return false;
  }
}

function fault(path: string, message: string): Refusal {
  return refuse('terms', `${PATH}.${path}`, message);
}

/** What is wrong between members, once each fits its form. */
function faultBetween(terms: Terms): Refusal | undefined {
  if (terms.minimum && terms.cap && terms.minimum.compare(terms.cap) > 0) {
    return fault('minimum', 'the minimum is above the cap');
  }
  for (const [i, clause] of terms.clauses.entries()) {
    if (clause.kind !== 'usage' || clause.onceGroup === null) continue;
    if (clause.tiers && terms.reconciliation.mode === 'top-up') {
      return fault(`clauses[${i}].tiers`, 'a clause of a once group cannot have tiers under top-up');
    }
    const prices = clause.tiers ? clause.tiers.steps.map(({ price }) => price) : [clause.priceOf(null) ?? ZERO];
    if (prices.some((price) => price.equals(0))) {
      const member = clause.tiers ? 'tiers' : clause.model.price.member;
      return fault(`clauses[${i}].${member}`, 'a price of 0 in a once group would cover a paid result for nothing');
    }
  }
  return undefined;
}

function compile(raw: RawTerms, digits: number, clauses: readonly Clause[]): Terms {
  const { vat, reconciliation, returns } = raw;
  return {
    effectiveFrom: parseLocalDate(raw.effectiveFrom),
    currency: raw.currency,
    digits,
    timeZone: raw.timeZone,
    period: raw.period,
    vat: { mode: vat?.mode ?? 'exempt', rate: exact(vat?.rate ?? '0') },
    reconciliation: {
      mode: reconciliation?.mode ?? 'paid-once',
      scope: reconciliation?.scope ?? 'product',
      windowDays: reconciliation?.windowDays ?? 180,
      keys: new Set(reconciliation?.keys ?? ['phone', 'email', 'externalId']),
    },
    feedback: raw.feedback,
    returns: returns && { windowDays: returns.windowDays, reasons: new Map(Object.entries(returns.reasons)) },
    minimum: raw.minimum === undefined ? undefined : exact(raw.minimum),
    cap: raw.cap === undefined ? undefined : exact(raw.cap),
    clauses,
  };
}

/**
 * Reads the `terms` member of a contract fact (section 2), with the defaults filled in. Refused as `terms`, with the
 * path of the member at fault.
 */
export function readTerms(received: object, models: readonly PaymentModel[]): Terms | Refusal {
  const read = readForm(termsSchema, received, PATH);
  if (!('value' in read)) return refuse('terms', read.path, read.message);
  const raw = read.value as RawTerms;
  const digits = minorDigits(raw.currency);
  if (digits === undefined) return fault('currency', `no currency ${raw.currency} in ISO 4217`);
  if (!timeZoneExists(raw.timeZone)) return fault('timeZone', `no time zone ${raw.timeZone}`);
  if ((raw.vat?.mode ?? 'exempt') !== 'exempt' && raw.vat?.rate === undefined) {
    return fault('vat.rate', `vat.mode ${raw.vat?.mode ?? ''} needs a rate`);
  }
  const clauses = readClauses(raw.clauses, models, `${PATH}.clauses`);
  if (!Array.isArray(clauses)) return clauses;
  const terms = compile(raw, digits, clauses);
  return faultBetween(terms) ?? terms;
}

export function isRefusedTerms(result: Terms | Refusal): result is Refusal {
  return 'code' in result;
}
