import { Tape, type Scanner } from '@paidonce/facts';

/** Memory that threads share: lines, and what is found in them. */
export interface ScanRoom {
  readonly bytes: SharedArrayBuffer;
  /** Made, and made longer, by scanning. */
  cells: Float64Array | undefined;
}

export interface Scanned {
  /** How many of the cells were written. */
  readonly places: number;
  /** How many lines there were, blank ones included. */
  readonly lines: number;
}

/** Scans the lines that stand between two places of a room, in whichever thread. */
export function scanned(room: ScanRoom, start: number, end: number, scanner: Scanner): Scanned {
  const tape = new Tape(room.cells);
  const lines = scanner.scan(Buffer.from(room.bytes, start, end - start), tape);
  room.cells = tape.cells;
  return { places: tape.end, lines };
}
