import { parentPort } from 'node:worker_threads';
import { Scanner, Tape } from '@paidonce/facts';
import type { ScanRequest, ScanResult } from './scan-thread.js';

const scanner = new Scanner();

parentPort?.on('message', ({ bytes, length, cells }: ScanRequest) => {
  const tape = new Tape(cells);
  const lines = scanner.scan(Buffer.from(bytes, 0, length), tape);
  const result: ScanResult = { bytes, cells: tape.cells, places: tape.end, lines };
  parentPort?.postMessage(result);
});
