import { Buffer } from 'node:buffer';
import { BITS_KEPT, BITS_OF_ENTRY, BITS_OF_SUBJECT } from '../read/touch-buckets.js';
import type { RunShape } from './run-shape.js';
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
/** What of a hash is not kept. */
const CUT_OFF = 2 ** (BITS_OF_SUBJECT - BITS_KEPT);

/** An entry of a run is the rest of a hash, behind the bits that number its bucket, and a position. */
class EntryForm {
  /** So many hashes, as they are kept, are in one bucket. */
  readonly rests: number;
  /** So many positions can be told apart. */
  readonly positions: number;
  /** What the rest is multiplied with, in the upper one of two words: with {@link LEAST_BITS} of a bucket or more it has no part of the lower one. */
  readonly shift: number;

  constructor({ bits }: Pick<RunShape, 'bits'>) {
    this.rests = 2 ** (BITS_KEPT - bits);
    this.positions = 2 ** (BITS_OF_ENTRY - BITS_KEPT + bits);
    this.shift = this.positions / WORD;
  }
}

/** What facts touch, sorted into buckets, and in them: rows `(run, bucket, entries)` in the binary format of COPY. */
export class BucketRows {
  readonly #form: EntryForm;

  /** Of so many buckets from one on. */
  constructor(
    readonly shape: RunShape,
    readonly bucket: number,
    readonly count: number,
  ) {
    this.#form = new EntryForm(shape);
  }

  /** The rows of what is touched, all of it in these buckets. */
  encode(touches: TouchRows): Buffer {
    const ends = new Int32Array(this.count);
    const words = this.#entries(touches, ends);
    let length = SIGNATURE.length;
    for (let bucket = 0, start = 0; bucket < this.count; start = ends[bucket++] as number) {
      const entries = (ends[bucket] as number) - start;
      length += Math.ceil(entries / MOST_IN_ROW) * HEAD_BYTES + entries * ENTRY_BYTES;
    }
    const bytes = Buffer.allocUnsafeSlow(length + 2);
    const view = new DataView(bytes.buffer);
    let at = SIGNATURE.copy(bytes);
    for (let bucket = 0, start = 0; bucket < this.count; start = ends[bucket++] as number) {
      const end = ends[bucket] as number;
      for (let row = start; row < end; row += MOST_IN_ROW)
        at = this.#write(view, at, bucket, words.subarray(2 * row, 2 * Math.min(end, row + MOST_IN_ROW)));
    }
    view.setInt16(at, END);
    return bytes;
  }

  /** Entries as two words each, the lower one first, in order; and where those of each bucket end. */
  #entries({ subjects, positions, count }: TouchRows, ends: Int32Array): Uint32Array {
    const { rests, positions: mostPositions, shift } = this.#form;
    const { first } = this.shape;
    const width = rests * CUT_OFF;
    for (let i = 0; i < count; i++) {
      const bucket = Math.floor((subjects[i] as number) / width) - this.bucket;
      ends[bucket] = (ends[bucket] as number) + 1;
    }
    // Where a bucket begins, until its entries are there.
    for (let bucket = 0, start = 0; bucket < ends.length; bucket++) {
      const entries = ends[bucket] as number;
      ends[bucket] = start;
      start += entries;
    }
    const sorted = new BigUint64Array(count);
    const words = new Uint32Array(sorted.buffer);
    for (let i = 0; i < count; i++) {
      const kept = Math.floor((subjects[i] as number) / CUT_OFF);
      const offset = (positions[i] as number) - first;
      if (offset >= mostPositions) throw new RangeError(`a run of facts reaches over ${offset} positions`);
      const bucket = Math.floor(kept / rests);
      const more = Math.floor(offset / WORD);
      const at = ends[bucket - this.bucket] as number;
      ends[bucket - this.bucket] = at + 1;
      words[2 * at] = offset - more * WORD;
      words[2 * at + 1] = (kept - bucket * rests) * shift + more;
    }
    for (let bucket = 0, start = 0; bucket < ends.length; start = ends[bucket++] as number)
      sorted.subarray(start, ends[bucket]).sort();
    return words;
  }

  #write(view: DataView, start: number, bucket: number, words: Uint32Array): number {
    const entries = words.length / 2;
    view.setInt16(start, COLUMNS);
    const list = 20 + entries * ENTRY_BYTES;
    const head = [4, this.shape.run, 4, this.bucket + bucket, list, 1, 0, BIGINT, entries, 1];
    for (let i = 0; i < head.length; i++) view.setInt32(start + 2 + 4 * i, head[i] as number);
    let at = start + HEAD_BYTES;
    for (let i = 0; i < words.length; i += 2, at += ENTRY_BYTES) {
      view.setInt32(at, 8);
      view.setUint32(at + 4, words[i + 1] as number);
      view.setUint32(at + 8, words[i] as number);
    }
    return at;
  }
}

/**
 * Takes what rows of runs say is touched out of the binary format of COPY, as far as it is kept: of a hash the first bits, the others are 0. Several runs may
 * be among them.
 */
export function decodeBuckets(bytes: Buffer, shapes: ReadonlyMap<number, RunShape>, touches: TouchRows): void {
  const forms = new Map([...shapes].map(([run, shape]) => [run, new EntryForm(shape)]));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE.length; view.getInt16(at) !== END;) {
    const [run, bucket] = [view.getInt32(at + 6), view.getInt32(at + 6 + INTEGER_BYTES)];
    const entries = view.getInt32(at + HEAD_BYTES - 8);
    const { rests, shift } = forms.get(run) as EntryForm;
    const { first } = shapes.get(run) as RunShape;
    at += HEAD_BYTES;
    for (const end = at + entries * ENTRY_BYTES; at < end; at += ENTRY_BYTES) {
      const high = view.getInt32(at + 4);
      const rest = Math.floor(high / shift);
      const offset = (high - rest * shift) * WORD + view.getUint32(at + 8);
      touches.addOne((bucket * rests + rest) * CUT_OFF, first + offset);
    }
  }
}
