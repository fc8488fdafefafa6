import type { ClientBase, Connection, Submittable } from 'pg';
import { COPY_DATA, COPY_DONE, ERROR, HEADER_BYTES } from './copy-messages.js';
import { startOfRow } from './log-row.js';
import { TakenSocket } from './taken-socket.js';

/** Bytes that come at once from a socket, and what is left of a row before them, mostly. */
const ROOM_TO_SPARE = 1 << 17;

/** Memory for rows: their bytes, and where they begin. */
export interface RowRoom {
  readonly bytes: Buffer;
  readonly starts: Int32Array;
}

/** Gives memory for the next rows, of so many bytes at least, when there is some. What it gave before is not written to any more. */
export type NextRoom = (leastBytes: number) => RowRoom | Promise<RowRoom>;

/** Rows that were read into a room: behind each there is at least one byte that nobody needs any more. */
export interface ReadRows {
  readonly room: RowRoom;
  readonly count: number;
}

/**
 * Rows as `COPY (SELECT <ROW_COLUMNS> …) TO STDOUT (FORMAT binary)` sends them, roomful by roomful. The bytes of the socket are moved once, to where
 * their reader wants them, and the server waits while it has no room for more.
 * @param sql May be led by other statements that answer nothing.
 */
export async function* copiedRows(client: ClientBase, sql: string, nextRoom: NextRoom): AsyncGenerator<ReadRows> {
  const copy = client.query(new CopyRows(sql));
  while (!copy.isOver) {
    const room = await nextRoom(copy.leastBytes);
    const count = await copy.fill(room);
    if (count > 0) yield { room, count };
  }
}

const NOTHING = Buffer.alloc(0);

class CopyRows implements Submittable {
  #socket: TakenSocket | undefined;
  /** What came and found no room. */
  #waiting: Buffer[] = [];
  /** The beginning of a message whose end was not in the last room. */
  #begun = NOTHING;
  /** How long the message is that begins there, as far as that is known. */
  #begunBytes = 0;

  #room: RowRoom | undefined;
  #count = 0;
  /** Up to where the room is written, and up to where of that is whole messages. */
  #used = 0;
  #whole = 0;

  #error: unknown;
  #isOver = false;
  #wake: (() => void) | undefined;

  constructor(private readonly sql: string) {}

  /** Whether nothing is left, be it to be read or to be thrown. */
  get isOver(): boolean {
    return this.#isOver && this.#error === undefined;
  }

  /** What the next room has to have at least. */
  get leastBytes(): number {
    const waiting = this.#waiting.reduce((sum, { length }) => sum + length, this.#begun.length);
    return Math.max(waiting, this.#begunBytes) + ROOM_TO_SPARE;
  }

  submit(connection: Connection): void {
    this.#socket = new TakenSocket(connection, this.#take);
    connection.query(this.sql);
  }

  /** Resolves with the count of rows when the room is full, or no more come. */
  async fill(room: RowRoom): Promise<number> {
    const [begun, waiting] = [this.#begun, this.#waiting];
    this.#room = room;
    this.#count = this.#whole = 0;
    this.#used = begun.copy(room.bytes);
    [this.#begun, this.#waiting] = [NOTHING, []];
    this.#read(room);
    for (const chunk of waiting) this.#take(chunk);
    if (this.#isOpen()) this.#socket?.resume();
    while (this.#isOpen()) await new Promise<void>((resolve) => (this.#wake = resolve));
    if (this.#error !== undefined) throw this.#error as Error;
    return this.#count;
  }

  /** Whether more rows go into the room. */
  #isOpen(): boolean {
    return this.#room !== undefined && !this.#isOver && this.#error === undefined;
  }

  readonly #take = (chunk: Buffer): void => {
    const room = this.#room;
    // A byte is left over behind the last row.
    if (!room || this.#used + chunk.length >= room.bytes.length) {
      this.#waiting.push(chunk);
      this.#leaveRoom();
      return;
    }
    room.bytes.set(chunk, this.#used);
    this.#used += chunk.length;
    this.#read(room);
  };

  /** Goes through whole messages; hands the socket back at the end of the rows. */
  #read({ bytes, starts }: RowRoom): void {
    let at = this.#whole;
    this.#begunBytes = 0;
    while (at + HEADER_BYTES <= this.#used) {
      const kind = bytes[at];
      if (kind === COPY_DONE || kind === ERROR) {
        this.#socket?.handBack(Buffer.from(bytes.subarray(at, this.#used)));
        return;
      }
      const length = bytes.readUInt32BE(at + 1) + 1;
      this.#begunBytes = length;
      if (at + length > this.#used || this.#count === starts.length) break;
      this.#begunBytes = 0;
      const row = kind === COPY_DATA ? startOfRow(bytes, at + HEADER_BYTES) : -1;
      if (row >= 0) starts[this.#count++] = row;
      at += length;
    }
    this.#whole = at;
    if (this.#count === starts.length) this.#leaveRoom();
  }

  /** The room is full: what begins in it goes to the next one. */
  #leaveRoom(): void {
    this.#socket?.pause();
    if (!this.#room) return;
    this.#begun = Buffer.from(this.#room.bytes.subarray(this.#whole, this.#used));
    this.#room = undefined;
    this.#notify();
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
    this.#isOver = true;
    this.#notify();
  }

  handleCommandComplete(): void {}
  handleCopyData(): void {}
}
