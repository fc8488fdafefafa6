import type { RecordedEvent } from '../event-store.js';

/** The columns that {@link readRow} reads. */
export const COLUMNS = 'position, revision, id, created, stream, type, data, metadata';

const SIGNATURE_BYTES = 19;
const FIRST_OF_SIGNATURE = 'P'.charCodeAt(0);
const END_OF_ROWS = -1;
/** 2000-01-01T00:00:00Z, from which PostgreSQL counts microseconds. */
const EPOCH_MILLISECONDS = 946_684_800_000;

/** A row of {@link COLUMNS} in the binary format of COPY, which knows no NULL here; `undefined`: there are no more. */
export function readRow(bytes: Buffer, start: number): RecordedEvent | undefined {
  // The file's signature stands before the first row.
  let offset = bytes[start] === FIRST_OF_SIGNATURE ? start + SIGNATURE_BYTES : start;
  if (bytes.readInt16BE(offset) === END_OF_ROWS) return undefined;
  const position = bytes.readBigInt64BE(offset + 6);
  const revision = readBigint(bytes, offset + 18);
  const id = readUuid(bytes, offset + 30);
  const created = isoOf(readBigint(bytes, offset + 50));
  offset += 58;
  const stream = textAt(bytes, offset);
  offset = afterText(bytes, offset);
  const type = textAt(bytes, offset);
  offset = afterText(bytes, offset);
  const data = textAt(bytes, offset);
  const metadata = textAt(bytes, afterText(bytes, offset));
  return { id, type, data, metadata, stream, revision, position, created };
}

/** The text whose length stands at `offset`. */
const textAt = (bytes: Buffer, offset: number): string =>
  bytes.toString('utf8', offset + 4, offset + 4 + bytes.readInt32BE(offset));

const afterText = (bytes: Buffer, offset: number): number => offset + 4 + bytes.readInt32BE(offset);

const readBigint = (bytes: Buffer, offset: number): number =>
  bytes.readInt32BE(offset) * 2 ** 32 + bytes.readUInt32BE(offset + 4);

function readUuid(bytes: Buffer, offset: number): string {
  const hex = bytes.toString('hex', offset, offset + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Events of one flush share their instant, so most are written as the one before. */
let lastMicroseconds = NaN;
let lastIso = '';

function isoOf(microseconds: number): string {
  if (microseconds === lastMicroseconds) return lastIso;
  const milliseconds = Math.floor(microseconds / 1000);
  const iso = new Date(milliseconds + EPOCH_MILLISECONDS).toISOString();
  lastMicroseconds = microseconds;
  lastIso = `${iso.slice(0, -1)}${String(microseconds - milliseconds * 1000).padStart(3, '0')}Z`;
  return lastIso;
}
