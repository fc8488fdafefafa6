import { isRefusal, readFact, type Fact, type FactType, type ReadFact } from '@paidonce/facts';
import { formatInstant, parseInstant, refuse, type Instant, type Refusal } from '@paidonce/kernel';
import type { Recorder } from '../ledger.js';
import { allowsSource } from '../rights.js';
import { CONTENT_DIGEST } from '../workbench/stored-fact.js';
import { tooLongId, unstorable } from './storable.js';

/** How far ahead the clocks of those who post may run. */
export const CLOCK_SKEW: Instant = 5 * 60 * 1_000_000;

/**
 * Reads what was posted, and stamps when it was recorded: at `now`, or at the fact's own `time` where a clock runs ahead. An import keeps what it
 * carries.
 */
export function readPosted(
  text: string,
  { mayImport, mayRecord, onlySources }: Recorder,
  now: Instant,
): ReadFact | Refusal {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refuse('invalid', '', 'not JSON');
  }
  const fault = unstorable(text, value);
  if (fault) return fault;
  const stamped = mayImport ? { value } : stamp(value, now);
  const read = 'refusal' in stamped ? stamped.refusal : readFact(stamped.value);
  if (isRefusal(read)) return read;
  const refusal = tooLongId(read.fact) ?? (mayImport ? undefined : forged(read.fact));
  if (refusal) return refusal;
  if (mayRecord && !mayRecord.has(read.fact.type)) return notAllowed(read.fact.type);
  if (!allowsSource(onlySources, read.fact.source)) return notItsSource(onlySources ?? []);
  return read;
}

/** What the server writes itself, or an import brings, nobody else may say: who is one person decides who is billed. */
function forged(fact: Fact): Refusal | undefined {
  if (fact.type !== 'lead.registered' && fact.type !== 'lead.identified') return undefined;
  const { person, personKeys } = fact.data;
  const message = 'the server works it out; only an import carries it';
  if (personKeys) return refuse('invalid', 'data.personKeys', message);
  return 'sealed' in person ? refuse('invalid', 'data.person.sealed', message) : undefined;
}

export function notAllowed(type: FactType): Refusal {
  return refuse('invalid', 'type', `who posted it may not record ${type}`);
}

function notItsSource(sources: readonly string[]): Refusal {
  const own = sources.map((source) => `${source} and ${source}/…`).join(', ');
  return refuse('invalid', 'source', `who posted it has sources of its own: ${own || 'none'}`);
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
  const { [CONTENT_DIGEST]: _, ...own } = value as Readonly<Record<string, unknown>>;
  return { value: { ...own, recordedtime: formatInstant(Math.max(now, occurredAt)) } };
}
