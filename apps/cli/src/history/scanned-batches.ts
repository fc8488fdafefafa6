import { ScannedLines, Scanner, type LineReader, type Unreadable } from '@paidonce/facts';
import { BYTES_ALONE, ScanThread, type ScanRequest, type ScanResult } from './scan-thread.js';
import { scanned } from './scanned.js';

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

type Buffers = Pick<ScanRequest, 'bytes' | 'cells'>;

/**
 * Gathers lines and has them scanned: those of a short history at once, those of a long one by a thread of its own, beside
 * which this one settles.
 */
export class ScannedBatches implements LineReader {
  readonly #lines = new ScannedLines();
  readonly #underWay: ((() => Promise<ScanResult>) | ScanResult | Unreadable)[] = [];
  /** Buffers to be used again. */
  readonly #free: Buffers[] = [];
  /** Where the next block is read into. */
  #room: Buffers | undefined;
  /** Lines that were gathered, to be scanned together. */
  #batch: Buffers | undefined;
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
    this.#room ??= this.#free.pop() ?? newBuffers();
    return Buffer.from(this.#room.bytes, BEGUN_BYTES);
  }

  lines(bytes: Buffer): void {
    if (bytes.buffer === this.#room?.bytes) this.#scanRoom(this.#room, bytes);
    else this.#gather(bytes);
  }

  #gather(bytes: Buffer): void {
    if (this.#batch && this.#batched + bytes.length > this.#batch.bytes.byteLength) this.#scan();
    this.#batch ??= this.#free.pop() ?? newBuffers();
    // A long line is a batch of its own.
    if (bytes.length > this.#batch.bytes.byteLength) this.#batch = newBuffers(bytes.length);
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
  #scanRoom(room: Buffers, lines: Buffer): void {
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
    this.#request({ ...room, start, end: byteOffset + length });
  }

  #scan(): void {
    if (!this.#batch) return;
    this.#request({ ...this.#batch, start: 0, end: this.#batched });
    this.#batch = undefined;
    this.#batched = 0;
  }

  #request(request: ScanRequest): void {
    if (this.#scanned > BYTES_ALONE) this.#thread ??= new ScanThread();
    this.#underWay.push(this.#thread?.scan(request) ?? scanned(request, (this.#scanner ??= new Scanner())));
    this.#scanned += request.end - request.start;
  }

  #leave({ bytes, cells }: Buffers): void {
    if (bytes.byteLength === BATCH_BYTES) this.#free.push({ bytes, cells });
  }

  async #next(): Promise<void> {
    const first = this.#underWay.shift();
    if (first === undefined) return;
    const next = typeof first === 'function' ? await first() : first;
    if (typeof next === 'string') {
      this.reader.unreadable(next, ++this.#before);
      return;
    }
    const { bytes, start, cells, places, lines } = next;
    this.#lines.open(Buffer.from(bytes, start), cells, places);
    this.reader.scanned(this.#lines, this.#before);
    this.#before += lines;
    this.#leave(next);
  }
}

function newBuffers(bytes = BATCH_BYTES): Buffers {
  return { bytes: new SharedArrayBuffer(bytes), cells: undefined };
}
