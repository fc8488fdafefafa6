import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { entryOf, leafHash, openNote, rootAt, rootOf, verifierOf } from '@paidonce/proof';
import { CheckpointRow, LogKeyRow, TileRow } from './seal.entity.js';
import { SealedLog } from './sealed-log.fixture.js';
import { storedHashes } from './tiles.js';

let sealed: SealedLog;
beforeEach(async () => {
  sealed = await SealedLog.open();
});
afterEach(() => sealed.close());

/** Hashes of the leaves, from the log itself. */
async function leaves(): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for await (const events of sealed.log.readAll()) for (const event of events) all.push(leafHash(entryOf(event)));
  return all;
}

const DAY_MS = 86_400_000;
const checkpoints = () => sealed.source.manager.find(CheckpointRow, { order: { size: 'ASC' } });
const keys = () => sealed.source.manager.find(LogKeyRow, { order: { number: 'ASC' } });

describe('Sealing', () => {
  it.each([1, 7, 256, 5000])(
    'makes the tree of the log, %i events at a time, and goes on where it was',
    async (batch) => {
      const options = { batch };
      for (const size of [255, 256, 600]) {
        await sealed.append('account-a', size - (await sealed.sizes()).sealed);
        await sealed.sealUpTo(size, {}, options);
      }
      const all = await leaves();
      for (const size of [1, 255, 256, 257, 512, 600]) {
        expect(await rootAt(size, storedHashes(sealed.source))).toEqual(rootOf(all.slice(0, size)));
      }
      const tiles = await sealed.source.manager.find(TileRow, { order: { level: 'ASC', index: 'ASC' } });
      expect(tiles.map(({ level, index, hashes, behind }) => [level, index, hashes.length / 32, behind])).toEqual([
        [0, '0', 256, '0'],
        [0, '1', 256, '256'],
        [0, '2', 88, '512'],
        [1, '0', 2, null],
      ]);
    },
  );

  it('signs behind each statement, and once a day where the log has grown', async () => {
    await sealed.append('account-a', 3);
    await sealed.append('account-a', 1, 'statement.issued');
    await sealed.append('account-a', 2);
    await sealed.append('account-b', 1, 'statement.issued');
    await sealed.append('account-b', 1);
    await sealed.sealUpTo(8);
    expect((await sealed.sizes()).signed).toEqual([4, 7]);
    sealed.now += DAY_MS;
    await sealed.sealUpTo(8);
    sealed.now += DAY_MS;
    await sealed.sealUpTo(8);
    expect((await sealed.sizes()).signed).toEqual([4, 7, 8]);
    const all = await leaves();
    const [key] = await keys();
    for (const { note, size } of await checkpoints()) {
      const { checkpoint } = openNote(note, [verifierOf(key!.vkey)]);
      expect(checkpoint).toEqual({
        origin: verifierOf(key!.vkey).name,
        size: Number(size),
        root: rootOf(all.slice(0, Number(size))),
      });
    }
  });

  it('is handed over to a new key by a checkpoint that both sign', async () => {
    await sealed.append('account-a', 1, 'statement.issued');
    await sealed.append('account-a', 1);
    await sealed.sealUpTo(2);
    sealed.keys = { current: randomBytes(32), former: [sealed.keys.current] };
    await sealed.sealUpTo(2);
    await sealed.append('account-a', 1, 'statement.issued');
    await sealed.sealUpTo(3);
    const [first, second] = await keys();
    expect([first?.fromSize, second?.fromSize]).toEqual(['0', '2']);
    const both = [first!, second!].map(({ vkey }) => verifierOf(vkey));
    const signedBy = (await checkpoints()).map(({ note }) => openNote(note, both).signedBy);
    expect(signedBy).toEqual([[first!.vkey], [first!.vkey, second!.vkey], [second!.vkey]]);
  });

  it('is handed over from key to key, also where the log does not grow in between', async () => {
    for (const size of [0, 2]) {
      if (size > 0) await sealed.append('account-a', size);
      for (let times = 0; times < 3; times++) {
        await sealed.sealUpTo(size);
        sealed.keys = { current: randomBytes(32), former: [sealed.keys.current, ...sealed.keys.former] };
      }
      await sealed.sealUpTo(size);
    }
    const [first, ...later] = await keys();
    expect(later).toHaveLength(6);
    const trusted = [first!.vkey];
    for (const { note } of await checkpoints()) trusted.push(...openNote(note, trusted.map(verifierOf)).heirs);
    expect(trusted).toEqual(expect.arrayContaining(later.map(({ vkey }) => vkey)));
  });

  it('says that a key is lost, and does not go back to one that was replaced', async () => {
    const old = sealed.keys;
    const said: string[] = [];
    const watch = { keyed: (how: string) => said.push(how), failed: (error: unknown) => said.push(String(error)) };
    await sealed.append('account-a', 1);
    await sealed.sealUpTo(1, watch);
    sealed.keys = { current: randomBytes(32), former: [] };
    await sealed.sealUpTo(1, watch);
    sealed.keys = old;
    await sealed.sealUpTo(1, watch);
    expect(said).toEqual(['first', 'former-lost', 'Error: a key that was replaced signs no more']);
  });

  it('tries again where the store fails, and misses nothing', async () => {
    const failures: unknown[] = [];
    await sealed.append('account-a', 10);
    await sealed.source.query('ALTER TABLE tile RENAME TO hidden');
    setTimeout(() => void sealed.source.query('ALTER TABLE hidden RENAME TO tile'), 300);
    await sealed.sealUpTo(10, { failed: (error) => failures.push(error) });
    expect(failures.length).toBeGreaterThan(0);
    expect(await rootAt(10, storedHashes(sealed.source))).toEqual(rootOf(await leaves()));
  });

  it('is done by one of two', async () => {
    await sealed.append('account-a', 1000);
    await Promise.all([sealed.sealUpTo(1000, {}, { batch: 10 }), sealed.sealUpTo(1000, {}, { batch: 7 })]);
    expect(await rootAt(1000, storedHashes(sealed.source))).toEqual(rootOf(await leaves()));
  });
});
