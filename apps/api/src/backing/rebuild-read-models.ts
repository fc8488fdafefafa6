import { rebuild, type RebuildOptions } from '@paidonce/ledger';
import { openPool } from '@paidonce/postgres';
import type { Logger } from 'pino';
import type { Settings } from '../settings/settings.js';
import { openDatabase } from './database.js';
import { openEventLog } from '../../../projector/src/event-log.js';
import { Opened } from '../../../projector/src/opened.js';

/** Builds the read models that the settings name anew from the log; answers the position reached. */
export async function rebuildReadModels(
  settings: Settings,
  log: Logger,
  options: Pick<RebuildOptions, 'progress' | 'signal'>,
): Promise<bigint> {
  const opened = new Opened();
  try {
    const database = opened.add(await openDatabase(settings, log), (it) => it.close());
    const pool = opened.add(openPool(database.url, { max: 10, applicationName: 'paidonce rebuild' }), (it) => it.end());
    const events = await openEventLog(settings.EVENTSTORE_URL, pool);
    opened.add(events.log, (it) => it.close());
    return await rebuild(database.url, events.log, events.readerOf, { ...options, copiesFacts: events.copiesFacts });
  } finally {
    await opened.close();
  }
}
