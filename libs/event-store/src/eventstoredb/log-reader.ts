import { LogUnavailable, type ReadAllOptions, type ReadStreamOptions, type RecordedEvent } from '../event-store.js';
import type { Direction, LogClient, ReadEvent, Streams } from './client.js';
import { isSystemEvent, toRecordedEvent } from './event-content.js';
import type { Inflow } from './inflow.js';

const BATCH = 5_000;
const FIRST_PAGE = 1;
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** Reads streams and the log. */
export class LogReader {
  readonly #client: LogClient;
  readonly #streams: Streams;
  /** The last event of ours that was seen, and the last one of all: between the two there is none of ours. */
  #head = { position: 0n, seen: 0n };

  constructor(client: LogClient, streams?: Streams) {
    this.#client = client;
    this.#streams = streams;
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<readonly RecordedEvent[]> {
    const { direction = 'forwards', limit = UNLIMITED } = options;
    if (limit <= 0) return;
    const from = options.from === undefined ? endFor(direction) : BigInt(options.from);
    for await (const events of batches(this.#client.readStream(stream, from, direction, limit))) {
      const recorded = events.flatMap((event) =>
        event.position === undefined ? [] : [toRecordedEvent(event, event.position)],
      );
      if (recorded.length < events.length) {
        yield* this.#readStreamInLog(stream, from, direction, limit);
        return;
      }
      yield recorded;
    }
  }

  /** A server before 22.6 knows where an event lies only when it reads the log. Slow, and right. */
  async *#readStreamInLog(
    stream: string,
    from: bigint | 'start' | 'end',
    direction: Direction,
    limit: number,
  ): AsyncGenerator<readonly RecordedEvent[]> {
    const last = direction === 'forwards' ? await this.#lastRevision(stream) : 0;
    let found = 0;
    for await (const batch of this.readAll({ direction })) {
      const events = batch
        .filter((event) => event.stream === stream)
        .filter(
          ({ revision }) =>
            typeof from !== 'bigint' || (direction === 'forwards' ? revision >= from : revision <= from),
        )
        .slice(0, limit - found);
      found += events.length;
      if (events.length > 0) yield events;
      if (found === limit || events.some(({ revision }) => revision === last)) return;
    }
  }

  async #lastRevision(stream: string): Promise<number> {
    for await (const [last] of this.idsOf(stream, 'end', 'backwards', 1)) return last?.revision ?? -1;
    return -1;
  }

  /** Ids and revisions of a stream's events, which every server knows. */
  async *idsOf(
    stream: string,
    from: bigint | 'end',
    direction: Direction,
    limit: number,
  ): AsyncGenerator<readonly { readonly id: string; readonly revision: number }[]> {
    for await (const events of batches(this.#client.readStream(stream, from, direction, limit))) {
      yield events.map(({ id, revision }) => ({ id, revision: Number(revision) }));
    }
  }

  /**
   * Forwards, the server leaves out other streams: the client can ask that of a subscription only, which is ended where the log ended when it began. Backwards,
   * other streams are left out here.
   */
  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<readonly RecordedEvent[]> {
    const { direction = 'forwards', limit = UNLIMITED, types, signal, after } = options;
    if (limit <= 0 || signal?.aborted === true || (direction === 'backwards' && after === 0n)) return;
    const isWanted = this.wanted(types);
    let found = 0;
    const batches = direction === 'forwards' ? this.#forwards(after ?? 0n, signal) : this.#backwards(after, signal);
    for await (const batch of batches) {
      const events = batch
        .filter(isWanted)
        .slice(0, limit - found)
        .map((event) => toRecordedEvent(event, event.position));
      found += events.length;
      if (events.length > 0) yield events;
      if (found === limit) return;
    }
  }

  async *#forwards(after: bigint, signal: AbortSignal | undefined): AsyncGenerator<readonly PlacedEvent[]> {
    const head = await this.head();
    if (head <= after) return;
    const flow = this.#client.subscribe(after === 0n ? 'start' : after);
    for await (const items of batches(flow, signal)) {
      const events = items.flatMap((item) => ('checkpoint' in item ? [] : placed(item)));
      yield events.filter(({ position }) => position > after && position <= head);
      if ((events.at(-1)?.position ?? 0n) >= head) return;
    }
    if (signal?.aborted !== true) throw new LogUnavailable('it ended a reading');
  }

  /** By the page, each larger than the one before: of a reading that is broken off the server has sent more than was wanted. */
  async *#backwards(before: bigint | undefined, signal?: AbortSignal): AsyncGenerator<readonly PlacedEvent[]> {
    let from = before;
    for (let page = FIRST_PAGE; ; page = Math.min(4 * page, BATCH)) {
      const bound = from;
      let read = 0;
      for await (const batch of batches(this.#client.readAll(bound ?? 'end', 'backwards', page), signal)) {
        read += batch.length;
        // Whether a read includes the position that it begins at is not promised.
        const events = batch.flatMap(placed).filter(({ position }) => bound === undefined || position < bound);
        from = events.at(-1)?.position ?? from;
        if (events.length > 0) yield events;
      }
      if (read === 0 || (from === bound && read < page) || signal?.aborted === true) return;
    }
  }

  /** Whether an event is one of these types (default: any), of one of the streams that there are for us, and not the server's own. */
  wanted(types: readonly string[] | undefined): (event: { readonly type: string; readonly stream: string }) => boolean {
    const among = types && new Set(types);
    const streams = this.#streams;
    return (event) =>
      !isSystemEvent(event) &&
      (among?.has(event.type) ?? true) &&
      (streams?.some((prefix) => event.stream.startsWith(prefix)) ?? true);
  }

  /**
   * Position of the last event that is of ours; 0n if there is none. What has come since it was asked last is looked at, from the end: mostly one event, and nothing twice.
   */
  async head(): Promise<bigint> {
    const isOurs = this.wanted(undefined);
    const { position, seen } = this.#head;
    let last: bigint | undefined;
    for await (const batch of this.#backwards(undefined)) {
      for (const event of batch) {
        last ??= event.position;
        const isKnown = event.position <= seen;
        if (!isKnown && !isOurs(event)) continue;
        this.#note(isKnown ? position : event.position, last);
        return this.#head.position;
      }
    }
    if (last !== undefined) this.#note(position, last);
    return this.#head.position;
  }

  /** Others may have come further meanwhile. */
  #note(position: bigint, seen: bigint): void {
    if (seen > this.#head.seen) this.#head = { position, seen };
  }

  /** Position of the last event, be it the server's own; 0n of an empty log. */
  async lastPosition(): Promise<bigint> {
    let last = 0n;
    for await (const [event] of batches(this.#client.readAll('end', 'backwards', 1))) last = event?.position ?? last;
    return last;
  }

  async positionOf(stream: string, revision: number): Promise<bigint> {
    for await (const [event] of this.readStream(stream, { from: revision, limit: 1 }))
      if (event !== undefined) return event.position;
    throw new Error(`event ${revision} of stream ${stream} was appended and cannot be read: was the stream truncated?`);
  }
}

/** An event whose position the server says. */
type PlacedEvent = ReadEvent & { readonly position: bigint };

const placed = (event: ReadEvent): PlacedEvent[] => (event.position === undefined ? [] : [event as PlacedEvent]);

const endFor = (direction: Direction): 'start' | 'end' => (direction === 'forwards' ? 'start' : 'end');

/** Batches until the end, the signal, or until nobody asks for more. */
async function* batches<T>(flow: Inflow<T>, signal?: AbortSignal): AsyncGenerator<T[]> {
  const stop = () => void flow.cancel();
  signal?.addEventListener('abort', stop);
  try {
    for (;;) {
      const events = await flow.take(BATCH);
      if (events === undefined) return;
      yield events;
      if (signal?.aborted === true) return;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    await flow.cancel();
  }
}
