import { WorkRelay } from '@paidonce/ledger';
import { parentPort, workerData } from 'node:worker_threads';
import type { ProjectorSettings, Told } from './projecting.js';
import { runProjector } from './run-projector.js';

const stop = new AbortController();
const work = new WorkRelay();
parentPort?.on('message', (told: Told) => {
  if (told.kind === 'begins') work.begins();
  else if (told.kind === 'ends') work.ends(told.out);
  else {
    stop.abort();
    // From then on nothing but what it has open keeps the thread.
    parentPort?.unref();
  }
});
await runProjector(workerData as ProjectorSettings, (report) => parentPort?.postMessage(report), stop.signal, work);
