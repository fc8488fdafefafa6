import { checkLog, handOver, loadLogKeys, Proofs, renewLogKey, Sealer, Witness } from '@paidonce/audit';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Backing } from '../serve.js';
import type { Settings } from '../settings/settings.js';
import type { EventLog } from './event-log.js';
import { nameOf } from './name-of-error.js';
import type { Opened } from './opened.js';

export interface SealParts {
  readonly settings: Settings;
  readonly events: EventLog;
  /** The audit store. */
  readonly audit: DataSource;
  readonly readModels: DataSource;
  readonly log: Logger;
}

/** Seals the log while the server runs. Whatever fails of it is tried again: nobody who records waits for it. */
export async function openSeal(parts: SealParts, opened: Opened): Promise<Backing['seal']> {
  const { settings, events, audit, readModels, log } = parts;
  const keySource = { dataFolder: settings.PAIDONCE_DATA, env: process.env };
  // What is wrong with the keys is told at once, not in the background.
  await loadLogKeys(keySource);
  const witness = openWitness(settings.PAIDONCE_WITNESS_URL, log, opened);
  const sealer = new Sealer(
    { log: events.log, source: audit, keys: () => loadLogKeys(keySource), now: Date.now },
    {
      signed: (note) => witness?.tell(note),
      keyed: (how) => {
        if (how === 'former-lost') log.error('the log is signed by a new key, and the one before it is not to be had');
      },
      failed: (error, retryInMs) => {
        log.error({ error: nameOf(error), retryInMs }, 'sealing failed, and is tried again');
      },
    },
  );
  const stop = new AbortController();
  const sealing = sealer.run(stop.signal);
  opened.add(sealer, async () => {
    stop.abort();
    await sealing;
  });
  const proofs = new Proofs(audit, events.log);
  return {
    sealed: () => proofs.sealed(),
    checkpoints: (page) => proofs.checkpoints(page),
    latest: () => proofs.latest(),
    keys: () => proofs.keys(),
    inclusion: (positions, size) => proofs.inclusion(positions, size),
    consistency: (from, to) => proofs.consistency(from, to),
    check: (options) =>
      checkLog({ log: events.log, source: audit, readModels, isContiguous: events.besideReadModels }, options),
    renewKey: async () => {
      const { notes } = await handOver(audit, await renewLogKey(keySource), Date.now);
      for (const note of notes) witness?.tell(note);
      return proofs.keys();
    },
  };
}

function openWitness(url: string | undefined, log: Logger, opened: Opened): Witness | undefined {
  if (url === undefined) return undefined;
  const failed = (error: unknown, retryInMs?: number): void => {
    log.error({ error: nameOf(error), retryInMs }, 'a checkpoint could not be posted to the witness');
  };
  return opened.add(new Witness(url, { failed }), (it) => it.close());
}
