import { Tape, type Scanner } from '@paidonce/facts';
import type { ScanRequest, ScanResult } from './scan-thread.js';

/** Does what is requested, in whichever thread. */
export function scanned({ bytes, start, end, cells }: ScanRequest, scanner: Scanner): ScanResult {
  const tape = new Tape(cells);
  const lines = scanner.scan(Buffer.from(bytes, start, end - start), tape);
  return { bytes, start, end, cells: tape.cells, places: tape.end, lines };
}
