import type { Cursor } from './cursor.js';
import { ABSENT } from './layout.js';

/** Where the parts of a record stand; the members of `data` follow, laid out by the schema of its type. */
export const Place = {
  /** How many places the record has. */
  length: 0,
  /** The number of the type of fact, or `LINE`. */
  type: 1,
  /** The number of the line, from 1 in the bytes that were scanned, and where it starts and ends. */
  line: 2,
  start: 3,
  end: 4,
  occurredAt: 5,
  recordedAt: 6,
  high: 7,
  low: 8,
  source: 9,
  id: 12,
  data: 15,
} as const;

/** Stands for the type where a line is not read but to be read by `JSON.parse`. */
export const LINE = -1;

/** Numbers in memory that threads share: moving it from one to another would slow down every typed array of both. */
function sharedCells(count: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(count * Float64Array.BYTES_PER_ELEMENT));
}

/** What was read of the lines of some bytes: a record of numbers for each line, texts by their places in the bytes. */
export class Tape {
  /** Places used so far. */
  end = 0;
  /** Where the record that is being written begins. */
  record = 0;

  constructor(public cells: Float64Array = sharedCells(1 << 12)) {}

  /** Begins a record; what was written of the last one stays only if it was finished. */
  begin(places: number): number {
    this.end = this.record;
    return this.claim(places);
  }

  /** Takes the next places, all absent. */
  claim(places: number): number {
    const place = this.end;
    this.end += places;
    if (this.end > this.cells.length) {
      const longer = sharedCells(Math.max(this.cells.length * 2, this.end));
      longer.set(this.cells);
      this.cells = longer;
    }
    const { cells, end } = this;
    // A loop: of so few places, calling `fill` would take longer than filling them.
    for (let i = place; i < end; i++) cells[i] = ABSENT;
    return place;
  }

  finish(): void {
    this.cells[this.record + Place.length] = this.end - this.record;
    this.record = this.end;
  }

  writeText(place: number, { start, end, hash }: Cursor): void {
    const { cells } = this;
    cells[place] = start;
    cells[place + 1] = end;
    cells[place + 2] = hash.high;
  }
}
