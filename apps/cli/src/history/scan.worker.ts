import { parentPort } from 'node:worker_threads';
import { Scanner } from '@paidonce/facts';
import type { ScanAnswer, ScanRequest } from './scan-thread.js';
import { scanned, type ScanRoom } from './scanned.js';

const scanner = new Scanner();
const rooms = new Map<number, ScanRoom>();

parentPort?.on('message', ({ number, room: sent, start, end }: ScanRequest) => {
  const room = sent ?? rooms.get(number);
  if (!room) throw new Error(`room ${number} was never sent`);
  if (sent && number >= 0) rooms.set(number, sent);
  const { cells } = room;
  const found = scanned(room, start, end, scanner);
  const answer: ScanAnswer = { ...found, cells: room.cells === cells ? undefined : room.cells };
  parentPort?.postMessage(answer);
});
