import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type { ClientBase, Connection, Submittable } from 'pg';
import type { NewEvent, Utf8Range, UuidAt } from '../event-store.js';

/** An event with its place, ready to be written. Positions below 2⁵³ are exact in a number. */
export interface PlacedEvent {
  readonly position: number;
  readonly revision: number;
  readonly stream: string;
  readonly event: NewEvent;
}

/** The columns that {@link copyEvents} writes. */
export const COPIED_COLUMNS = 'position, revision, id, stream, type, data, metadata';

const COLUMN_COUNT = 7;
const UUID_BYTES = 16;
/** Bytes of a row beside its texts: the count of columns, seven lengths, two bigints, a UUID. */
const ROW_BYTES = 2 + COLUMN_COUNT * 4 + 2 * 8 + UUID_BYTES;
const CHUNK_BYTES = 1 << 17;
/** What the socket is given beyond what it takes at once: whoever appends may be busy with what comes next, and the server need not wait for that. */
const MOST_UNSENT_BYTES = 8 << 20;
const SIGNATURE = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const COPY_DATA = 0x64;
const END = Buffer.from([0xff, 0xff]);
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4]);

/**
 * Runs `sql`, whose last statement is a COPY … FROM STDIN (FORMAT binary) of {@link COPIED_COLUMNS}, and sends the rows without
 * waiting to be asked for them: statements and rows are one message, one transaction and one round trip. When a statement before the COPY fails, the
 * server lets the rows pass by.
 */
export function copyEvents(
  client: ClientBase,
  sql: string,
  events: Iterable<PlacedEvent>,
  bytes: number,
): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(copyMessages(sql, events, bytes), resolve, reject));
  });
}

class CopyIn implements Submittable {
  #over = false;

  constructor(
    private readonly messages: Iterable<Buffer>,
    private readonly resolve: () => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  submit({ stream }: Connection): void {
    this.#send(stream).catch((error: unknown) => {
      // Nothing sensible can follow half a COPY on this connection.
      stream.destroy(error as Error);
      this.reject(error);
    });
  }

  async #send(stream: Duplex): Promise<void> {
    for (const message of this.messages) {
      if (this.#over) return;
      stream.write(message);
      if (stream.writableLength > MOST_UNSENT_BYTES && !stream.destroyed) await once(stream, 'drain');
    }
  }

  handleError(error: unknown): void {
    this.#over = true;
    this.reject(error);
  }

  handleReadyForQuery(): void {
    this.#over = true;
    this.resolve();
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
  handleCopyInResponse(): void {}
}

/** At least as many bytes as a row takes. */
function atMost({ stream, event }: PlacedEvent): number {
  const { type, metadata, utf8 } = event;
  const data = utf8 ? utf8.end - utf8.start : 3 * event.data.length;
  return ROW_BYTES + data + 3 * (stream.length + type.length + metadata.length);
}

/** The messages of one COPY, in few buffers: a small one is a single write. @param bytes About how many there will be. */
function* copyMessages(sql: string, events: Iterable<PlacedEvent>, bytes: number): Iterable<Buffer> {
  const query = Buffer.from(`Q\0\0\0\0${sql}\0`);
  query.writeInt32BE(query.length - 1, 1);
  const tail = END.length + COPY_DONE.length;

  let chunk = Buffer.allocUnsafe(query.length + 5 + SIGNATURE.length + tail + Math.min(bytes, CHUNK_BYTES));
  let data = query.copy(chunk);
  let offset = data + 5;
  offset += SIGNATURE.copy(chunk, offset);
  for (const event of events) {
    const most = atMost(event);
    if (offset + most + tail > chunk.length) {
      yield dataMessage(chunk, data, offset);
      chunk = Buffer.allocUnsafe(5 + tail + Math.max(CHUNK_BYTES, most));
      data = 0;
      offset = 5;
    }
    offset = writeRow(chunk, offset, event);
  }
  offset += END.copy(chunk, offset);
  const last = dataMessage(chunk, data, offset);
  COPY_DONE.copy(chunk, offset);
  yield chunk.subarray(0, last.length + COPY_DONE.length);
}

/** Completes the message that stands in a chunk from `start` to `end`. */
function dataMessage(chunk: Buffer, start: number, end: number): Buffer {
  chunk[start] = COPY_DATA;
  chunk.writeInt32BE(end - start - 1, start + 1);
  return chunk.subarray(0, end);
}

function writeRow(chunk: Buffer, start: number, { position, revision, stream, event }: PlacedEvent): number {
  let offset = chunk.writeInt16BE(COLUMN_COUNT, start);
  offset = writeBigint(chunk, offset, position);
  offset = writeBigint(chunk, offset, revision);
  const { uuid, utf8 } = event;
  offset = uuid ? writeUuid(chunk, offset, uuid) : writeId(chunk, offset, event.id);
  offset = writeText(chunk, offset, stream);
  offset = writeText(chunk, offset, event.type);
  offset = utf8 ? writeUtf8(chunk, offset, utf8) : writeText(chunk, offset, event.data);
  return writeText(chunk, offset, event.metadata);
}

function writeBigint(chunk: Buffer, offset: number, value: number): number {
  chunk.writeInt32BE(8, offset);
  chunk.writeInt32BE(Math.floor(value / 2 ** 32), offset + 4);
  return chunk.writeUInt32BE(value % 2 ** 32, offset + 8);
}

function writeId(chunk: Buffer, start: number, id: string): number {
  const offset = chunk.writeInt32BE(UUID_BYTES, start);
  return offset + chunk.write(id.replaceAll('-', ''), offset, UUID_BYTES, 'hex');
}

function writeUuid(chunk: Buffer, start: number, uuid: UuidAt): number {
  const offset = chunk.writeInt32BE(UUID_BYTES, start);
  // A loop: of so few bytes, calling `copy` would take longer.
  for (let i = 0; i < UUID_BYTES; i++) chunk[offset + i] = uuid.bytes[uuid.start + i] as number;
  return offset + UUID_BYTES;
}

function writeUtf8(chunk: Buffer, start: number, utf8: Utf8Range): number {
  const offset = chunk.writeInt32BE(utf8.end - utf8.start, start);
  return offset + utf8.bytes.copy(chunk, offset, utf8.start, utf8.end);
}

function writeText(chunk: Buffer, offset: number, text: string): number {
  const bytes = chunk.write(text, offset + 4, 'utf8');
  chunk.writeInt32BE(bytes, offset);
  return offset + 4 + bytes;
}
