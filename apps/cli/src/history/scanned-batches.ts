import { ScannedLines, Scanner, type LineReader, type Unreadable } from '@paidonce/facts';
import { BYTES_ALONE, ScanThread } from './scan-thread.js';
import { scanned, type Scanned, type ScanRoom } from './scanned.js';

/** Lines are scanned so many bytes at a time: those of a block, and before them the line that began in another one. */
const BEGUN_BYTES = 1 << 16;
const BATCH_BYTES = (1 << 20) + BEGUN_BYTES;
/** Batches under way at a time: one that is settled, one that is scanned, one that waits to be. */
const MOST_UNDER_WAY = 3;

/** Takes what was scanned of a file, in the order of its lines. */
export interface ScannedReader {
  /** The lines of a batch; `before` lines of the file were read before. */
  scanned(lines: ScannedLines, before: number): void;
  /** A line that is no text at all. */
  unreadable(reason: Unreadable, number: number): void;
}

/** Lines that are being scanned, or a line that is no text. */
type UnderWay =
  Unreadable | { readonly room: ScanRoom; readonly start: number; readonly found: Scanned | (() => Promise<Scanned>) };

/**
 * Gathers lines and has them scanned: those of a short history at once, those of a long one by a thread of its own, beside
 * which this one settles.
 */
export class ScannedBatches implements LineReader {
  readonly #lines = new ScannedLines();
  readonly #underWay: UnderWay[] = [];
  /** To be used again. */
  readonly #free: ScanRoom[] = [];
  /** Where the next block is read into. */
  #room: ScanRoom | undefined;
  /** Lines that were gathered, to be scanned together. */
  #batch: ScanRoom | undefined;
  #batched = 0;
  #scanned = 0;
  #before = 0;
  #scanner: Scanner | undefined;
  #thread: ScanThread | undefined;

  /** `thread` is one that scans from the start, where there is one already; it ends with the batches. */
  constructor(
    readonly reader: ScannedReader,
    thread?: ScanThread,
  ) {
    this.#thread = thread;
  }

  /** Memory for a block: lines that come from there are scanned where they are. */
  room(): Buffer {
    this.#room ??= this.#free.pop() ?? newRoom();
    return Buffer.from(this.#room.bytes, BEGUN_BYTES);
  }

  lines(bytes: Buffer): void {
    if (bytes.buffer === this.#room?.bytes) this.#scanRoom(this.#room, bytes);
    else this.#gather(bytes);
  }

  #gather(bytes: Buffer): void {
    if (this.#batch && this.#batched + bytes.length > this.#batch.bytes.byteLength) this.#scan();
    this.#batch ??= this.#free.pop() ?? newRoom();
    // A long line is a batch of its own.
    if (bytes.length > this.#batch.bytes.byteLength) this.#batch = newRoom(bytes.length);
    this.#batched += bytes.copy(Buffer.from(this.#batch.bytes), this.#batched);
  }

  unreadable(reason: Unreadable): void {
    this.#scan();
    this.#underWay.push(reason);
  }

  /** Hands on what was scanned, until there is room for more. */
  async proceed(): Promise<void> {
    while (this.#underWay.length >= MOST_UNDER_WAY) await this.#next();
  }

  /** Hands on the rest of a file. */
  async endFile(): Promise<void> {
    this.#scan();
    while (this.#underWay.length > 0) await this.#next();
    this.#before = 0;
  }

  async end(): Promise<void> {
    await this.#thread?.end();
  }

  /** Has the lines of a block scanned, and with them those that were gathered, which go where bytes before them were. */
  #scanRoom(room: ScanRoom, lines: Buffer): void {
    const { byteOffset, length } = lines;
    if (this.#batched > byteOffset) this.#scan();
    const start = byteOffset - this.#batched;
    if (this.#batch) {
      Buffer.from(this.#batch.bytes, 0, this.#batched).copy(Buffer.from(room.bytes), start);
      this.#leave(this.#batch);
    }
    this.#batch = undefined;
    this.#batched = 0;
    this.#room = undefined;
    this.#request(room, start, byteOffset + length);
  }

  #scan(): void {
    if (!this.#batch) return;
    this.#request(this.#batch, 0, this.#batched);
    this.#batch = undefined;
    this.#batched = 0;
  }

  #request(room: ScanRoom, start: number, end: number): void {
    if (this.#scanned > BYTES_ALONE) this.#thread ??= new ScanThread();
    const found = this.#thread?.scan(room, start, end) ?? scanned(room, start, end, (this.#scanner ??= new Scanner()));
    this.#underWay.push({ room, start, found });
    this.#scanned += end - start;
  }

  #leave(room: ScanRoom): void {
    if (room.bytes.byteLength === BATCH_BYTES) this.#free.push(room);
  }

  async #next(): Promise<void> {
    const next = this.#underWay.shift();
    if (next === undefined) return;
    if (typeof next === 'string') {
      this.reader.unreadable(next, ++this.#before);
      return;
    }
    const { room, start } = next;
    const { places, lines } = typeof next.found === 'function' ? await next.found() : next.found;
    this.#lines.open(Buffer.from(room.bytes, start), room.cells ?? NO_CELLS, places);
    this.reader.scanned(this.#lines, this.#before);
    this.#before += lines;
    this.#leave(room);
  }
}

const NO_CELLS = new Float64Array(0);

function newRoom(bytes = BATCH_BYTES): ScanRoom {
  return { bytes: new SharedArrayBuffer(bytes), cells: undefined };
}
