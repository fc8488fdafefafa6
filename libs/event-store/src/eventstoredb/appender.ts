import {
  AppendTooLarge,
  RevisionConflict,
  type Appended,
  type ExpectedRevision,
  type ProposedEvent,
} from '../event-store.js';
import { WrongRevision, type LogClient } from './client.js';
import type { LogReader } from './log-reader.js';
import { bytesOf, endOfPart, largestGroup, outgoing, type Outgoing } from './parts.js';
import { persistently, type Persistence } from './retries.js';

/** How far back an append to `any` revision is looked for when its answer was lost. */
const TAIL = 1_000;

/** Appends; see `append` of the port for what it promises. */
export class Appender {
  readonly #client: LogClient;
  readonly #reader: LogReader;
  readonly #persistence: Persistence;
  #maxBytes: number;

  constructor(client: LogClient, reader: LogReader, maxBytes: number, persistence: Persistence) {
    this.#client = client;
    this.#reader = reader;
    this.#maxBytes = maxBytes;
    this.#persistence = persistence;
  }

  /**
   * The server writes what fits its limit all or none. More than that is written in parts, one after the other, each at the revision that the one before left:
   * a reader may see the first ones before the rest, and when a later one fails, those before it stay. The same append again completes it. Events that belong
   * together are never parted: where they do not fit, that is said before anything is written.
   */
  async append(stream: string, proposed: readonly ProposedEvent[], expected: ExpectedRevision): Promise<Appended> {
    if (proposed.length === 0) throw new RangeError('an append has at least one event');
    const events = proposed.map(outgoing);
    const before = await persistently(this.#persistence, () => this.#reader.lastPosition());
    let appended: Appended | undefined;
    let start: number | undefined;
    while (start === undefined || start < events.length) {
      const part = this.#partFrom(events, start ?? 0);
      if (start === undefined && part.length < events.length) {
        // An earlier attempt may have been cut off anywhere.
        start = await this.#alreadyThere(stream, events, expected);
        if (start === events.length) return this.#made(stream, start + firstOf(expected) - 1, before);
        continue;
      }
      try {
        const at = after(expected, start ?? 0);
        const result = await this.#appendPart(stream, part, at, before);
        const isFirst = appended === undefined && (start ?? 0) === 0;
        appended = { ...result, idempotent: result.idempotent && (isFirst || appended?.idempotent === true) };
        start = (start ?? 0) + part.length;
      } catch (error) {
        if (error instanceof RevisionConflict) throw new RevisionConflict(stream, expected, error.actual);
        if (!(error instanceof AppendTooLarge) || error.maxBytes >= this.#maxBytes) throw error;
        this.#maxBytes = error.maxBytes;
        if (bytesOf(part) <= error.maxBytes || largestGroup(part) === bytesOf(part)) throw error;
      }
    }
    return appended as Appended;
  }

  /** The next events that fit one write. What belongs together and is more than is known to fit goes alone, for the server to judge: it takes all of it or nothing. */
  #partFrom(events: readonly Outgoing[], start: number): readonly Outgoing[] {
    const end = endOfPart(events, start, this.#maxBytes);
    if (end - start < events.length && largestGroup(events) > this.#maxBytes) throw new AppendTooLarge(this.#maxBytes);
    return events.slice(start, end);
  }

  /**
   * The server answers an append that it has already as if it had made it. It was made before if it lies no later than what was the last event when we began, so
   * that a part that we sent twice, since its answer was lost, counts as made now.
   */
  async #appendPart(
    stream: string,
    events: readonly Outgoing[],
    expected: ExpectedRevision,
    before: bigint,
  ): Promise<Appended> {
    const proposed = events.map(({ event }) => event);
    const place = typeof expected === 'number' ? (expected < 0 ? 'no-stream' : BigInt(expected)) : expected;
    return persistently(this.#persistence, async (attempt) => {
      if (attempt > 1 && expected === 'any') {
        // After a change of leader, the server does not remember appends at any revision.
        const revision = await this.#lastRevisionOf(stream, events);
        if (revision !== undefined) return this.#made(stream, revision, before);
      }
      try {
        const { revision, position } = await this.#client.append(stream, proposed, place);
        // What it took once it takes again.
        this.#maxBytes = Math.max(this.#maxBytes, bytesOf(events));
        return await this.#made(stream, Number(revision), before, position);
      } catch (error) {
        if (!(error instanceof WrongRevision)) throw error;
        const there = await this.#alreadyThere(stream, events, expected);
        if (there === events.length) return this.#made(stream, firstOf(expected) + there - 1, before);
        throw new RevisionConflict(stream, expected, error.actual);
      }
    });
  }

  async #made(stream: string, revision: number, before: bigint, position?: bigint): Promise<Appended> {
    const at = position ?? (await this.#reader.positionOf(stream, revision));
    return { revision, position: at, idempotent: at <= before };
  }

  /** How many of these events, from the first on, stand where they are to be; none where they may stand anywhere. */
  async #alreadyThere(stream: string, events: readonly Outgoing[], expected: ExpectedRevision): Promise<number> {
    if (expected === 'any') return 0;
    let there = 0;
    for await (const batch of this.#reader.idsOf(stream, BigInt(firstOf(expected)), 'forwards', events.length)) {
      for (const { id } of batch) {
        if (!sameId(id, events[there]?.id)) return there;
        there++;
      }
    }
    return there;
  }

  /** Revision of the last of these events, if they end a recent part of the stream. */
  async #lastRevisionOf(stream: string, events: readonly Outgoing[]): Promise<number | undefined> {
    const last = events.at(-1)?.id;
    for await (const batch of this.#reader.idsOf(stream, 'end', 'backwards', events.length + TAIL)) {
      for (const { id, revision } of batch) {
        if (!sameId(id, last)) continue;
        const first = revision - events.length + 1;
        const isWhole = first >= 0 && (await this.#alreadyThere(stream, events, first - 1)) === events.length;
        return isWhole ? revision : undefined;
      }
    }
    return undefined;
  }
}

/** Revision of the first event of an append. */
const firstOf = (expected: ExpectedRevision): number => (typeof expected === 'number' ? expected + 1 : 0);

/** What is expected of the stream once `count` events of the append are there. */
function after(expected: ExpectedRevision, count: number): ExpectedRevision {
  return expected === 'any' || count === 0 ? expected : firstOf(expected) + count - 1;
}

const sameId = (one: string, other: string | undefined): boolean => one.toLowerCase() === other?.toLowerCase();
