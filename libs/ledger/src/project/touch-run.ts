import type { ClientBase } from 'pg';
import { copyBinary } from '@paidonce/postgres';
import { BITS_OF_REST, BITS_OF_SUBJECT } from '../read/touch-buckets.js';
import type { FactBlock } from '../workbench/fact-block.js';
import { BucketRows, type RunShape } from './bucket-rows.js';
import { TouchRows } from './touch-rows.js';

/** What the facts of a run touch is kept in so many parts, by the first bits of the hash, each small enough to be sorted close to the processor. */
const PART_BITS = 6;
const PARTS = 2 ** PART_BITS;
/** Entries of a bucket, about: more make the table smaller, and looking something up in it slower. */
const BUCKET = 20;
const MOST_BITS = BITS_OF_SUBJECT - BITS_OF_REST;
const PART_OF = 2 ** (BITS_OF_SUBJECT - PART_BITS);

/** What the facts of a long stretch of the log touch, on its way into buckets: there are several subjects a fact, and a row for each would be most of what is written. */
export class TouchRun {
  #parts = newParts();
  #count = 0;
  /** Position of its first fact. */
  #first = Infinity;

  get count(): number {
    return this.#count;
  }

  /** Takes what the facts of a block touch, but for some that count for nothing. */
  addBlock(block: FactBlock, uncounted: readonly number[]): void {
    let first = 0;
    for (const place of uncounted) {
      this.#addFacts(block, first, place);
      first = place + 1;
    }
    this.#addFacts(block, first, block.count);
  }

  add(subjects: readonly number[], position: number): void {
    this.#first = Math.min(this.#first, position);
    for (const subject of subjects) this.#parts[Math.floor(subject / PART_OF)]?.addOne(subject, position);
    this.#count += subjects.length;
  }

  /** All subjects, each as often as facts touch it. */
  *subjects(): Generator<number> {
    for (const part of this.#parts) yield* part.subjects;
  }

  /** Writes what was taken, as another run, and forgets it; by several connections at a time, so that it is there only once all are done. */
  async copyTo(clients: readonly ClientBase[]): Promise<void> {
    if (this.#count === 0) return;
    const bits = Math.min(MOST_BITS, Math.max(PART_BITS, Math.round(Math.log2(this.#count / BUCKET))));
    const rows = await clients[0]?.query<{ run: number }>(
      'INSERT INTO touch_run (run, bits, first) SELECT coalesce(max(run), 0) + 1, $1::int, $2::bigint FROM touch_run RETURNING run',
      [bits, this.#first],
    );
    const shape = { run: rows?.rows[0]?.run as number, bits, first: this.#first };
    const parts = this.#parts.entries();
    this.#parts = newParts();
    this.#count = 0;
    this.#first = Infinity;
    await Promise.all(clients.map((client) => copyParts(client, shape, parts)));
  }

  #addFacts(block: FactBlock, first: number, end: number): void {
    const { subjects, ends, positions } = block;
    const parts = this.#parts;
    let at = first === 0 ? 0 : (ends[first - 1] as number);
    const begin = at;
    if (first < end) this.#first = Math.min(this.#first, positions[first] as number);
    for (let i = first; i < end; i++) {
      const position = positions[i] as number;
      for (const last = ends[i] as number; at < last; at++) {
        const subject = subjects[at] as number;
        (parts[Math.floor(subject / PART_OF)] as TouchRows).addOne(subject, position);
      }
    }
    this.#count += at - begin;
  }
}

/** Takes one part after the other, as others do. */
async function copyParts(client: ClientBase, shape: RunShape, parts: Iterable<[number, TouchRows]>): Promise<void> {
  const buckets = 2 ** (shape.bits - PART_BITS);
  for (const [i, part] of parts) {
    if (part.count === 0) continue;
    const bytes = new BucketRows(shape, i * buckets, buckets).encode(part);
    await copyBinary(client, 'touch_bucket (run, bucket, entries)', bytes);
  }
}

const newParts = (): TouchRows[] => Array.from({ length: PARTS }, () => new TouchRows());
