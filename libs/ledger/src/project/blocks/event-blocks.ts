import { Buffer } from 'node:buffer';
import type { EventStore, RecordedEvent } from '@paidonce/event-store';
import { factEvent } from '../../read/fact-event.js';
import { BlockScan } from '../../workbench/block-scan.js';
import { blockRoom } from '../../workbench/fact-block.js';
import type { FactEvent } from '../../workbench/shelf.js';
import { isIssuing, type LogBlock } from './log-block.js';

/** Events of a block at most, and the bytes of their facts, but for a single one. */
const MOST_EVENTS = 2_000;
const BLOCK_BYTES = 1 << 20;

/** The events of any log after a position, scanned by this thread. */
export async function* eventBlocks(
  log: EventStore,
  after: bigint,
  signal?: AbortSignal,
): AsyncGenerator<LogBlock, void> {
  const blocks = new EventBlocks(Number(after));
  for await (const events of log.readAll({ after, ...(signal && { signal }) })) yield* blocks.of(events);
}

class EventBlocks {
  readonly #scan = new BlockScan(blockRoom(BLOCK_BYTES, MOST_EVENTS));
  #room = this.#scan.room;
  #used = 0;
  /** Position of the last event. */
  #position: number;
  #issued: RecordedEvent[] = [];

  constructor(position: number) {
    this.#position = position;
  }

  *of(events: readonly RecordedEvent[]): Generator<LogBlock> {
    for (let start = 0; start < events.length;) {
      this.#begin();
      const first = start;
      const end = Math.min(events.length, start + MOST_EVENTS);
      while (start < end && this.#takes(events[start] as RecordedEvent)) start++;
      yield this.#finish(events.slice(first, start));
    }
  }

  #begin(): void {
    this.#scan.begin(this.#room);
    this.#used = 0;
    this.#issued = [];
  }

  #takes(event: RecordedEvent): boolean {
    const fact = factEvent(event);
    if (fact && !this.#write(fact)) return false;
    if (!fact && isIssuing(event)) this.#issued.push(event);
    this.#position = Number(event.position);
    return true;
  }

  /** False where it does not fit any more. */
  #write(fact: FactEvent): boolean {
    const text = fact.utf8 ?? inUtf8(fact.text);
    const { bytes, start, end } = text;
    const needed = end - start + 1;
    if (this.#used + needed > this.#room.bytes.length) {
      if (this.#used > 0) return false;
      this.#room = { ...this.#room, bytes: blockRoom(2 * needed, 0).bytes };
      this.#scan.begin(this.#room);
    }
    const at = this.#used;
    this.#used += bytes.copy(this.#room.bytes, at, start, end) + 1;
    this.#scan.add(fact.position, fact.clientId, at, this.#used - 1);
    return true;
  }

  #finish(events: readonly RecordedEvent[]): LogBlock {
    const { count, places } = this.#scan.finish();
    const facts = { ...this.#room, count, places, clientIds: this.#scan.clientIds };
    const eventsAt = (positions: readonly number[]): Promise<readonly RecordedEvent[]> => {
      const asked = new Set(positions);
      return Promise.resolve(events.filter(({ position }) => asked.has(Number(position))));
    };
    return { facts, position: this.#position, issued: this.#issued, eventsAt };
  }
}

function inUtf8(text: string): { readonly bytes: Buffer; readonly start: number; readonly end: number } {
  const bytes = Buffer.from(text, 'utf8');
  return { bytes, start: 0, end: bytes.length };
}
