import type { ClientBase, Connection, Submittable } from 'pg';
import { readRow, type CopiedEvent } from './copied-row.js';
import { COPY_DATA, COPY_DONE, ERROR, HEADER_BYTES } from './copy-messages.js';
import { TakenSocket } from './taken-socket.js';

/** Bytes decoded and not yet taken, at which the server is left to wait. */
const MOST_WAITING_BYTES = 4 << 20;

const NOTHING = Buffer.alloc(0);

/**
 * Events as `COPY (SELECT <COLUMNS> …) TO STDOUT (FORMAT binary)` sends them, in batches of what has come in. The rows are taken from the bytes of the
 * socket, which is several times faster than one message object a row; `pg` gets its socket back after the last row. When the reader is slower than the server, the server waits.
 * @param sql May be led by other statements that answer nothing. */
export async function* copiedEvents(client: ClientBase, sql: string): AsyncGenerator<CopiedEvent[]> {
  const copy = client.query(new CopyOut(sql));
  for (;;) {
    const events = await copy.next();
    if (events === undefined) return;
    yield events;
  }
}

class CopyOut implements Submittable {
  #socket: TakenSocket | undefined;
  /** The beginning of a message, whose end has not come yet, and how many bytes it takes to go on. */
  #parts: Buffer[] = [];
  #partBytes = 0;
  #neededBytes = HEADER_BYTES;

  #events: CopiedEvent[] = [];
  #waitingBytes = 0;
  #paused = false;
  #over = false;
  #error: unknown;
  #wake: (() => void) | undefined;

  constructor(private readonly sql: string) {}

  /** What has come in since, at least one event; `undefined` at the end. */
  async next(): Promise<CopiedEvent[] | undefined> {
    while (this.#events.length === 0) {
      if (this.#error !== undefined) throw this.#error as Error;
      if (this.#over) return undefined;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    const events = this.#events;
    this.#events = [];
    this.#waitingBytes = 0;
    if (this.#paused) {
      this.#paused = false;
      this.#socket?.resume();
    }
    return events;
  }

  submit(connection: Connection): void {
    this.#socket = new TakenSocket(connection, this.#take);
    connection.query(this.sql);
  }

  readonly #take = (chunk: Buffer): void => {
    this.#parts.push(chunk);
    this.#partBytes += chunk.length;
    if (this.#partBytes < this.#neededBytes) return;
    const bytes = this.#parts.length === 1 ? chunk : Buffer.concat(this.#parts, this.#partBytes);
    const rest = this.#read(bytes);
    if (rest === undefined) return;
    this.#parts = rest.length > 0 ? [rest] : [];
    this.#partBytes = rest.length;
    this.#waitingBytes += bytes.length - rest.length;
    if (this.#events.length === 0) return;
    this.#notify();
    if (this.#waitingBytes >= MOST_WAITING_BYTES && this.#events.length > 0) {
      this.#paused = true;
      this.#socket?.pause();
    }
  };

  /** Reads whole messages and answers what is left over; hands the socket back at the end of the rows. */
  #read(bytes: Buffer): Buffer | undefined {
    let offset = 0;
    while (offset + HEADER_BYTES <= bytes.length) {
      const kind = bytes[offset];
      if (kind === COPY_DONE || kind === ERROR) {
        this.#socket?.handBack(bytes.subarray(offset));
        return undefined;
      }
      const end = offset + 1 + bytes.readUInt32BE(offset + 1);
      if (end > bytes.length) {
        this.#neededBytes = end - offset;
        return bytes.subarray(offset);
      }
      if (kind === COPY_DATA) {
        const event = readRow(bytes, offset + HEADER_BYTES);
        if (event !== undefined) this.#events.push(event);
      }
      offset = end;
    }
    this.#neededBytes = HEADER_BYTES;
    return offset === bytes.length ? NOTHING : bytes.subarray(offset);
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = undefined;
  }

  handleError(error: unknown): void {
    this.#error = error;
    this.#notify();
  }

  handleReadyForQuery(): void {
    this.#over = true;
    this.#notify();
  }

  handleCommandComplete(): void {}
  handleCopyData(): void {}
}
