import type { RecordedEvent, Utf8Range } from '../event-store.js';
import { Phrases } from './phrases.js';

/** The columns that {@link readRow} reads. */
export const COLUMNS = 'position, revision, id, created, stream, type, data, metadata';

const SIGNATURE_BYTES = 19;
const FIRST_OF_SIGNATURE = 'P'.charCodeAt(0);
const END_OF_ROWS = -1;
/** Where the columns of a row begin that all rows have in the same place, and the length of the first one that they do not. */
const [POSITION, REVISION, ID, CREATED, STREAM] = [6, 18, 30, 50, 58];
/** 2000-01-01T00:00:00Z, from which PostgreSQL counts microseconds. */
const EPOCH_MILLISECONDS = 946_684_800_000;

/** There are few, and many events of each. */
const streams = new Phrases();
const types = new Phrases();

/** A row of {@link COLUMNS} in the binary format of COPY, which knows no NULL here; `undefined`: there are no more. */
export function readRow(bytes: Buffer, start: number): CopiedEvent | undefined {
  // The file's signature stands before the first row.
  const offset = bytes[start] === FIRST_OF_SIGNATURE ? start + SIGNATURE_BYTES : start;
  if (bytes.readInt16BE(offset) === END_OF_ROWS) return undefined;
  return new CopiedEvent(bytes, offset);
}

/**
 * An event that is read from its row when it is asked: of most events of a long reading nearly nothing is looked at, and millions of strings would keep
 * the collector busy.
 */
export class CopiedEvent implements RecordedEvent {
  readonly #row: Buffer;
  readonly #start: number;
  /** As {@link position}; below 2⁵³ it is exact in a number. */
  readonly place: number;

  constructor(row: Buffer, start: number) {
    this.#row = row;
    this.#start = start;
    this.place = readBigint(row, start + POSITION);
  }

  get position(): bigint {
    return BigInt(this.place);
  }

  get revision(): number {
    return readBigint(this.#row, this.#start + REVISION);
  }

  get id(): string {
    const start = this.#start + ID;
    const hex = this.#row.toString('hex', start, start + 16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  get created(): string {
    return isoOf(readBigint(this.#row, this.#start + CREATED));
  }

  get stream(): string {
    const start = this.#start + STREAM;
    return streams.read(this.#row, start + 4, afterText(this.#row, start));
  }

  get type(): string {
    const start = this.#type;
    return types.read(this.#row, start + 4, afterText(this.#row, start));
  }

  get data(): string {
    const { bytes, start, end } = this.utf8;
    return bytes.toString('utf8', start, end);
  }

  get utf8(): Utf8Range {
    const start = afterText(this.#row, this.#type);
    return { bytes: this.#row, start: start + 4, end: afterText(this.#row, start) };
  }

  get metadata(): string {
    const { bytes, start, end } = this.metadataUtf8;
    return bytes.toString('utf8', start, end);
  }

  get metadataUtf8(): Utf8Range {
    const start = this.utf8.end;
    return { bytes: this.#row, start: start + 4, end: afterText(this.#row, start) };
  }

  /** Where the length of the type stands. */
  get #type(): number {
    return afterText(this.#row, this.#start + STREAM);
  }
}

/** Where a text ends whose length stands at `offset`. */
const afterText = (bytes: Buffer, offset: number): number => offset + 4 + bytes.readInt32BE(offset);

const readBigint = (bytes: Buffer, offset: number): number =>
  bytes.readInt32BE(offset) * 2 ** 32 + bytes.readUInt32BE(offset + 4);

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
