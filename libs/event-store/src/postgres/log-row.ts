import { Phrases } from './phrases.js';

/** The columns that {@link LogRow} reads. */
export const ROW_COLUMNS = 'position, stream, type, data';

const END_OF_ROWS = -1;
const SIGNATURE_BYTES = 19;
const FIRST_OF_SIGNATURE = 'P'.charCodeAt(0);
/** Where in a row the position stands, and the length of the stream's name. */
const [POSITION, STREAM] = [6, 14];

/** Where a row of {@link ROW_COLUMNS} in the binary format of COPY begins; -1: there are no more. */
export function startOfRow(bytes: Buffer, start: number): number {
  // The file's signature stands before the first row.
  const offset = bytes[start] === FIRST_OF_SIGNATURE ? start + SIGNATURE_BYTES : start;
  return bytes.readInt16BE(offset) === END_OF_ROWS ? -1 : offset;
}

export function positionOfRow(bytes: Buffer, start: number): number {
  return bytes.readInt32BE(start + POSITION) * 2 ** 32 + bytes.readUInt32BE(start + POSITION + 4);
}

/** A row of the log, set to one after another: of millions of them an object each would keep the collector busy. */
export class LogRow {
  readonly #streams = new Phrases();
  readonly #types = new Phrases();
  position = 0;
  /** The same string each time, as `type` is. */
  stream = '';
  type = '';
  /** Where `data` stands, in UTF-8. */
  start = 0;
  end = 0;

  read(bytes: Buffer, start: number): void {
    this.position = positionOfRow(bytes, start);
    const stream = start + STREAM + 4;
    const type = stream + bytes.readInt32BE(stream - 4) + 4;
    this.start = type + bytes.readInt32BE(type - 4) + 4;
    this.end = this.start + bytes.readInt32BE(this.start - 4);
    this.stream = this.#streams.read(bytes, stream, type - 4);
    this.type = this.#types.read(bytes, type, this.start - 4);
  }
}
