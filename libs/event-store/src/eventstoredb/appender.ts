import { RevisionConflict, type Appended, type ExpectedRevision, type NewEvent } from '../event-store.js';
import { AppendTooLarge, WrongRevision, type LogClient } from './client.js';
import { toClientEvent, weightOf } from './event-content.js';
import type { LogReader } from './log-reader.js';
import { persistently } from './retries.js';

/** How far back an append to `any` revision is looked for when its answer was lost. */
const TAIL = 1_000;

/** Appends; see `append` of the port for what it promises. */
export class Appender {
  readonly #client: LogClient;
  readonly #reader: LogReader;
  readonly #patience: number;
  #maxBytes: number;

  constructor(client: LogClient, reader: LogReader, maxBytes: number, patienceMilliseconds: number) {
    this.#client = client;
    this.#reader = reader;
    this.#maxBytes = maxBytes;
    this.#patience = patienceMilliseconds;
  }

  /**
   * The server writes what fits its limit all or none. More than that is written in parts, one after the other, each at the revision that the one before left:
   * a reader may see the first ones before the rest, and when the last ones fail, the first ones stay. The same append again completes it.
   */
  async append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    if (events.length === 0) throw new RangeError('an append has at least one event');
    const before = await persistently(this.#patience, () => this.#reader.lastPosition());
    let appended: Appended | undefined;
    for (let start = 0; start < events.length;) {
      const part = this.#partFrom(events, start);
      const place =
        typeof expected === 'number' ? expected + start : start > 0 && expected === 'no-stream' ? start - 1 : expected;
      try {
        const result = await this.#appendPart(stream, part, place, before);
        appended = { ...result, idempotent: result.idempotent && appended?.idempotent !== false };
        start += part.length;
      } catch (error) {
        if (!(error instanceof AppendTooLarge)) throw error;
        if (part.length === 1 || error.maxBytes >= this.#maxBytes) throw error;
        this.#maxBytes = error.maxBytes;
      }
    }
    return appended as Appended;
  }

  #partFrom(events: readonly NewEvent[], start: number): readonly NewEvent[] {
    let end = start;
    for (let bytes = 0; end < events.length; end++) {
      bytes += weightOf(events[end] as NewEvent);
      if (bytes > this.#maxBytes && end > start) break;
    }
    return events.slice(start, end);
  }

  /**
   * The server answers an append that it has already as if it had made it. It was made before if it lies no later than what was the last event when we began, so
   * that a part that we sent twice, since its answer was lost, counts as made now.
   */
  async #appendPart(
    stream: string,
    events: readonly NewEvent[],
    expected: ExpectedRevision,
    before: bigint,
  ): Promise<Appended> {
    const proposed = events.map(toClientEvent);
    const place = typeof expected === 'number' ? (expected < 0 ? 'no-stream' : BigInt(expected)) : expected;
    const done = async (revision: number, position = -1n): Promise<Appended> => {
      const at = position >= 0n ? position : await this.#reader.positionOf(stream, revision);
      return { revision, position: at, idempotent: at <= before };
    };
    return persistently(this.#patience, async (attempt) => {
      if (attempt > 1 && expected === 'any') {
        // After a change of leader, the server does not remember appends at any revision.
        const revision = await this.#lastRevisionOf(stream, events);
        if (revision !== undefined) return done(revision);
      }
      try {
        const { revision, position } = await this.#client.append(stream, proposed, place);
        return await done(Number(revision), position);
      } catch (error) {
        if (!(error instanceof WrongRevision)) throw error;
        const first = expected === 'any' ? undefined : expected === 'no-stream' ? 0 : expected + 1;
        if (first !== undefined && (await this.#isThere(stream, events, first))) return done(first + events.length - 1);
        throw new RevisionConflict(stream, expected, error.actual);
      }
    });
  }

  /** Servers look at ids too; this holds also where one has forgotten them. */
  async #isThere(stream: string, events: readonly NewEvent[], first: number): Promise<boolean> {
    let next = 0;
    for await (const batch of this.#reader.idsOf(stream, BigInt(first), 'forwards', events.length)) {
      for (const { id } of batch) if (!sameId(id, events[next++]?.id)) return false;
    }
    return next === events.length;
  }

  /** Revision of the last of these events, if they end a recent part of the stream. */
  async #lastRevisionOf(stream: string, events: readonly NewEvent[]): Promise<number | undefined> {
    const last = events.at(-1)?.id;
    for await (const batch of this.#reader.idsOf(stream, 'end', 'backwards', events.length + TAIL)) {
      for (const { id, revision } of batch) {
        if (!sameId(id, last)) continue;
        const first = revision - events.length + 1;
        return first >= 0 && (await this.#isThere(stream, events, first)) ? revision : undefined;
      }
    }
    return undefined;
  }
}

const sameId = (one: string, other: string | undefined): boolean => one.toLowerCase() === other?.toLowerCase();
