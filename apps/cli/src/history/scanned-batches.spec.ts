import { describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoCases } from '@paidonce/demo';
import { LineSplitter } from '@paidonce/facts';
import { Settlement, type Statement } from '@paidonce/settlement';
import { ScannedBatches } from './scanned-batches.js';

/** Batches of which each line goes to `found`, as `number: text`. */
function batchesInto(found: string[]): ScannedBatches {
  return new ScannedBatches({
    scanned: (lines, before) => {
      while (lines.next()) found.push(`${before + lines.line}: ${lines.text}`);
    },
    unreadable: (reason, number) => found.push(`${number}! ${reason}`),
  });
}

/** Lines given in some pieces; `null` is a line that is no text. */
async function read(pieces: readonly (string | null)[]): Promise<string[]> {
  const found: string[] = [];
  const batches = batchesInto(found);
  for (const piece of pieces) {
    if (piece === null) batches.unreadable('not-utf8');
    else batches.lines(Buffer.from(piece));
    await batches.proceed();
  }
  await batches.endFile();
  batches.lines(Buffer.from('of another file\n'));
  await batches.endFile();
  await batches.end();
  expect(found.pop()).toBe('1: of another file');
  return found;
}

describe('Batches of lines', () => {
  it('keep the order of lines and their numbers', async () => {
    expect(await read(['a\n\nb\n', 'c\n', null, null, 'd\n\n', null, 'ж\n'])).toEqual([
      '1: a',
      '3: b',
      '4: c',
      '5! not-utf8',
      '6! not-utf8',
      '7: d',
      '9! not-utf8',
      '10: ж',
    ]);
    expect(await read([])).toEqual([]);
  });

  it('may be smaller than a line, and than what came at once', async () => {
    const long = 'x'.repeat(2_000_000);
    const many = Array.from({ length: 40 }, (_, i) => `${i}${'y'.repeat(40_000)}`);
    expect(await read(['a\n', `${long}\n`, 'b\n', ...many.map((line) => `${line}\n`)])).toEqual([
      '1: a',
      `2: ${long}`,
      '3: b',
      ...many.map((line, i) => `${i + 4}: ${line}`),
    ]);
  });
});

describe('Blocks that are read into the room for them', () => {
  /** As a file is read: each block into the room that there is, of at most so many bytes. */
  async function readInto(content: Buffer, most: number): Promise<string[]> {
    const found: string[] = [];
    const batches = batchesInto(found);
    const splitter = new LineSplitter(batches);
    for (let at = 0; at < content.length; at += most) {
      const room = batches.room();
      const bytes = content.copy(room, 0, at, at + most);
      splitter.push(room.subarray(0, bytes));
      await batches.proceed();
    }
    splitter.end();
    await batches.endFile();
    await batches.end();
    return found;
  }

  /** Lines of all lengths, blank ones, one that is no text, one that is longer than the room for a begun line. */
  const lines = Array.from({ length: 400 }, (_, i) => (i % 9 === 0 ? '' : `${i}-ж`.repeat(i % 50)));
  const content = Buffer.concat([
    Buffer.from(`${lines.join('\n')}\n${'x'.repeat(200_000)}\n`),
    Buffer.of(0xff, 0x0a),
    Buffer.from('last'),
  ]);
  const expected = [
    ...lines.map((line, i) => `${i + 1}: ${line}`).filter((line) => !line.endsWith(': ')),
    `401: ${'x'.repeat(200_000)}`,
    '402! not-utf8',
    '403: last',
  ];

  it.each([7, 100, 5000, 100_000, 1_000_000])('keep their lines, where they are of %p bytes', async (most) => {
    expect(await readInto(content, most)).toEqual(expected);
  });
});

describe('A long history', () => {
  const provider = demoCases.find(({ name }) => name === 'provider');
  const lines = Array.from(provider?.generate({ seed: 3, leads: 9000 }) ?? [], (fact) => JSON.stringify(fact));

  function inFile<T>(content: string, use: (path: string) => T): T {
    const folder = mkdtempSync(join(tmpdir(), 'paidonce-'));
    try {
      const path = join(folder, 'history.ndjson');
      writeFileSync(path, content);
      return use(path);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  const bin = 'apps/cli/bin/paidonce.mjs';

  it('is settled with a thread for its scanning as without', () => {
    const settlement = new Settlement();
    const statements: Statement[] = [];
    for (const line of lines) {
      const applied = settlement.applyLine(line);
      if (applied.kind === 'recorded' && applied.statement) statements.push(applied.statement);
    }
    const content = `${lines.join('\n')}\n`;
    expect(content.length).toBeGreaterThan(10_000_000);
    const out = inFile(content, (path) =>
      execFileSync('node', [bin, 'settle', path, '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 }),
    );
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify({ statements })));
  }, 60_000);

  it('that is not settled after all keeps nobody waiting for its thread', () => {
    const { status, signal } = inFile(`${lines.join('\n')}\n`, (path) =>
      spawnSync('node', [bin, 'settle', path, '--period', 'January'], { timeout: 20_000 }),
    );
    expect({ status, signal }).toEqual({ status: 64, signal: null });
  }, 60_000);

  it('has its refused lines named by their numbers', () => {
    const wrong = [...lines, 'no fact', ''];
    wrong.splice(20_000, 0, '', (lines[19_000] ?? '').replace(/"time":"[^"]*"/, '"time":"2019-01-01T00:00:00Z"'));
    const { status, stdout } = inFile(wrong.join('\r\n'), (path) =>
      spawnSync('node', [bin, 'settle', path, '--json'], { encoding: 'utf8' }),
    );
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      errors: [
        { line: 20_002, code: 'conflict', path: 'id' },
        { line: lines.length + 3, code: 'invalid' },
      ],
    });
  }, 60_000);
});
