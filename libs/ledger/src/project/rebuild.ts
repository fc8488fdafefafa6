import type { EventStore } from '@paidonce/event-store';
import type { DataSource } from 'typeorm';
import { LIVE_SCHEMA, openReadStore } from '../read/read-store.js';
import { PostgresShelf, type FactReader } from '../read/postgres-shelf.js';
import type { LogBlock } from './blocks/log-block.js';
import { logBlocks } from './blocks/log-blocks.js';
import { TOUCH_TABLES } from './merge-runs.js';
import { SettlementProjection } from './settlement-projection.js';

const NEXT_SCHEMA = 'read_next';
const FORMER_SCHEMA = 'read_former';
/** Facts of a batch, and where their texts are copied, which are in memory until then. */
const [BATCH, COPIED_BATCH] = [100_000, 20_000];

export interface RebuildOptions {
  /** Facts that the workbench may hold, and a quarter more where then nothing is left; default 1,000,000 (about 500 MB). */
  readonly holds?: number;
  /** Facts that are followed before what they come to is written; default 100,000. */
  readonly batch?: number;
  /** Events that are read without a thread of its own; default 20,000. */
  readonly alone?: number;
  readonly schema?: string;
  readonly copiesFacts?: boolean;
  readonly signal?: AbortSignal;
  /** Told as the log is followed. */
  readonly progress?: (at: { readonly position: bigint; readonly head: bigint }) => void;
}

/**
 * Builds the read models anew beside the live ones, from the first event of the log on, and puts them in their place in one transaction.
 * Who projects into the live ones meanwhile goes on, and finds the new ones from there on. Answers the position reached.
 */
export async function rebuild(
  url: string,
  log: EventStore,
  readerOf: (source: DataSource) => FactReader,
  options: RebuildOptions = {},
): Promise<bigint> {
  const { schema = LIVE_SCHEMA, signal } = options;
  const live = await openReadStore(url, { schema, connections: 3 });
  const lock = live.createQueryRunner();
  try {
    await lock.query(`SELECT pg_advisory_lock(hashtextextended('paidonce rebuild', 0))`);
    await live.query(`DROP SCHEMA IF EXISTS ${NEXT_SCHEMA} CASCADE`);
    const head = await log.head();
    const blocks = new Begun(logBlocks(log, 0n, head, options));
    try {
      const next = await openReadStore(url, { schema: NEXT_SCHEMA, connections: 4 });
      try {
        const projection = await buildAll(
          next,
          new PostgresShelf(next, log, readerOf(next)),
          { head, blocks },
          options,
        );
        signal?.throwIfAborted();
        return await switchOver(live, schema, projection, log);
      } finally {
        await next.destroy();
      }
    } finally {
      await blocks.end();
    }
  } finally {
    // Ending the connection gives the lock free.
    await lock.release().catch(() => undefined);
    await live.destroy();
  }
}

/** Blocks of which the first is asked for at once: reading begins while there are no tables to write to. */
class Begun {
  readonly #first: Promise<IteratorResult<LogBlock, void>>;

  constructor(readonly blocks: AsyncGenerator<LogBlock, void>) {
    this.#first = blocks.next();
    // What it meets, whoever goes through the blocks is told.
    this.#first.catch(() => undefined);
  }

  async *all(): AsyncGenerator<LogBlock, void> {
    for (let next = await this.#first; !next.done; next = await this.blocks.next()) yield next.value;
  }

  async end(): Promise<void> {
    await this.#first.catch(() => undefined);
    await this.blocks.return();
  }
}

async function buildAll(
  next: DataSource,
  shelf: PostgresShelf,
  { head, blocks }: { readonly head: bigint; readonly blocks: Begun },
  { holds = 1_000_000, batch, copiesFacts = false, progress }: RebuildOptions,
): Promise<SettlementProjection> {
  const projection = new SettlementProjection(next, shelf, { holds, upTo: Number(head), copiesFacts });
  const most = batch ?? (copiesFacts ? COPIED_BATCH : BATCH);
  let followed = 0;
  for await (const block of blocks.all()) {
    await projection.follow(block);
    progress?.({ position: BigInt(block.position), head });
    followed += block.facts.count;
    if (followed < most) continue;
    await projection.writeAlong();
    followed = 0;
  }
  await projection.endRun();
  return projection;
}

type Batch = Parameters<SettlementProjection['apply']>[0];

/** All events from a position on, in batches of a size. */
async function* inBatches(log: EventStore, after: bigint, size: number): AsyncGenerator<Batch, void> {
  let batch: Batch[number][] = [];
  for await (const events of log.readAll({ after })) {
    for (const event of events) {
      batch.push(event);
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** Waits for what the live tables have followed, and takes their name. */
async function switchOver(
  live: DataSource,
  schema: string,
  projection: SettlementProjection,
  log: EventStore,
): Promise<bigint> {
  const runner = live.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query(`SELECT pg_advisory_xact_lock(${TOUCH_TABLES})`);
    // Holds up whoever projects: the checkpoint cannot move until the new tables stand in its place.
    await runner.query('SELECT position FROM projection FOR UPDATE');
    for await (const events of inBatches(log, await projection.position(), 20_000)) await projection.apply(events);
    const position = await projection.position();
    await runner.query(`DROP SCHEMA IF EXISTS ${FORMER_SCHEMA} CASCADE`);
    await runner.query(`ALTER SCHEMA ${schema} RENAME TO ${FORMER_SCHEMA}`);
    await runner.query(`ALTER SCHEMA ${NEXT_SCHEMA} RENAME TO ${schema}`);
    await runner.commitTransaction();
    await live.query(`DROP SCHEMA IF EXISTS ${FORMER_SCHEMA} CASCADE`);
    return position;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}
