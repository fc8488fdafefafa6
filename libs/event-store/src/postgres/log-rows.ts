import { openPool } from '@paidonce/postgres';
import type { NextRoom, ReadRows } from './copy-rows.js';
import { LogReader } from './log-reader.js';
import { quoted } from './log-schema.js';

/** Where a log lies in PostgreSQL: what another thread needs to read it by itself. */
export interface LogPlace {
  readonly url: string;
  readonly schema: string;
}

/** Reads the rows after a position, up to and with another one that is not after the head, on a connection of its own. */
export async function* readLogRows(
  { url, schema }: LogPlace,
  after: bigint,
  upTo: bigint,
  nextRoom: NextRoom,
): AsyncGenerator<ReadRows> {
  const pool = openPool(url, { max: 1, applicationName: 'paidonce reader' });
  try {
    yield* new LogReader(pool, quoted(schema)).rows(after, upTo, nextRoom);
  } finally {
    await pool.end();
  }
}
