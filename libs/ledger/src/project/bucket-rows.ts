import { Buffer } from 'node:buffer';
import { BITS_OF_POSITION, BITS_OF_REST, BITS_OF_SUBJECT } from '../read/touch-buckets.js';
import type { TouchRows } from './touch-rows.js';

const SIGNATURE = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const END = -1;
const COLUMNS = 3;
/** The length of a column and what it is, of an integer and of an entry. */
const INTEGER_BYTES = 8;
const ENTRY_BYTES = 12;
/** Before the entries of a row: its other columns; the length of the list, its dimensions, whether it has NULLs, its type, how many there are, the number of the first. */
const HEAD_BYTES = 2 + 2 * INTEGER_BYTES + 24;
const BIGINT = 20;
/** Entries of a row: a subject that a great many facts touch has several, of which none is too large to be read for another subject. */
const MOST_IN_ROW = 1_000;
const WORD = 2 ** 32;
const REST = 2 ** BITS_OF_REST;
const POSITIONS = 2 ** BITS_OF_POSITION;

/** What a run is, of which buckets are written. */
export interface RunShape {
  readonly run: number;
  readonly bits: number;
  /** Position from which those of its facts are counted. */
  readonly first: number;
}

/** What facts touch, sorted into buckets: rows `(run, bucket, entries)` in the binary format of COPY. */
export class BucketRows {
  readonly #width: number;
  readonly #restWidth: number;
  /** Entries of each bucket, how many of them are written, and where its first row begins. */
  readonly #counts: Int32Array;
  readonly #written: Int32Array;
  readonly #starts: Int32Array;

  /** Of so many buckets from one on. */
  constructor(
    readonly shape: RunShape,
    readonly bucket: number,
    readonly count: number,
  ) {
    this.#width = 2 ** (BITS_OF_SUBJECT - shape.bits);
    this.#restWidth = this.#width / REST;
    [this.#counts, this.#written, this.#starts] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)];
  }

  /** The rows of what is touched, all of it in these buckets. */
  encode({ subjects, positions, count }: TouchRows): Buffer {
    const counts = this.#counts;
    for (let i = 0; i < count; i++) {
      const bucket = this.#bucketOf(subjects[i] as number);
      counts[bucket] = (counts[bucket] as number) + 1;
    }
    const bytes = this.#begun();
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < count; i++) {
      const subject = subjects[i] as number;
      const offset = (positions[i] as number) - this.shape.first;
      if (offset >= POSITIONS) throw new RangeError(`a run of facts reaches over ${offset} positions`);
      const more = Math.floor(offset / WORD);
      const rest = Math.floor(subject / this.#restWidth) % REST;
      const at = this.#place(this.#bucketOf(subject));
      view.setInt32(at, 8);
      view.setInt32(at + 4, rest * (POSITIONS / WORD) + more);
      view.setUint32(at + 8, offset - more * WORD);
    }
    return bytes;
  }

  /** Where the next entry of a bucket is written. */
  #place(bucket: number): number {
    const written = this.#written[bucket] as number;
    this.#written[bucket] = written + 1;
    const inRow = written % MOST_IN_ROW;
    const row = (this.#starts[bucket] as number) + ((written - inRow) / MOST_IN_ROW) * rowBytes(MOST_IN_ROW);
    return row + HEAD_BYTES + inRow * ENTRY_BYTES;
  }

  /** The rows without their entries. */
  #begun(): Buffer {
    let length = SIGNATURE.length;
    for (let bucket = 0; bucket < this.count; bucket++) {
      this.#starts[bucket] = length;
      const entries = this.#counts[bucket] as number;
      length += Math.ceil(entries / MOST_IN_ROW) * HEAD_BYTES + entries * ENTRY_BYTES;
    }
    const bytes = Buffer.allocUnsafeSlow(length + 2);
    const view = new DataView(bytes.buffer);
    SIGNATURE.copy(bytes);
    for (let bucket = 0; bucket < this.count; bucket++) {
      let at = this.#starts[bucket] as number;
      for (let left = this.#counts[bucket] as number; left > 0; left -= MOST_IN_ROW) {
        this.#writeHead(view, at, bucket, Math.min(left, MOST_IN_ROW));
        at += rowBytes(MOST_IN_ROW);
      }
    }
    view.setInt16(length, END);
    return bytes;
  }

  #writeHead(view: DataView, at: number, bucket: number, entries: number): void {
    view.setInt16(at, COLUMNS);
    const list = 20 + entries * ENTRY_BYTES;
    const words = [4, this.shape.run, 4, this.bucket + bucket, list, 1, 0, BIGINT, entries, 1];
    for (let i = 0; i < words.length; i++) view.setInt32(at + 2 + 4 * i, words[i] as number);
  }

  #bucketOf(subject: number): number {
    return Math.floor(subject / this.#width) - this.bucket;
  }
}

const rowBytes = (entries: number): number => HEAD_BYTES + entries * ENTRY_BYTES;
