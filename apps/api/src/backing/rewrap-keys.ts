import { Journal } from '@paidonce/audit';
import { formatInstant } from '@paidonce/kernel';
import { openPool } from '@paidonce/postgres';
import { loadMasterKey, openVault, PostgresKeyStore } from '@paidonce/vault';
import type { Logger } from 'pino';
import { v7 } from 'uuid';
import { systemClock } from '../ports/clock.js';
import type { Settings } from '../settings/settings.js';
import { openDatabase } from './database.js';
import { openEventLog } from '../../../projector/src/event-log.js';
import { Opened } from '../../../projector/src/opened.js';

/** Wraps all keys of personal data anew by the master key that the settings name, which the journal tells; answers how many were. */
export async function rewrapKeys(
  settings: Settings,
  log: Logger,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const opened = new Opened();
  try {
    const database = opened.add(await openDatabase(settings, log), (it) => it.close());
    const pool = opened.add(openPool(database.url, { max: 5, applicationName: 'paidonce keys' }), (it) => it.end());
    const events = await openEventLog(settings.EVENTSTORE_URL, pool);
    opened.add(events.log, (it) => it.close());
    const vault = await openVault({
      masterKeys: await loadMasterKey({ dataFolder: settings.PAIDONCE_DATA, env: environment }),
      keyStore: await PostgresKeyStore.open(pool, { besideLog: events.besideReadModels }),
      acceptLostKeys: settings.PAIDONCE_ACCEPT_LOST_KEYS === true,
    });
    const journal = opened.add(new Journal(events.log), (it) => it.close());
    const keys = await vault.rewrap();
    await journal.enter({
      ...{
        at: formatInstant(systemClock.now()),
        kind: 'command',
        action: 'rewrapKeys',
        outcome: 'done',
        problem: null,
      },
      // Whoever runs it has the master key, and no token.
      actor: { id: 'command-line', name: 'command line of the server', role: 'operator' },
      ...{ subjects: [], clients: [], counts: { keys }, reason: null, correlationId: v7() },
    });
    return keys;
  } finally {
    await opened.close();
  }
}
