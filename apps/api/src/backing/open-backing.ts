import { BundleWriter, Journal, JournalIndex, openAuditStore, SealedTree } from '@paidonce/audit';
import {
  openOffice,
  openReadStore,
  PostgresIdempotencyStore,
  PostgresLedger,
  PostgresTokenStore,
  type ProjectorWatch,
} from '@paidonce/ledger';
import type { EventStore } from '@paidonce/event-store';
import { openPool } from '@paidonce/postgres';
import { loadMasterKey, openVault, PostgresKeyStore } from '@paidonce/vault';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Role } from '../access/roles.js';
import { auditorOf } from './auditor.js';
import { systemClock } from '../ports/clock.js';
import type { Backing } from '../serve.js';
import type { Settings } from '../settings/settings.js';
import { openDatabase } from './database.js';
import { openEventLog } from './event-log.js';
import { nameOf } from './name-of-error.js';
import { openSeal } from './open-seal.js';
import { Opened } from './opened.js';

/** Opens what the server stands on: the database, the log, the vault, the read models and who keeps them. */
export async function openBacking(settings: Settings, log: Logger): Promise<Backing> {
  const opened = new Opened();
  try {
    return await openAll(settings, log, opened);
  } catch (error) {
    await opened.close().catch(() => undefined);
    throw error;
  }
}

async function openAll(settings: Settings, log: Logger, opened: Opened): Promise<Backing> {
  const database = opened.add(await openDatabase(settings, log), (it) => it.close());
  void database.lost.then((reason) => {
    // Nothing can be promised without it. What was acknowledged is safe; whoever runs the server starts it again.
    log.fatal({ reason }, 'PostgreSQL is gone');
    process.exit(1);
  });
  const pool = opened.add(openPool(database.url, { max: 20, applicationName: 'paidonce' }), (it) => it.end());
  const events = await openEventLog(settings.EVENTSTORE_URL, pool);
  opened.add(events.log, (it) => it.close());
  const vault = await openVault({
    masterKeys: await loadMasterKey({ dataFolder: settings.PAIDONCE_DATA, env: process.env }),
    keyStore: await PostgresKeyStore.open(pool, { besideLog: events.besideReadModels }),
    acceptLostKeys: settings.PAIDONCE_ACCEPT_LOST_KEYS === true,
  });
  const source = opened.add(await openReadStore(database.url), (it) => it.destroy());
  const office = opened.add(await openOffice(database.url), (it) => it.destroy());
  const reader = events.readerOf(source);
  const ledger = new PostgresLedger(
    { log: events.log, reader, source, office, vault, now: systemClock.now },
    { copiesFacts: events.copiesFacts, decider: { isContiguous: events.besideReadModels } },
  );
  const stop = new AbortController();
  const projecting = ledger.project(stop.signal, watchOf(log));
  opened.add(ledger, async () => {
    await ledger.idle();
    stop.abort();
    await projecting;
  });
  const audit = opened.add(await openAuditStore(database.url), (it) => it.destroy());
  const journal = openJournal(audit, events.log, log, opened);
  const seal = await openSeal({ settings, events, audit, readModels: source, log }, opened);
  return {
    ledger,
    journal,
    seal,
    bundles: new BundleWriter({
      ledger: { log: events.log, followed: () => ledger.followed() },
      tree: new SealedTree(audit),
      vault,
    }),
    auditor: auditorOf(events.log, ledger, systemClock.now),
    tokens: new PostgresTokenStore<Role>(office),
    idempotency: new PostgresIdempotencyStore(office, vault),
    close: () => opened.close(),
  };
}

/** How long whoever searches waits for entries that are in the log already. */
const PATIENCE_MS = 2_000;

function openJournal(audit: DataSource, events: EventStore, log: Logger, opened: Opened): Backing['journal'] {
  const failed = (error: unknown, retryInMs: number): void => {
    log.error({ error: nameOf(error), retryInMs }, 'the journal could not be kept, which is tried again');
  };
  const index = new JournalIndex(audit, events);
  const stop = new AbortController();
  const following = index.follow(stop.signal, { failed });
  opened.add(index, async () => {
    stop.abort();
    await following;
  });
  const journal = opened.add(new Journal(events, { failed }), (it) => it.close());
  return {
    enter: (entry) => journal.enter(entry),
    find: async (query, page) => {
      await index.waitUntilFollowed(await events.head(), PATIENCE_MS);
      return index.find(query, page);
    },
  };
}

/** Errors are told by their names: messages of a database may quote values. */
function watchOf(log: Logger): ProjectorWatch {
  return {
    projected: ({ position, voids, differing }) => {
      for (const { event, code } of voids) {
        log.warn({ position: event.position, code }, 'a fact in the log counts for nothing: two writers raced');
      }
      for (const { contractId, number } of differing) {
        log.error({ contractId, number }, 'an issued statement is not what its facts come to');
      }
      log.debug({ position }, 'projected');
    },
    failed: (error, retryInMs) => {
      log.error({ error: nameOf(error), retryInMs }, 'projecting failed, and is tried again');
    },
    parked: (event, error) => {
      log.error({ position: String(event.position), error: nameOf(error) }, 'an event cannot be projected');
    },
  };
}
