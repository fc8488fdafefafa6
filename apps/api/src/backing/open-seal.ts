import { checkLog, handOver, loadLogKeys, Proofs, renewLogKey, type Witness } from '@paidonce/audit';
import type { DataSource } from 'typeorm';
import type { Backing } from '../serve.js';
import type { Settings } from '../settings/settings.js';
import type { EventLog } from '../../../projector/src/event-log.js';

export interface SealParts {
  readonly settings: Settings;
  readonly events: EventLog;
  /** The audit store. */
  readonly audit: DataSource;
  readonly readModels: DataSource;
  readonly witness: Witness | undefined;
}

/** Opens the seal of the log, to prove by it and to check it. Who projects signs it on. */
export async function openSeal(parts: SealParts): Promise<Backing['seal']> {
  const { settings, events, audit, readModels, witness } = parts;
  const keySource = { dataFolder: settings.PAIDONCE_DATA, env: process.env };
  // What is wrong with the keys is told at once, not in the background.
  await loadLogKeys(keySource);
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
