import { setTimeout as delay } from 'node:timers/promises';
import { copyOut } from '@paidonce/postgres';
import type { ClientBase } from 'pg';
import type { DataSource } from 'typeorm';
import { BucketRows, decodeBuckets } from './bucket-rows.js';
import { inTransaction } from './connections.js';
import { beginRun, copyBuckets, LEAST_BITS, type RunExtent, type RunShape } from './run-shape.js';
import { TouchRows } from './touch-rows.js';

/** Runs of one size that are merged into one; of each size there are fewer. */
export const TOGETHER = 16;
/** Runs are of one size whose entries are so many times these, up to so many times more. */
const [SMALLEST, TIMES] = [500, 16];
/** Larger runs stay. */
const MOST_ENTRIES = SMALLEST * TIMES ** 3;
const MOST_TOGETHER = 2 * TOGETHER;
/** Entries that are merged at a time, about: whoever projects in this thread waits for so many. */
const AT_A_TIME = 8_000;

/**
 * Merges the runs of one size where so many are there; answers whether that was so. Nobody who looks something up sees anything of it, nor does whoever projects
 * wait: a run is there until those who merge are done, and then the merged one is. It is done by one at a time, and not while tables are taking the place of others.
 */
export async function mergeRuns(source: DataSource, together = TOGETHER): Promise<boolean> {
  const isMerged = await inTransaction(source, async (_, client) => {
    const { rows } = await client.query<{ mine: boolean }>(`SELECT pg_try_advisory_xact_lock(${TOUCH_TABLES}) AS mine`);
    if (!rows[0]?.mine) return false;
    const runs = dueOf(await mergeable(client), together);
    if (runs.length > 0) await mergeThese(client, runs);
    return runs.length > 0;
  });
  // Look-ups would be planned for as many runs as a table is taken to have of which nothing is known.
  if (isMerged) await source.query('ANALYZE touch_run');
  return isMerged;
}

/** The key of a lock for those who may not have the tables taken from under them between two statements, and for who does that. */
export const TOUCH_TABLES = `hashtextextended('paidonce touches ' || current_schema(), 0)`;

interface Run extends RunShape, RunExtent {}

async function mergeable(client: ClientBase): Promise<Run[]> {
  const { rows } = await client.query<{ [K in keyof Run]: string }>(
    'SELECT run, bits, first, last, entries FROM touch_run WHERE entries < $1 ORDER BY run',
    [MOST_ENTRIES],
  );
  return rows.map(({ run, bits, first, last, entries }) => ({
    ...{ run: Number(run), bits: Number(bits), entries: Number(entries) },
    ...{ first: Number(first), last: Number(last) },
  }));
}

const sizeOf = ({ entries }: Run): number => Math.max(0, Math.floor(Math.log(entries / SMALLEST) / Math.log(TIMES)));

/** Those of the smallest size of which there are enough. */
function dueOf(runs: readonly Run[], together: number): readonly Run[] {
  for (let size = 0; SMALLEST * TIMES ** size < MOST_ENTRIES; size++) {
    const those = runs.filter((run) => sizeOf(run) === size);
    if (those.length >= together) return those.slice(0, MOST_TOGETHER);
  }
  return [];
}

/** Part by part: the first bits of a hash tell the part, and a bucket is in one, of each run. */
async function mergeThese(client: ClientBase, runs: readonly Run[]): Promise<void> {
  const entries = runs.reduce((sum, run) => sum + run.entries, 0);
  const first = Math.min(...runs.map((run) => run.first));
  const merged = await beginRun(client, { entries, first, last: Math.max(...runs.map(({ last }) => last)) });
  const numbers = runs.map(({ run }) => run);
  await client.query('DELETE FROM touch_run WHERE run = ANY ($1)', [numbers]);
  // Whatever is known of the tables by then: buckets are found by their index.
  await client.query('SET LOCAL enable_seqscan = off');
  const shapes = new Map(runs.map((run) => [run.run, run]));
  const parts = Math.min(2 ** LEAST_BITS, 2 ** Math.max(0, Math.ceil(Math.log2(entries / AT_A_TIME))));
  for (let part = 0; part < parts; part++) {
    const begun = performance.now();
    const touches = new TouchRows();
    decodeBuckets(
      await copied(client, runs.map((run) => partOf(run, part, parts)).join(' UNION ALL ')),
      shapes,
      touches,
    );
    const buckets = 2 ** merged.bits / parts;
    await copyBuckets(client, new BucketRows(merged, part * buckets, buckets).encode(touches));
    // Nobody waits for it: half of the time is for those for whom somebody does.
    await delay(performance.now() - begun);
  }
  await client.query('DELETE FROM touch_bucket WHERE run = ANY ($1)', [numbers]);
}

function partOf({ run, bits }: Run, part: number, parts: number): string {
  const buckets = 2 ** bits / parts;
  const range = `bucket BETWEEN ${part * buckets} AND ${(part + 1) * buckets - 1}`;
  return `SELECT run, bucket, entries FROM touch_bucket WHERE run = ${run} AND ${range}`;
}

async function copied(client: ClientBase, query: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of client.query(copyOut(`COPY (${query}) TO STDOUT (FORMAT binary)`)))
    chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
