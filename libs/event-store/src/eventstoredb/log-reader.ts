import type { ReadAllOptions, ReadStreamOptions, RecordedEvent } from '../event-store.js';
import type { Direction, LogClient, ReadEvent } from './client.js';
import { isSystemEvent, toRecordedEvent } from './event-content.js';
import type { Inflow } from './inflow.js';

const BATCH = 5_000;
const UNLIMITED = Number.MAX_SAFE_INTEGER;

/** Reads streams and the log. */
export class LogReader {
  readonly #client: LogClient;

  constructor(client: LogClient) {
    this.#client = client;
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
   * The client cannot ask the server to filter what it reads of the log (it can for subscriptions), so system events and other types are
   * left out here.
   */
  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<readonly RecordedEvent[]> {
    const { direction = 'forwards', limit = UNLIMITED, types, signal } = options;
    const { after } = options;
    if (limit <= 0 || signal?.aborted === true || (direction === 'backwards' && after === 0n)) return;
    const isWanted = wanted(types);
    const from = after === undefined || after === 0n ? endFor(direction) : after;
    let found = 0;
    for await (const batch of batches(this.#client.readAll(from, direction, UNLIMITED), signal)) {
      const events = batch
        .flatMap((event) => (event.position === undefined ? [] : [{ event, position: event.position }]))
        // Whether a read includes the position that it begins at differs with its direction.
        .filter(
          ({ position }) => after === undefined || (direction === 'forwards' ? position > after : position < after),
        )
        .filter(({ event }) => isWanted(event))
        .slice(0, limit - found)
        .map(({ event, position }) => toRecordedEvent(event, position));
      found += events.length;
      if (events.length > 0) yield events;
      if (found === limit) return;
    }
  }

  /** Position of the last event that is not the server's own; 0n if there is none. */
  async head(): Promise<bigint> {
    for await (const [last] of this.readAll({ direction: 'backwards', limit: 1 })) return last?.position ?? 0n;
    return 0n;
  }

  /** Position of the last event, be it the server's own; 0n of an empty log. */
  async lastPosition(): Promise<bigint> {
    for await (const [last] of batches(this.#client.readAll('end', 'backwards', 1))) return last?.position ?? 0n;
    return 0n;
  }

  async positionOf(stream: string, revision: number): Promise<bigint> {
    for await (const [event] of this.readStream(stream, { from: revision, limit: 1 }))
      if (event !== undefined) return event.position;
    throw new Error(`event ${revision} of stream ${stream} was appended and cannot be read: was the stream truncated?`);
  }
}

/** Whether an event is one of these types (default: any) and not the server's own. */
export function wanted(types: readonly string[] | undefined): (event: { readonly type: string }) => boolean {
  if (types === undefined) return (event) => !isSystemEvent(event);
  const among = new Set(types);
  return (event) => among.has(event.type) && !isSystemEvent(event);
}

const endFor = (direction: Direction): 'start' | 'end' => (direction === 'forwards' ? 'start' : 'end');

/** Batches until the end, the signal, or until nobody asks for more. */
async function* batches(flow: Inflow<ReadEvent>, signal?: AbortSignal): AsyncGenerator<ReadEvent[]> {
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
