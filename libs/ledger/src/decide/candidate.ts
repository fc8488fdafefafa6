import { isRefusal, readFact, type Fact, type FactType, type ReadFact } from '@paidonce/facts';
import { formatInstant, parseInstant, refuse, type Instant, type Refusal } from '@paidonce/kernel';
import type { Recorder } from '../ledger.js';

/** How far ahead the clocks of those who post may run. */
const CLOCK_SKEW: Instant = 5 * 60 * 1_000_000;

/** How JSON writes U+0000, which databases do not take in texts. */
const NUL_ESCAPED = '\\u0000';

/** Where a value holds U+0000; `undefined` where it does not. */
function pathOfNul(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return value.includes('\0') ? path : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const place = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    if (key.includes('\0')) return path;
    const found = pathOfNul(member, place);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Reads what was posted, and stamps when it was recorded: at `now`, or at the fact's own `time` where a clock runs ahead. An import keeps what it
 * carries.
 */
export function readPosted(text: string, { mayImport, mayRecord }: Recorder, now: Instant): ReadFact | Refusal {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('invalid', '', 'not JSON');
  }
  if (text.includes(NUL_ESCAPED)) {
    const path = pathOfNul(value, '');
    if (path !== undefined) return refuse('invalid', path, 'U+0000 is no character of any name or text here');
  }
  const stamped = mayImport ? { value } : stamp(value, now);
  const read = 'refusal' in stamped ? stamped.refusal : readFact(stamped.value);
  if (isRefusal(read)) return read;
  if (mayRecord && !mayRecord.has(read.fact.type)) return notAllowed(read.fact.type);
  return read;
}

export function notAllowed(type: FactType): Refusal {
  return refuse('invalid', 'type', `who posted it may not record ${type}`);
}

/** Whether whoever posts may take a fact of this type back. */
export function mayTakeBack({ mayRecord }: Recorder, type: FactType): boolean {
  return !mayRecord || mayRecord.has(type);
}

/** What is wrong with the times of a fact that is posted by others than an import, or the fact with its stamp. */
function stamp(value: unknown, now: Instant): { readonly refusal: Refusal } | { readonly value: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { value };
  const { time, recordedtime } = value as { readonly time?: unknown; readonly recordedtime?: unknown };
  if (recordedtime !== undefined && recordedtime !== null) {
    const message = 'the server stamps it; only an import carries its own';
    return { refusal: refuse('invalid', 'recordedtime', message) };
  }
  // What is no time is refused by those who read it.
  const occurredAt = typeof time === 'string' ? parseInstant(time) : NaN;
  if (Number.isNaN(occurredAt)) return { value };
  if (occurredAt > now + CLOCK_SKEW) {
    return { refusal: refuse('invalid', 'time', 'it lies more than five minutes ahead of the clock here') };
  }
  return { value: { ...value, recordedtime: formatInstant(Math.max(now, occurredAt)) } };
}

/** Whether a fact holds personal data, so that it is stored in another form than it was received in. */
export function isPersonal({ type }: Fact): boolean {
  return type === 'lead.registered' || type === 'lead.identified' || type === 'key.shared';
}
