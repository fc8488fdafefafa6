import type { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';
import { LogDamaged, LogRow, readLogRows, type LogPlace, type ReadRows, type RowRoom } from '@paidonce/event-store';
import { factTypes, type FactType } from '@paidonce/facts';
import { clientOfStream, STATEMENT_ISSUED } from '../../read/streams.js';
import { BlockScan } from '../../workbench/block-scan.js';
import { blockRoom, type BlockRoom } from '../../workbench/fact-block.js';

/** What the thread is to read. */
export interface ScanOrder {
  readonly place: LogPlace;
  readonly after: bigint;
  readonly upTo: bigint;
}

/** A block that is read and scanned. */
export interface BlockRead {
  readonly kind: 'block';
  /** The number of its room, to be given back by it. */
  readonly number: number;
  /** The room, where it is another one than under that number before: what is sent counts as memory anew each time. */
  readonly room: BlockRoom | undefined;
  readonly count: number;
  readonly places: number;
  readonly position: number;
  /** Clients that no block before had. */
  readonly clientIds: readonly string[];
  /** Positions of events that issued statements. */
  readonly issued: readonly number[];
}

export type ScanReport =
  | BlockRead
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly error: unknown; readonly damagedAt: bigint | undefined };

/** Blocks under way at a time: one that is settled, one that is scanned, and some that wait. */
const ROOMS = 4;
const ROOM_BYTES = (1 << 20) + (1 << 17);
const MOST_ROWS = 1 << 12;

/** A room, and what of it was sent. */
interface SharedRoom extends RowRoom {
  readonly number: number;
  room: BlockRoom;
  sent: Pick<BlockRoom, 'bytes' | 'cells' | 'subjects'> | undefined;
}

const port = parentPort;
const types: ReadonlySet<string> = new Set<FactType>(factTypes);
const free: SharedRoom[] = Array.from({ length: ROOMS }, (_, number) => newRoom(number, ROOM_BYTES));
const rooms = [...free];
let given: SharedRoom | undefined;
let wake: (() => void) | undefined;
const row = new LogRow();
const scan = new BlockScan((rooms[0] as SharedRoom).room);
let clientsSent = 0;

function newRoom(number: number, bytes: number): SharedRoom {
  const room = blockRoom(bytes, MOST_ROWS);
  return { number, room, bytes: room.bytes, starts: new Int32Array(MOST_ROWS), sent: undefined };
}

/** The next room that nobody reads any more. */
async function nextRoom(leastBytes: number): Promise<SharedRoom> {
  // Nothing went into the one before: a row was larger.
  if (given) free.push(given);
  while (free.length === 0) await new Promise<void>((resolve) => (wake = resolve));
  let next = free.pop() as SharedRoom;
  if (next.bytes.length < leastBytes) rooms[next.number] = next = newRoom(next.number, leastBytes);
  return (given = next);
}

/** Reads a row, and scans its fact; answers whether it issued a statement instead. */
function isIssued(bytes: Buffer, start: number): boolean {
  row.read(bytes, start);
  const clientId = clientOfStream(row.stream);
  if (clientId === undefined) return false;
  const isFact = types.has(row.type);
  if (isFact) scan.add(row.position, clientId, row.start, row.end);
  return !isFact && row.type === STATEMENT_ISSUED;
}

function scanned({ room: rowRoom, count }: ReadRows): BlockRead {
  const shared = rowRoom as SharedRoom;
  given = undefined;
  const { bytes, starts, room } = shared;
  const issued: number[] = [];
  scan.begin(room);
  for (let i = 0; i < count; i++) if (isIssued(bytes, starts[i] as number)) issued.push(row.position);
  const found = scan.finish();
  const { sent } = shared;
  const isSent = sent?.bytes === bytes && sent.cells === room.cells && sent.subjects === room.subjects;
  shared.sent = { ...room };
  const clientIds = scan.clientIds.slice(clientsSent);
  clientsSent += clientIds.length;
  const { number } = shared;
  return {
    kind: 'block',
    number,
    room: isSent ? undefined : room,
    ...found,
    position: row.position,
    clientIds,
    issued,
  };
}

async function readAll({ place, after, upTo }: ScanOrder): Promise<void> {
  for await (const rows of readLogRows(place, after, upTo, nextRoom)) report(scanned(rows));
}

function report(told: ScanReport): void {
  port?.postMessage(told);
}

port?.on('message', (number: number) => {
  free.push(rooms[number] as SharedRoom);
  wake?.();
  wake = undefined;
});

try {
  await readAll(workerData as ScanOrder);
  report({ kind: 'end' });
} catch (error) {
  report({ kind: 'failed', error, damagedAt: error instanceof LogDamaged ? error.position : undefined });
}
