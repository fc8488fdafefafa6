import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderInUse, lockFolder } from './folder-lock.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paidonce-lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the lock of a data folder', () => {
  it('is held by one and names it to the others', async () => {
    const lock = await lockFolder(folder);
    const second = lockFolder(folder);
    await expect(second).rejects.toThrow(FolderInUse);
    await expect(second).rejects.toMatchObject({ pid: process.pid, folder });
    await lock.release();
    await (await lockFolder(folder)).release();
  });

  it('goes to one of many that ask at the same time', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
    const taken = asked.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
    expect(taken).toHaveLength(1);
    await taken[0]?.release();
  });

  it('ends with a process that is killed', async () => {
    const path = JSON.stringify(join(folder, 'instance.sock'));
    const script = `require('net').createServer((s) => s.end('7')).listen(${path}, () => console.log('listening'))`;
    const other = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(other.stdout, 'data');
    await expect(lockFolder(folder)).rejects.toThrow('in use by process 7');
    other.kill('SIGKILL');
    await once(other, 'exit');
    await (await lockFolder(folder)).release();
  });

  it('notices when another one took the folder over', async () => {
    const lock = await lockFolder(folder);
    await lock.assertHeld();
    rmSync(join(folder, 'instance.sock'));
    await expect(lock.assertHeld()).rejects.toThrow('in use');
    const other = await lockFolder(folder);
    await expect(lock.assertHeld()).rejects.toThrow(FolderInUse);
    await other.release();
    await lock.release();
  });

  it('works for a path that is longer than that of a socket may be', async () => {
    const deep = join(folder, 'a'.repeat(80), 'b'.repeat(80));
    mkdirSync(deep, { recursive: true });
    const lock = await lockFolder(deep);
    await expect(lockFolder(deep)).rejects.toThrow(FolderInUse);
    await lock.release();
  });
});
