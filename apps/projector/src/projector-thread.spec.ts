import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProjectorSettings, Report } from './projecting.js';
import { inThread, type ThreadOptions } from './projector-thread.js';

const folder = mkdtempSync(join(tmpdir(), 'paidonce-thread-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const settings: ProjectorSettings = {
  databaseUrl: 'postgres://nowhere',
  eventStoreUrl: undefined,
  dataFolder: '/nowhere',
};

let stop: AbortController;
let reports: Report[];
beforeEach(() => {
  stop = new AbortController();
  reports = [];
});
afterEach(() => {
  stop.abort();
});

/** Runs lines of a program in a thread; they have `tell`, `told` (resolves when it is to stop) and what it was given. */
function run(lines: string, options: ThreadOptions = {}): Promise<void> {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(
    file,
    `import { parentPort, workerData } from 'node:worker_threads';
     const told = new Promise((resolve) => parentPort.once('message', resolve));
     const tell = (note) => parentPort.postMessage({ kind: 'signed', note });
     ${lines}`,
  );
  return inThread(pathToFileURL(file), options)(settings, (report) => reports.push(report), stop.signal);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('A projector in a thread', () => {
  it('is given its settings, tells what happens, and finishes what it is at when it is told to stop', async () => {
    const running = run(
      `tell(workerData.databaseUrl); await told; await new Promise((go) => setTimeout(go, 50)); tell('last');`,
    );
    await until(() => reports.length === 1);
    stop.abort();
    await running;
    expect(reports).toEqual([
      { kind: 'signed', note: 'postgres://nowhere' },
      { kind: 'signed', note: 'last' },
    ]);
  });

  it('that dies is started again, after pauses that grow, and its error is told without what it says', async () => {
    const running = run(`tell('alive'); setTimeout(() => { throw new RangeError('of +7 921 555-01-01'); });`, {
      pauseMs: 5,
    });
    await until(() => reports.length >= 6);
    stop.abort();
    await running;
    const ends = reports.filter(({ kind }) => kind === 'ended').slice(0, 3);
    expect(ends).toEqual([5, 10, 20].map((retryInMs) => ({ kind: 'ended', error: 'RangeError', retryInMs })));
  });

  it('is told of by its code where it is out of memory', async () => {
    const running = run(
      `import { Worker, isMainThread } from 'node:worker_threads';
       if (workerData.isSmall) { const all = []; for (;;) all.push(new Array(1000).fill(all.length)); }
       const small = new Worker(new URL(import.meta.url), { workerData: { isSmall: true }, resourceLimits: { maxOldGenerationSizeMb: 8 } });
       small.on('error', (error) => { throw error; });`,
    );
    await until(() => reports.length >= 1);
    stop.abort();
    await running;
    expect(reports[0]).toMatchObject({ kind: 'ended', error: 'ERR_WORKER_OUT_OF_MEMORY' });
  });

  it('that cannot be loaded is tried again', async () => {
    const nowhere = inThread(pathToFileURL(join(folder, 'nowhere.mjs')), { pauseMs: 5 });
    const running = nowhere(settings, (report) => reports.push(report), stop.signal);
    await until(() => reports.length >= 2);
    stop.abort();
    await running;
    expect(reports[0]).toMatchObject({ kind: 'ended', error: expect.stringMatching(/MODULE_NOT_FOUND$/) });
  });

  it('that does not stop in time is cut off', async () => {
    const running = run(`tell('alive'); setInterval(() => undefined, 1000);`, { graceMs: 50 });
    await until(() => reports.length === 1);
    stop.abort();
    await running;
    expect(reports.at(-1)).toEqual({ kind: 'cut-off' });
  });

  it('that fails while it stops is told of', async () => {
    const running = run(`tell('alive'); await told; throw new TypeError('what it says');`);
    await until(() => reports.length === 1);
    stop.abort();
    await expect(running).rejects.toThrow('the thread ended by TypeError');
  });
});
