import { ScannedLines } from '@paidonce/facts';
import type { FactEvent } from './shelf.js';

/**
 * Facts that follow one another in the log, scanned: numbers in memory that threads may share, since an object for each of millions would take longer to
 * hand over than to make again. It holds until the block behind it is asked for.
 */
export interface FactBlock {
  readonly count: number;
  /** Texts of the facts, and the tape of their scan, on which each has a record; of so many places. */
  readonly bytes: Buffer;
  readonly cells: Float64Array;
  readonly places: number;
  /** Of each fact: its position, and the client in whose account it is, as a place in `clientIds`. */
  readonly positions: Float64Array;
  readonly clients: Int32Array;
  readonly clientIds: readonly string[];
  /** What the facts touch, as hashes, and where those of each end. Of a fact that was not scanned there are none. */
  readonly subjects: Float64Array;
  readonly ends: Int32Array;
}

/** What the facts of a block touch, all together. */
export function touchedBy({ count, subjects, ends }: FactBlock): Float64Array {
  return subjects.subarray(0, count === 0 ? 0 : ends[count - 1]);
}

/** The facts of a block one by one, as they stay when it does not hold any more. */
export function eventsOf({ bytes, cells, places, positions, clients, clientIds }: FactBlock): FactEvent[] {
  const lines = new ScannedLines();
  lines.open(bytes, cells, places);
  const events: FactEvent[] = [];
  for (let i = 0; lines.next(); i++) {
    const clientId = clientIds[clients[i] as number] as string;
    events.push({ position: positions[i] as number, clientId, text: lines.text });
  }
  return events;
}

/** Memory of a block. */
export interface BlockRoom {
  readonly bytes: Buffer;
  cells: Float64Array;
  readonly positions: Float64Array;
  readonly clients: Int32Array;
  subjects: Float64Array;
  readonly ends: Int32Array;
}

const FIRST_CELLS = 1 << 16;
/** Of a fact, mostly. */
const SUBJECTS = 3;

/** Memory for so many bytes and facts, which threads may share; it grows where facts say more than most. */
export function blockRoom(bytes: number, facts: number): BlockRoom {
  return {
    bytes: Buffer.from(new SharedArrayBuffer(bytes)),
    cells: sharedFloats(FIRST_CELLS),
    positions: sharedFloats(facts),
    clients: new Int32Array(new SharedArrayBuffer(4 * facts)),
    subjects: sharedFloats(SUBJECTS * facts),
    ends: new Int32Array(new SharedArrayBuffer(4 * facts)),
  };
}

export function sharedFloats(count: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * count));
}
