import { EventEmitter, on } from 'node:events';
import {
  RevisionConflict,
  type Appended,
  type Delivery,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
} from '@paidonce/event-store';

/** A log in memory, for histories by the hundred. */
export class MemoryEventStore implements EventStore {
  readonly events: RecordedEvent[] = [];
  readonly #streams = new Map<string, RecordedEvent[]>();
  readonly #appended = new EventEmitter();

  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    const known = this.#streams.get(stream) ?? [];
    const actual = known.length - 1;
    if (expected !== 'any' && actual !== (expected === 'no-stream' ? -1 : expected)) {
      return Promise.reject(new RevisionConflict(stream, expected, actual));
    }
    for (const event of events) {
      const position = BigInt(this.events.length + 1);
      const { id, type, data, metadata } = event;
      const place = { stream, revision: known.length, position, created: '2026-01-01T00:00:00Z' };
      const recorded = { id, type, data, metadata, ...place };
      known.push(recorded);
      this.events.push(recorded);
    }
    this.#streams.set(stream, known);
    this.#appended.emit('appended');
    return Promise.resolve({ revision: known.length - 1, position: BigInt(this.events.length), idempotent: false });
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<readonly RecordedEvent[]> {
    const { direction = 'forwards', from, limit = Infinity } = options;
    const known = this.#streams.get(stream) ?? [];
    const found =
      direction === 'forwards' ? known.slice(from ?? 0) : known.slice(0, (from ?? known.length - 1) + 1).reverse();
    if (found.length > 0) yield await Promise.resolve(found.slice(0, limit));
  }

  async *readAll({ after = 0n, types, limit }: ReadAllOptions = {}): AsyncGenerator<readonly RecordedEvent[]> {
    const found = this.events
      .slice(Number(after))
      .filter(({ type }) => types?.includes(type) ?? true)
      .slice(0, limit);
    if (found.length > 0) yield await Promise.resolve(found);
  }

  async *subscribe({ after = 0n, batch = 5000, signal }: SubscribeOptions): AsyncGenerator<Delivery> {
    let position = Number(after);
    const appended = on(this.#appended, 'appended', { signal });
    try {
      for (;;) {
        while (position < this.events.length) {
          const events = this.events.slice(position, position + batch);
          position += events.length;
          yield { kind: 'events', events };
        }
        yield { kind: 'caught-up', position: BigInt(position) };
        await appended.next();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  head(): Promise<bigint> {
    return Promise.resolve(BigInt(this.events.length));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
