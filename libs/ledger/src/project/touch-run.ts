import type { ClientBase } from 'pg';
import { BITS_OF_SUBJECT } from '../read/touch-buckets.js';
import type { FactBlock } from '../workbench/fact-block.js';
import { BucketRows } from './bucket-rows.js';
import { beginRun, copyBuckets, type RunShape } from './run-shape.js';
import { TouchRows } from './touch-rows.js';

/** What the facts of a run touch is kept in so many parts, by the first bits of the hash, each small enough to be sorted close to the processor. */
const PART_BITS = 6;
const PARTS = 2 ** PART_BITS;
const PART_OF = 2 ** (BITS_OF_SUBJECT - PART_BITS);

/** What the facts of a long stretch of the log touch, on its way into buckets: there are several subjects a fact, and a row for each would be most of what is written. */
export class TouchRun {
  #parts = newParts();
  #count = 0;
  /** Positions of its first fact and of its last one. */
  #first = Infinity;
  #last = 0;

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
    this.#last = Math.max(this.#last, position);
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
    const shape = await beginRun(clients[0] as ClientBase, {
      entries: this.#count,
      first: this.#first,
      last: this.#last,
    });
    const parts = this.#parts.entries();
    this.#parts = newParts();
    this.#count = 0;
    [this.#first, this.#last] = [Infinity, 0];
    await Promise.all(clients.map((client) => copyParts(client, shape, parts)));
  }

  #addFacts(block: FactBlock, first: number, end: number): void {
    const { subjects, ends, positions } = block;
    const parts = this.#parts;
    let at = first === 0 ? 0 : (ends[first - 1] as number);
    const begin = at;
    if (first < end) {
      this.#first = Math.min(this.#first, positions[first] as number);
      this.#last = Math.max(this.#last, positions[end - 1] as number);
    }
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

/** Writes what the facts of a batch touch as a run of its own, within a transaction. */
export async function copyAsRun(client: ClientBase, touches: TouchRows): Promise<void> {
  const { positions, count } = touches;
  let [first, last] = [Infinity, 0];
  for (const position of positions) [first, last] = [Math.min(first, position), Math.max(last, position)];
  const shape = await beginRun(client, { entries: count, first, last });
  await copyBuckets(client, new BucketRows(shape, 0, 2 ** shape.bits).encode(touches));
}

/** Takes one part after the other, as others do. */
async function copyParts(client: ClientBase, shape: RunShape, parts: Iterable<[number, TouchRows]>): Promise<void> {
  const buckets = 2 ** (shape.bits - PART_BITS);
  for (const [i, part] of parts) {
    if (part.count === 0) continue;
    await copyBuckets(client, new BucketRows(shape, i * buckets, buckets).encode(part));
  }
}

const newParts = (): TouchRows[] => Array.from({ length: PARTS }, () => new TouchRows());
