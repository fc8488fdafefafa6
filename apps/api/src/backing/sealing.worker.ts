import { parentPort, workerData } from 'node:worker_threads';
import { openPool } from '@paidonce/postgres';
import { loadMasterKey, openPersonSealer, PostgresKeyStore } from '@paidonce/vault';
import type { SealingAnswer, SealingFailure, SealingRequest, SealingSettings } from './sealing-thread.js';

const { databaseUrl, dataFolder, acceptLostKeys, besideLog } = workerData as SealingSettings;
const pool = openPool(databaseUrl, { max: 2, applicationName: 'paidonce sealing' });
const sealer = openPersonSealer({
  masterKeys: await loadMasterKey({ dataFolder, env: process.env }),
  keyStore: await PostgresKeyStore.open(pool, { besideLog }),
  acceptLostKeys,
});

function failureOf(error: unknown): SealingFailure {
  const { name, message, code } = Object(error) as { name?: unknown; message?: unknown; code?: unknown };
  return { name: String(name), message: String(message), code };
}

parentPort?.on('message', ({ number, persons }: SealingRequest) => {
  const answer = (it: SealingAnswer): void => parentPort?.postMessage(it);
  sealer.sealPersons(persons).then(
    (sealed) => {
      answer({ number, sealed });
    },
    (error: unknown) => {
      answer({ number, failed: failureOf(error) });
    },
  );
});
