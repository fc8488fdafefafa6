import { closeSync, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const BLOCK_BYTES = 1 << 20;
const GZIP = [0x1f, 0x8b] as const;

export type Blocks = Iterable<Buffer> | AsyncIterable<Buffer>;

/**
 * The bytes of a file, read in blocks that overwrite each other, or into the `room` that there is for each. Reading waits:
 * nothing is to be done before the next block is there, and asking the system at once is twice as fast as through the
 * event loop.
 */
export function* fileBlocks(path: string, room = oneRoom()): Generator<Buffer, void> {
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const block = room();
      const bytes = readSync(file, block, 0, block.length, null);
      if (bytes === 0) return;
      yield block.subarray(0, bytes);
    }
  } finally {
    closeSync(file);
  }
}

function oneRoom(): () => Buffer {
  const block = Buffer.allocUnsafe(BLOCK_BYTES);
  return () => block;
}

/**
 * The same bytes; unpacked where their first two say that they are gzip. `onRead` learns how many bytes of `blocks` were
 * taken.
 */
export async function* unpacked(blocks: Blocks, onRead: (bytes: number) => void): AsyncGenerator<Buffer, void> {
  const packed = counted(blocks, onRead);
  const start = await startOf(packed);
  if (GZIP.every((byte, index) => start[index] === byte)) {
    yield* gunzipped(start, packed);
    return;
  }
  yield start;
  yield* packed;
}

async function* counted(blocks: Blocks, onRead: (bytes: number) => void): AsyncGenerator<Buffer, void> {
  for await (const block of blocks) {
    onRead(block.length);
    yield block;
  }
}

/** The first block; more of them where a pipe began with a single byte. */
async function startOf(blocks: AsyncGenerator<Buffer, void>): Promise<Buffer> {
  let start: Buffer = Buffer.alloc(0);
  while (start.length < GZIP.length) {
    const begun = Buffer.from(start);
    const next = await blocks.next();
    if (next.done) return begun;
    start = begun.length === 0 ? next.value : Buffer.concat([begun, next.value]);
  }
  return start;
}

async function* gunzipped(start: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  const gunzip = createGunzip({ chunkSize: BLOCK_BYTES });
  const packed = Readable.from(copies(start, rest));
  packed.on('error', (error) => gunzip.destroy(error));
  for await (const block of packed.pipe(gunzip)) yield block as Buffer;
}

/** Unpacking runs ahead of reading, so that it needs blocks of its own. */
async function* copies(start: Buffer, rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  yield Buffer.from(start);
  for await (const block of rest) yield Buffer.from(block);
}
