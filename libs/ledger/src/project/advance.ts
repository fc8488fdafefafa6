import type { Books } from '@paidonce/settlement';
import type { ClientBase } from 'pg';
import { PROJECTION } from '../read/read-store.js';
import type { TouchRows } from './touch-rows.js';

/** What contracts come to at a position of the log, as far as that changed since another one. */
export interface Sums extends Books {
  /** Position up to which the read models were written. */
  readonly before: number;
  readonly position: number;
  /** Facts up to the position. */
  readonly facts: number;
  readonly epoch: string;
  readonly clientOf: (contractId: string) => string;
}

/** The checkpoint comes first: where it is not what it is taken for, nothing is written. */
const ADVANCE = `
  WITH moved AS (
    UPDATE projection SET position = $1::bigint, facts = $2::bigint
    WHERE name = $3 AND position = $4::bigint AND epoch = $5::uuid RETURNING name
  ), touched AS (
    INSERT INTO touch (subject, position)
    SELECT subject, position FROM moved, unnest ($6::bigint[], $7::bigint[]) AS given (subject, position)
  ), booked AS (
    INSERT INTO book (contract_id, client_id, state)
    SELECT contract_id, client_id, state
    FROM moved, unnest ($8::text[], $9::text[], $10::json[]) AS given (contract_id, client_id, state)
    ON CONFLICT (contract_id) DO UPDATE SET state = excluded.state
  ), paged AS (
    INSERT INTO page (contract_id, first_day, period, client_id, state)
    SELECT contract_id, first_day, period, client_id, state
    FROM moved, unnest ($11::text[], $12::int[], $13::text[], $14::text[], $15::json[])
      AS given (contract_id, first_day, period, client_id, state)
    ON CONFLICT (contract_id, first_day) DO UPDATE SET state = excluded.state
  )
  SELECT FROM moved`;

/** Moves the checkpoint and writes what belongs to it, with what few facts touch, by one statement; false where somebody else has moved it: then nothing is written. */
export async function advance(
  client: ClientBase,
  { before, position, facts, epoch, clientOf, books, pages }: Sums,
  touches?: TouchRows,
): Promise<boolean> {
  const values = [
    ...[position, facts, PROJECTION, before, epoch],
    ...[[...(touches?.subjects ?? [])], [...(touches?.positions ?? [])]],
    ...[books.map(({ contractId }) => contractId), books.map(({ contractId }) => clientOf(contractId))],
    books.map((book) => JSON.stringify(book)),
    ...[pages.map(({ contractId }) => contractId), pages.map(({ firstDay }) => firstDay)],
    ...[pages.map(({ period }) => period), pages.map(({ contractId }) => clientOf(contractId))],
    pages.map((page) => JSON.stringify(page)),
  ];
  const { rowCount } = await client.query({ name: 'advance', text: ADVANCE, values });
  return rowCount === 1;
}
