import { copyBinary } from '@paidonce/postgres';
import type { ClientBase } from 'pg';
import { BITS_KEPT, BITS_OF_ENTRY, MOST_BITS } from '../read/touch-buckets.js';

/** Entries of a bucket, about: more make the table smaller, and looking something up in it slower. */
const BUCKET = 20;
/** With fewer, the rest of a hash and a position would share a word. */
export const LEAST_BITS = 8;

/** What a run of buckets is. */
export interface RunShape {
  readonly run: number;
  /** Bits that number a bucket. */
  readonly bits: number;
  /** Position from which those of its facts are counted. */
  readonly first: number;
}

/** What a run is to hold: so many entries of facts from one position to another. */
export interface RunExtent {
  readonly entries: number;
  readonly first: number;
  readonly last: number;
}

/** By its size; and more bits leave more of an entry for positions, which count bytes in EventStoreDB, those of others among them. */
function bitsFor({ entries, first, last }: RunExtent): number {
  let bits = Math.min(MOST_BITS, Math.max(LEAST_BITS, Math.round(Math.log2(entries / BUCKET))));
  while (2 ** (BITS_OF_ENTRY - BITS_KEPT + bits) <= last - first) bits++;
  return bits;
}

/** Puts a run on record; its buckets are for {@link copyBuckets}. */
export async function beginRun(client: ClientBase, extent: RunExtent): Promise<RunShape> {
  const { entries, first, last } = extent;
  const bits = bitsFor(extent);
  const { rows } = await client.query<{ run: number }>(
    'INSERT INTO touch_run (bits, rest, first, last, entries) VALUES ($1, $2, $3, $4, $5) RETURNING run',
    [bits, BITS_KEPT - bits, first, last, entries],
  );
  return { run: rows[0]?.run as number, bits, first };
}

/** Copies rows of {@link BucketRows}. */
export async function copyBuckets(client: ClientBase, bytes: Buffer): Promise<void> {
  await copyBinary(client, 'touch_bucket (run, bucket, entries)', bytes);
}
