import type { EventStore, PostgresEventStore } from '@paidonce/event-store';
import { eventBlocks } from './event-blocks.js';
import type { LogBlock } from './log-block.js';
import { threadBlocks } from './thread-blocks.js';

/** A log of so many events is followed sooner than a thread for its reading would be there. */
const EVENTS_ALONE = 20_000;

export interface LogBlocksOptions {
  readonly signal?: AbortSignal | undefined;
  /** Events that are read without a thread. */
  readonly alone?: number | undefined;
}

/** The events after a position, up to the head that the log has now: a long log in PostgreSQL is read by a thread of its own. */
export function logBlocks(
  log: EventStore,
  after: bigint,
  head: bigint,
  { signal, alone = EVENTS_ALONE }: LogBlocksOptions = {},
): AsyncGenerator<LogBlock, void> {
  const place = isInPostgres(log) ? log.place : undefined;
  return isInPostgres(log) && place && head - after > alone
    ? threadBlocks(log, { place, after, upTo: head }, signal)
    : eventBlocks(log, after, signal);
}

function isInPostgres(log: EventStore): log is PostgresEventStore {
  return 'place' in log;
}
