import type { NewEvent, RecordedEvent } from '@paidonce/event-store';
import { JOURNAL_ENTRY, journalStreamOf } from '@paidonce/ledger';
import { v7 } from 'uuid';

/** What somebody did: changed something, saw who somebody is, or came with a token. */
export const entryKinds = ['command', 'access', 'sign-in'] as const;
export type EntryKind = (typeof entryKinds)[number];

/** `refused`: it was not in order; `denied`: they may not; `failed`: it is not known whether it happened. */
export const entryOutcomes = ['done', 'refused', 'denied', 'failed'] as const;
export type EntryOutcome = (typeof entryOutcomes)[number];

/** Whose token it was. */
export interface EntryActor {
  readonly id: string;
  readonly name: string;
  readonly role: string;
}

/** Who did what. It names people of the house and ids, and never holds what is personal of those called, nor a secret. */
export interface JournalEntry {
  /** RFC 3339. */
  readonly at: string;
  readonly kind: EntryKind;
  /** The operation of the API, such as `closePeriod`. */
  readonly action: string;
  readonly outcome: EntryOutcome;
  /** Code of the problem that was answered; null where there was none. */
  readonly problem: string | null;
  /** Null where no token is known. */
  readonly actor: EntryActor | null;
  /** What it was done to: `lead:L-1`, `fact:["crm","f5"]`. */
  readonly subjects: readonly string[];
  /** Clients whose it is, as far as that is known. */
  readonly clients: readonly string[];
  /** How many of what: facts by outcome, leads whose persons were seen, attempts. */
  readonly counts: Readonly<Record<string, number>>;
  /** Why, in the words of whoever did it, where that is asked for. */
  readonly reason: string | null;
  /** Ties it to the request, and to the events that the request caused. */
  readonly correlationId: string;
}

/** An entry in the log. */
export interface KeptEntry extends JournalEntry {
  readonly position: bigint;
}

/** Entries of a month stand in one stream. */
export function streamOfEntry({ at }: JournalEntry): string {
  return journalStreamOf(at.slice(0, 'yyyy-mm'.length));
}

export function eventOf({ correlationId, ...entry }: JournalEntry): NewEvent {
  const metadata = { actor: entry.actor?.name ?? null, correlationId };
  return { id: v7(), type: JOURNAL_ENTRY, data: JSON.stringify(entry), metadata: JSON.stringify(metadata) };
}

export function entryOf({ position, data, metadata }: RecordedEvent): KeptEntry {
  const { correlationId } = JSON.parse(metadata) as Pick<JournalEntry, 'correlationId'>;
  return { position, ...(JSON.parse(data) as Omit<JournalEntry, 'correlationId'>), correlationId };
}
