import { Buffer } from 'node:buffer';
import { Worker } from 'node:worker_threads';
import { LogDamaged, type LogPlace, type PostgresEventStore, type RecordedEvent } from '@paidonce/event-store';
import type { BlockRoom } from '../../workbench/fact-block.js';
import type { LogBlock } from './log-block.js';
import type { BlockRead, ScanOrder, ScanReport } from './scan.worker.js';

/** The events of a log in PostgreSQL between two positions, read and scanned by a thread of its own while this one settles those before. */
export async function* threadBlocks(
  log: PostgresEventStore,
  order: ScanOrder & { readonly place: LogPlace },
  signal?: AbortSignal,
): AsyncGenerator<LogBlock, void> {
  const thread = new ScanThread(order, signal);
  try {
    for (;;) {
      const read = await thread.next();
      if (!read) return;
      yield { ...(await blockOf(log, read, thread)), position: read.position };
      thread.giveBack(read);
    }
  } finally {
    await thread.end();
  }
}

async function blockOf(
  log: PostgresEventStore,
  read: BlockRead,
  { clientIds, roomOf }: ScanThread,
): Promise<Omit<LogBlock, 'position'>> {
  const { count, places, issued } = read;
  const eventsAt = (positions: readonly number[]): Promise<readonly RecordedEvent[]> =>
    log.readAt(positions.map(BigInt));
  return { facts: { ...roomOf(read), count, places, clientIds }, issued: await eventsAt(issued), eventsAt };
}

class ScanThread {
  readonly #worker: Worker;
  readonly #rooms: BlockRoom[] = [];
  readonly #reports: ScanReport[] = [];
  #wake: (() => void) | undefined;
  readonly clientIds: string[] = [];

  constructor(
    order: ScanOrder,
    readonly signal: AbortSignal | undefined,
  ) {
    this.#worker = new Worker(new URL('./scan.worker.js', import.meta.url), { workerData: order });
    this.#worker.on('message', this.#take);
    this.#worker.on('error', (error) => {
      this.#take({ kind: 'failed', error, damagedAt: undefined });
    });
    this.#worker.on('exit', (code) => {
      this.#take({
        kind: 'failed',
        error: new Error(`the thread that reads the log ended: ${code}`),
        damagedAt: undefined,
      });
    });
    signal?.addEventListener('abort', this.#stop);
  }

  /** The next block; `undefined` at the end. Throws what went wrong in the thread. */
  async next(): Promise<BlockRead | undefined> {
    while (this.#reports.length === 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    const told = this.#reports.shift() as ScanReport;
    if (told.kind === 'end') return undefined;
    if (told.kind === 'block') return told;
    this.signal?.throwIfAborted();
    throw told.damagedAt === undefined ? (told.error as Error) : new LogDamaged(told.damagedAt);
  }

  readonly roomOf = ({ number, room, clientIds }: BlockRead): BlockRoom => {
    // A buffer arrives as an array of bytes.
    if (room) this.#rooms[number] = { ...room, bytes: Buffer.from(room.bytes.buffer) };
    this.clientIds.push(...clientIds);
    return this.#rooms[number] as BlockRoom;
  };

  /** Lets the thread write where a block was read. */
  giveBack({ number }: BlockRead): void {
    this.#worker.postMessage(number);
  }

  async end(): Promise<void> {
    this.signal?.removeEventListener('abort', this.#stop);
    await this.#worker.terminate();
  }

  readonly #stop = (): void => {
    void this.#worker.terminate();
  };

  readonly #take = (told: ScanReport): void => {
    this.#reports.push(told);
    this.#wake?.();
    this.#wake = undefined;
  };
}
