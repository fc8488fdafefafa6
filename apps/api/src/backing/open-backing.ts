import { BundleWriter, Journal, JournalIndex, openAuditStore, SealedTree } from '@paidonce/audit';
import {
  openOffice,
  openReadStore,
  PostgresIdempotencyStore,
  PostgresLedger,
  PostgresTokenStore,
  WorkRelay,
} from '@paidonce/ledger';
import type { EventStore } from '@paidonce/event-store';
import { openPool } from '@paidonce/postgres';
import { loadMasterKey, openVault, PostgresKeyStore } from '@paidonce/vault';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { openEventLog } from '../../../projector/src/event-log.js';
import { nameOf } from '../../../projector/src/name-of-error.js';
import { openWitness } from '../../../projector/src/open-witness.js';
import { Opened } from '../../../projector/src/opened.js';
import type { Projecting } from '../../../projector/src/projecting.js';
import { projectInThread } from '../../../projector/src/projector-thread.js';
import type { Role } from '../access/roles.js';
import { systemClock } from '../ports/clock.js';
import type { Backing } from '../serve.js';
import type { Settings } from '../settings/settings.js';
import { auditorOf } from './auditor.js';
import { openDatabase } from './database.js';
import { factsHeld, memoryOf } from './facts-held.js';
import { openSeal } from './open-seal.js';
import { SealingThread, type SealingSettings } from './sealing-thread.js';
import { startProjecting } from './start-projecting.js';

/** What the server does beside answering, and how. */
export interface Threads {
  readonly projecting: Projecting;
  /** Where it is not given, persons are sealed by who answers. */
  readonly sealing?: ((settings: SealingSettings) => SealingThread) | undefined;
}

const inThreads: Threads = { projecting: projectInThread, sealing: (settings) => new SealingThread(settings) };

/**
 * Opens what the server stands on: the database, the log, the vault, the read models and, unless the settings leave that to others, who keeps them: in a thread, or
 * as it is given.
 */
export async function openBacking(
  settings: Settings,
  log: Logger,
  { projecting, sealing }: Threads = inThreads,
): Promise<Backing> {
  const opened = new Opened();
  try {
    return await openAll(settings, log, { projecting, sealing }, opened);
  } catch (error) {
    await opened.close().catch(() => undefined);
    throw error;
  }
}

async function openAll(settings: Settings, log: Logger, threads: Threads, opened: Opened): Promise<Backing> {
  const database = opened.add(await openDatabase(settings, log), (it) => it.close());
  void database.lost.then((reason) => {
    // Nothing can be promised without it. What was acknowledged is safe; whoever runs the server starts it again.
    log.fatal({ reason }, 'PostgreSQL is gone');
    process.exit(1);
  });
  const pool = opened.add(openPool(database.url, { max: 20, applicationName: 'paidonce' }), (it) => it.end());
  const stopping = new AbortController();
  const events = await openEventLog(settings.EVENTSTORE_URL, pool, stopping.signal);
  opened.add(events.log, (it) => it.close());
  const vault = await openVault({
    masterKeys: await loadMasterKey({ dataFolder: settings.PAIDONCE_DATA, env: process.env }),
    keyStore: await PostgresKeyStore.open(pool, { besideLog: events.besideReadModels }),
    acceptLostKeys: settings.PAIDONCE_ACCEPT_LOST_KEYS === true,
    sealsMany: openSealing(
      threads,
      { settings, databaseUrl: database.url, besideLog: events.besideReadModels },
      opened,
    ),
  });
  const source = opened.add(await openReadStore(database.url), (it) => it.destroy());
  const office = opened.add(await openOffice(database.url), (it) => it.destroy());
  const reader = events.readerOf(source);
  // Where others project, or positions do not tell whose they are, everything is worked out from the log.
  const work = settings.PAIDONCE_PROJECTOR !== 'none' && events.besideReadModels ? new WorkRelay() : undefined;
  const ledger = new PostgresLedger(
    { log: events.log, reader, source, office, vault, now: systemClock.now },
    { decider: { isContiguous: events.besideReadModels, watch: work, holds: factsHeld(memoryOf(process)) } },
  );
  const audit = opened.add(await openAuditStore(database.url), (it) => it.destroy());
  const journal = openJournal(audit, events.log, log, opened);
  const witness = openWitness(settings.PAIDONCE_WITNESS_URL, log, opened);
  const seal = await openSeal({ settings, events, audit, readModels: source, witness });
  startProjecting({ settings, databaseUrl: database.url, ledger, witness, log, work }, threads.projecting, opened);
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
    close: () => {
      stopping.abort();
      return opened.close();
    },
  };
}

function openSealing(
  { sealing }: Threads,
  { settings, databaseUrl, besideLog }: { settings: Settings; databaseUrl: string; besideLog: boolean },
  opened: Opened,
): SealingThread | undefined {
  const { PAIDONCE_DATA: dataFolder, PAIDONCE_ACCEPT_LOST_KEYS: acceptLostKeys = false } = settings;
  return sealing && opened.add(sealing({ databaseUrl, dataFolder, acceptLostKeys, besideLog }), (it) => it.close());
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
