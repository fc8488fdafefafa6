import { openEventStoreDb, openPostgresEventStore, type EventStore } from '@paidonce/event-store';
import { copyReader, logReader, type FactReader } from '@paidonce/ledger';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** The log that the settings name. */
export interface EventLog {
  readonly log: EventStore;
  /** How the ledger finds facts of the log by position. */
  readonly readerOf: (readModels: DataSource) => FactReader;
  /** Whether the projection has to keep a copy of every fact. */
  readonly copiesFacts: boolean;
  /** Whether the log lies in the database of the read models. */
  readonly besideReadModels: boolean;
}

/** EventStoreDB or KurrentDB where there is an address of one, else the PostgreSQL of the pool. */
export async function openEventLog(eventStoreUrl: string | undefined, pool: Pool): Promise<EventLog> {
  if (eventStoreUrl !== undefined) {
    const log = await openEventStoreDb({ url: eventStoreUrl });
    return { log, readerOf: copyReader, copiesFacts: true, besideReadModels: false };
  }
  const log = await openPostgresEventStore({ pool });
  return { log, readerOf: () => logReader(log), copiesFacts: false, besideReadModels: true };
}
