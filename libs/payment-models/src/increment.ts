import { closed, integer, members, optional } from '@paidonce/facts';
import type { Field } from './field.js';

/** Billing increments in seconds, as in `30/6`: the first step, then whole steps of `next`. */
export interface Increment {
  readonly first: number;
  readonly next: number;
}

/** Seconds that are billed of `seconds`: the first increment, then as many whole ones as are needed; 0 of 0. */
export function afterIncrement(seconds: number, { first, next }: Increment): number {
  if (seconds <= 0) return 0;
  if (seconds <= first) return first;
  return first + Math.ceil((seconds - first) / next) * next;
}

const label = { en: 'Billing increment, seconds.', ru: 'Шаг тарификации, секунд.' };

/** The `increment` member of minute models, by default 1/1. */
export const incrementField: Field<Increment> = {
  label,
  form: 'increment',
  schema: closed(
    members(label, {
      first: optional(
        integer({ en: 'What any call bills at least.', ru: 'Сколько тарифицируется за звонок не меньше.' }, 1),
      ),
      next: optional(integer({ en: 'The steps after that.', ru: 'Шаги после этого.' }, 1)),
    }),
  ),
  fallback: {},
  parse: (value) => ({ first: 1, next: 1, ...(value as Partial<Increment>) }),
};
