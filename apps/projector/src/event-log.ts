import {
  joinProjectorGroup,
  openEventStoreDb,
  openPostgresEventStore,
  subscribeByGroup,
  type EventStore,
} from '@paidonce/event-store';
import { copyReader, logReader, STREAMS, type FactReader } from '@paidonce/ledger';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { Opened } from './opened.js';
import type { ProjectorSettings } from './projecting.js';

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
export async function openEventLog(
  eventStoreUrl: string | undefined,
  pool: Pool,
  /** Once it aborts nothing is tried again that a log on another server does not answer. */
  signal?: AbortSignal,
): Promise<EventLog> {
  if (eventStoreUrl !== undefined) {
    const log = await openEventStoreDb({ url: eventStoreUrl, streams: STREAMS, ...(signal && { signal }) });
    return { log, readerOf: copyReader, copiesFacts: true, besideReadModels: false };
  }
  const log = await openPostgresEventStore({ pool });
  return { log, readerOf: () => logReader(log), copiesFacts: false, besideReadModels: true };
}

/** How the projector follows the log where the settings name a group; `undefined`: by the log's own subscription. */
export async function openGroup(
  { eventStoreUrl: url, eventStoreGroup: name }: Pick<ProjectorSettings, 'eventStoreUrl' | 'eventStoreGroup'>,
  log: EventStore,
  opened: Opened,
): Promise<EventStore['subscribe'] | undefined> {
  if (url === undefined || name === undefined) return undefined;
  const group = await joinProjectorGroup({ url, group: name, streams: STREAMS, from: 'end' });
  opened.add(group, (it) => it.close());
  return (options) => subscribeByGroup(log, group, options);
}
