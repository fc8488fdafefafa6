import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SealingThread, type SealingSettings } from './sealing-thread.js';

const folder = mkdtempSync(join(tmpdir(), 'paidonce-sealing-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const settings: SealingSettings = {
  databaseUrl: 'postgres://nowhere',
  dataFolder: '/nowhere',
  acceptLostKeys: false,
  besideLog: true,
};
const persons = ['A', 'B'].map((leadId) => ({ leadId, person: '{}', context: 'c' }));

let thread: SealingThread;
afterEach(() => thread.close());

/** A thread that runs lines of a program for each request. */
function threadOf(lines: string): SealingThread {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(
    file,
    `import { parentPort, workerData } from 'node:worker_threads';
     parentPort.on('message', ({ number, persons }) => {
       const answer = (it) => parentPort.postMessage({ number, ...it });
       ${lines}
     });`,
  );
  return (thread = new SealingThread(settings, pathToFileURL(file)));
}

describe('A thread that seals', () => {
  it('answers in the order of the persons, whichever request is answered first', async () => {
    const sealing = threadOf(
      `setTimeout(() => answer({ sealed: persons.map(({ leadId }) => number + leadId + workerData.dataFolder) }), 20 / number);`,
    );
    const both = await Promise.all([sealing.sealPersons(persons), sealing.sealPersons(persons)]);
    expect(both).toEqual([
      ['1A/nowhere', '1B/nowhere'],
      ['2A/nowhere', '2B/nowhere'],
    ]);
  });

  it('tells who waits of what failed, by its name and code', async () => {
    const sealing = threadOf(`answer({ failed: { name: 'DatabaseError', message: 'gone', code: '57P01' } });`);
    await expect(sealing.sealPersons(persons)).rejects.toMatchObject({ name: 'DatabaseError', code: '57P01' });
  });

  it('leaves nobody waiting when it dies, and is started again', async () => {
    const sealing = threadOf(
      `if (persons.length > 1) throw new TypeError('of nobody'); answer({ sealed: persons.map(() => 'sealed') });`,
    );
    const waiting = [sealing.sealPersons(persons), sealing.sealPersons(persons)];
    const ended = await Promise.allSettled(waiting);
    expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await sealing.sealPersons(persons.slice(1))).toEqual(['sealed']);
  });
});
