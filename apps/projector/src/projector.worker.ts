import { parentPort, workerData } from 'node:worker_threads';
import type { ProjectorSettings } from './projecting.js';
import { runProjector } from './run-projector.js';

const stop = new AbortController();
// The one thing that it is ever told. From then on nothing but what it has open keeps the thread.
parentPort?.once('message', () => {
  stop.abort();
});
await runProjector(workerData as ProjectorSettings, (report) => parentPort?.postMessage(report), stop.signal);
