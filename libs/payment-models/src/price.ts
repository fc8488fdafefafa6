import { exact, type Exact } from '@paidonce/kernel';
import type { Sentence } from '@paidonce/facts';
import { money } from './field.js';
import type { Price } from './payment-model.js';

function uniform(member: string, label: Sentence, per: number): Price {
  const field = money(label);
  return {
    member,
    per,
    tiers: true,
    field: {
      ...field,
      parse: (value) => {
        const price: Exact = exact(value as string);
        return () => price;
      },
    },
  };
}

/** Priced by the unit that is counted: a call, a lead, an arrival. */
export const perUnit = (label: Sentence, member = 'price'): Price => uniform(member, label, 1);
/** Seconds priced by the minute. */
export const perMinute = (label: Sentence): Price => uniform('rate', label, 60);
/** Seconds priced by the hour. */
export const perHour = (label: Sentence): Price => uniform('rate', label, 3600);
