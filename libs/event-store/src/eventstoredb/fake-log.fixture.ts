import { EventEmitter } from 'node:events';

export interface FakeEvent {
  readonly stream: string;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  readonly revision: number;
  readonly position: bigint;
  readonly createdTicks: bigint;
}

export type Proposed = Pick<FakeEvent, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

export type FakeOutcome =
  | { readonly kind: 'written' | 'there'; readonly revision: number; readonly position: bigint }
  | { readonly kind: 'wrong'; readonly current: number };

/** The log of the fake server in memory, with the documented rules of EventStoreDB for appends: idempotent by event ids. */
export class FakeLog extends EventEmitter {
  readonly events: FakeEvent[] = [];
  readonly #streams = new Map<string, FakeEvent[]>();
  /** By stream and id of an event, the revision of the first that has it. */
  readonly #places = new Map<string, Map<string, number>>();
  #next = 1_000n;

  /** @param expected -2 any, -1 no stream. */
  append(stream: string, proposed: readonly Proposed[], expected: number): FakeOutcome {
    const there = this.stream(stream);
    const current = there.length - 1;
    const places = proposed.map(({ id }) => this.#placesIn(stream).get(id) ?? -1);
    if (expected === -2) {
      if (places.every((place) => place >= 0)) return this.#repeated(there[places.at(-1) ?? 0]);
      if ((places[0] ?? -1) >= 0) return { kind: 'wrong', current };
    } else if (expected < current) {
      const same = places.every((place, index) => place === expected + 1 + index);
      return same ? this.#repeated(there[places.at(-1) ?? 0]) : { kind: 'wrong', current };
    } else if (expected > current) {
      return { kind: 'wrong', current };
    }
    for (const event of proposed) this.#write(stream, event);
    // Servers write their own events between those of others.
    const none = new Uint8Array();
    this.#write('$stats-127.0.0.1:2113', {
      id: crypto.randomUUID(),
      type: '$statsCollected',
      contentType: 'application/json',
      data: Buffer.from('{}'),
      metadata: none,
    });
    this.emit('appended');
    const last = there.at(-1) as FakeEvent;
    return { kind: 'written', revision: last.revision, position: last.position };
  }

  stream(name: string): FakeEvent[] {
    const found = this.#streams.get(name) ?? [];
    this.#streams.set(name, found);
    return found;
  }

  #placesIn(stream: string): Map<string, number> {
    const found = this.#places.get(stream) ?? new Map<string, number>();
    this.#places.set(stream, found);
    return found;
  }

  #repeated(event: FakeEvent | undefined): FakeOutcome {
    return { kind: 'there', revision: event?.revision ?? -1, position: event?.position ?? -1n };
  }

  #write(stream: string, proposed: Proposed): void {
    const events = this.stream(stream);
    const createdTicks = BigInt(Date.now()) * 10_000n;
    const event = { ...proposed, stream, revision: events.length, position: this.#next, createdTicks };
    this.#next += BigInt(100 + proposed.data.length);
    const places = this.#placesIn(stream);
    if (!places.has(event.id)) places.set(event.id, event.revision);
    events.push(event);
    this.events.push(event);
  }
}
