import { ScannedLines, Scanner, Tape, type LineReader, type Unreadable } from '@paidonce/facts';
import { ScanThread, type ScanRequest, type ScanResult } from './scan-thread.js';

/** Lines are scanned so many bytes at a time: those of a block, and the line that began in the block before. */
const BATCH_BYTES = (1 << 20) + (1 << 16);
/** A history of so many bytes is settled sooner than a thread for its scanning would be there. */
const BYTES_ALONE = 4 << 20;
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
  #batch: Buffers | undefined;
  #batched = 0;
  #scanned = 0;
  #before = 0;
  #scanner: Scanner | undefined;
  #thread: ScanThread | undefined;

  constructor(readonly reader: ScannedReader) {}

  lines(bytes: Buffer): void {
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

  #scan(): void {
    if (!this.#batch) return;
    const request = { ...this.#batch, length: this.#batched };
    if (this.#scanned > BYTES_ALONE) this.#thread ??= new ScanThread();
    this.#underWay.push(this.#thread ? this.#thread.scan(request) : this.#scanHere(request));
    this.#scanned += this.#batched;
    this.#batch = undefined;
    this.#batched = 0;
  }

  #scanHere({ bytes, length, cells }: ScanRequest): ScanResult {
    const tape = new Tape(cells);
    const lines = (this.#scanner ??= new Scanner()).scan(Buffer.from(bytes, 0, length), tape);
    return { bytes, cells: tape.cells, places: tape.end, lines };
  }

  async #next(): Promise<void> {
    const first = this.#underWay.shift();
    if (first === undefined) return;
    const next = typeof first === 'function' ? await first() : first;
    if (typeof next === 'string') {
      this.reader.unreadable(next, ++this.#before);
      return;
    }
    const { bytes, cells, places, lines } = next;
    this.#lines.open(Buffer.from(bytes), cells, places);
    this.reader.scanned(this.#lines, this.#before);
    this.#before += lines;
    if (bytes.byteLength === BATCH_BYTES) this.#free.push({ bytes, cells });
  }
}

function newBuffers(bytes = BATCH_BYTES): Buffers {
  return { bytes: new SharedArrayBuffer(bytes), cells: undefined };
}
