import type { Pool, PoolClient } from 'pg';
import type { ReadAllOptions, ReadStreamOptions } from '../event-store.js';
import pg from 'pg';
import { COLUMNS, type CopiedEvent } from './copied-row.js';
import { copiedEvents } from './copy-out.js';
import { copiedRows, type NextRoom, type ReadRows } from './copy-rows.js';
import { positionOfRow, ROW_COLUMNS } from './log-row.js';

/** Positions of one query of a long reading: long enough to cost nothing, and no snapshot is held for hours. */
const PAGE = 50_000n;

/** Rows come in the order of an index, never from a sort: the planner knows little of a table that grows all the time. */
const BY_INDEX = 'SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off';

/** A position is missing: the log was damaged, or written to by something else. */
export class LogDamaged extends Error {
  override readonly name = 'LogDamaged';

  constructor(
    /** The first position that is not there. */
    readonly position: bigint,
  ) {
    super(`the log has no event at position ${position}`);
  }
}

type RangeOptions = Omit<ReadAllOptions, 'after'>;

/** Reads the log by COPY, page by page, each on a connection of the pool. */
export class LogReader {
  constructor(
    private readonly pool: Pool,
    /** The schema as SQL writes it. */
    private readonly schema: string,
  ) {}

  async head(): Promise<bigint> {
    const { rows } = await this.pool.query<{ position: string }>(`SELECT position FROM ${this.schema}.head`);
    return BigInt(rows[0]?.position ?? 0);
  }

  async *readStream(
    stream: string,
    { direction = 'forwards', from, limit }: ReadStreamOptions = {},
  ): AsyncGenerator<CopiedEvent[]> {
    const forwards = direction === 'forwards';
    const conditions = [`stream = ${pg.escapeLiteral(stream)}`];
    if (from !== undefined) conditions.push(`revision ${forwards ? '>=' : '<='} ${whole(from)}`);
    yield* this.#select(conditions, `revision ${forwards ? 'ASC' : 'DESC'}`, limit);
  }

  /** What is in the log when the reading starts. */
  async *readAll({ after, ...options }: ReadAllOptions = {}): AsyncGenerator<CopiedEvent[]> {
    const head = await this.head();
    const forwards = options.direction !== 'backwards';
    yield* forwards
      ? this.range(after ?? 0n, head, options)
      : this.range(0n, least((after ?? head + 1n) - 1n, head), options);
  }

  /** The events after position `low`, up to and with `high`, which is not after the head. */
  async *range(
    low: bigint,
    high: bigint,
    { limit = Infinity, signal, ...options }: RangeOptions,
  ): AsyncGenerator<CopiedEvent[]> {
    const stopped = () => signal?.aborted === true;
    let left = limit;
    while (low < high && left > 0 && !stopped()) {
      const forwards = options.direction !== 'backwards';
      const [from, to] = forwards ? [low, least(low + PAGE, high)] : [greatest(high - PAGE, low), high];
      for await (const events of this.#page(from, to, left, options)) {
        left -= events.length;
        yield events;
        if (stopped()) return;
      }
      if (forwards) low = to;
      else high = from;
    }
  }

  /** The same as rows in memory that the reader gives. */
  async *rows(low: bigint, high: bigint, nextRoom: NextRoom): AsyncGenerator<ReadRows> {
    let next = Number(low) + 1;
    for (let from = low; from < high; from += PAGE) {
      const to = least(from + PAGE, high);
      const sql = `SELECT ${ROW_COLUMNS} FROM ${this.schema}.event WHERE position > ${from} AND position <= ${to} ORDER BY position`;
      for await (const rows of this.#copy(BY_INDEX, sql, (client, copy) => copiedRows(client, copy, nextRoom))) {
        const { bytes, starts } = rows.room;
        for (let i = 0; i < rows.count; i++, next++)
          if (positionOfRow(bytes, starts[i] as number) !== next) throw new LogDamaged(BigInt(next));
        yield rows;
      }
      if (next !== Number(to) + 1) throw new LogDamaged(BigInt(next));
    }
  }

  #page(
    low: bigint,
    high: bigint,
    limit: number,
    { direction, types, passGaps }: RangeOptions,
  ): AsyncGenerator<CopiedEvent[]> {
    const forwards = direction !== 'backwards';
    const order = `position ${forwards ? 'ASC' : 'DESC'}`;
    const conditions = [`position > ${low} AND position <= ${high}`];
    if (types !== undefined) {
      conditions.push(`type = ANY (${array(types)}::text[])`);
      return this.#select(conditions, order, limit);
    }
    const count = Math.min(Number(high - low), limit);
    const events = this.#select(conditions, order, limit);
    if (passGaps) return events;
    return forwards ? contiguous(events, Number(low) + 1, 1, count) : contiguous(events, Number(high), -1, count);
  }

  /** See `ReadAt`. */
  async readAt(positions: readonly bigint[]): Promise<CopiedEvent[]> {
    if (positions.length === 0) return [];
    const wanted = `unnest(${array([...new Set(positions)])}::bigint[]) AS wanted (position)`;
    const events: CopiedEvent[] = [];
    const sql = `SELECT ${COLUMNS} FROM ${wanted} JOIN ${this.schema}.event USING (position)`;
    for await (const batch of this.#copy('SET LOCAL enable_seqscan = off', sql, copiedEvents))
      for (const event of batch) events.push(event);
    return events.sort((a, b) => a.place - b.place);
  }

  #select(conditions: readonly string[], order: string, limit = Infinity): AsyncGenerator<CopiedEvent[]> {
    const limited = limit === Infinity ? '' : ` LIMIT ${whole(limit)}`;
    const sql = `SELECT ${COLUMNS} FROM ${this.schema}.event WHERE ${conditions.join(' AND ')} ORDER BY ${order}${limited}`;
    return this.#copy(BY_INDEX, sql, copiedEvents);
  }

  async *#copy<T>(
    settings: string,
    sql: string,
    copied: (client: PoolClient, sql: string) => AsyncGenerator<T>,
  ): AsyncGenerator<T> {
    const client = await this.pool.connect();
    let finished = false;
    // What breaks a connection in use also rejects the query that uses it.
    const ignore = () => undefined;
    client.on('error', ignore);
    try {
      yield* copied(client, `${settings}; COPY (${sql}) TO STDOUT (FORMAT binary)`);
      finished = true;
    } finally {
      client.off('error', ignore);
      // A connection in the middle of a COPY is of no use to others.
      client.release(!finished);
    }
  }
}

/** Passes on `count` events whose positions follow one another from `next`; throws {@link LogDamaged} where one is missing. */
async function* contiguous(
  batches: AsyncIterable<CopiedEvent[]>,
  next: number,
  step: number,
  count: number,
): AsyncGenerator<CopiedEvent[]> {
  let left = count;
  for await (const events of batches) {
    for (const { place } of events) {
      if (place !== next) throw new LogDamaged(BigInt(next));
      next += step;
    }
    left -= events.length;
    yield events;
  }
  if (left > 0) throw new LogDamaged(BigInt(next));
}

const array = (values: readonly (string | bigint)[]): string =>
  pg.escapeLiteral(`{${values.map((value) => `"${String(value).replace(/["\\]/g, '\\$&')}"`).join(',')}}`);

function whole(value: number): number {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${value} is no number of events and no revision`);
  return value;
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const greatest = (a: bigint, b: bigint): bigint => (a > b ? a : b);
