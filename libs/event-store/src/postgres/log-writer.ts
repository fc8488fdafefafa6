import type { Pool } from 'pg';
import { RevisionConflict, type Appended, type ExpectedRevision, type NewEvent } from '../event-store.js';
import { isLostConnection } from './lost-connection.js';
import { LogMovedOn, WriterConnection } from './writer-connection.js';
import { KnownLog, type Flush, type PendingAppend } from './known-log.js';

/** Most events of one flush, and characters (or bytes) of them; a single append may have more. */
const MOST_EVENTS = 1000;
const MOST_CHARACTERS = 4 << 20;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

interface Waiting extends PendingAppend {
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Appends in groups: while one flush is on its way, appends wait for the next. A flush proposes the next positions of the log, and the head row takes them only if nobody
 * else has appended since; so what the writer knows of streams needs no lock. When another process has, the flush is made again with the head row locked.
 */
export class LogWriter {
  readonly #connection: WriterConnection;
  readonly #known = new KnownLog();
  #queue: Waiting[] = [];
  #running: Promise<void> | undefined;
  readonly #judging = new Set<Promise<void>>();
  /** Whether another process appended lately: then the head is locked at once. */
  #crowded = false;
  #closed = false;

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
    private readonly onHead: (position: bigint) => void,
  ) {
    this.#connection = new WriterConnection(pool, schema);
  }

  append(stream: string, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new Error('the event store is closed');
      if (events.length === 0) throw new RangeError('an append has at least one event');
      let characters = 0;
      for (const event of events) {
        if (!event.uuid && !UUID.test(event.id)) throw new RangeError(`"${event.id}" is no UUID`);
        characters += lengthOf(event);
      }
      this.#wait({ stream, events, expected, characters, resolve, reject });
    });
  }

  /** Answers what was asked and gives the connection back. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#running !== undefined || this.#judging.size > 0) {
      await this.#running;
      await Promise.all(this.#judging);
    }
    this.#connection.drop();
  }

  #wait(waiting: Waiting): void {
    this.#queue.push(waiting);
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // Callers that go on at the same time, or were answered just now, get into the same flush.
    await immediate();
    while (this.#queue.length > 0) {
      await this.#flushAll(this.#takeGroup());
      await immediate();
    }
    this.#running = undefined;
  }

  #takeGroup(): Waiting[] {
    let [count, events, characters] = [0, 0, 0];
    for (const append of this.#queue) {
      events += append.events.length;
      characters += append.characters;
      if (count > 0 && (events > MOST_EVENTS || characters > MOST_CHARACTERS)) break;
      count++;
    }
    const group = this.#queue.slice(0, count);
    this.#queue = this.#queue.slice(count);
    return group;
  }

  /** Flushes a group; when the server refuses it, each append by itself, so that only the one at fault fails. */
  async #flushAll(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#flush(group);
    } catch (error) {
      if (isLostConnection(error)) {
        this.#forget();
        for (const append of group) append.reject(error);
      } else if (group.length > 1) {
        for (const append of group) await this.#flushAll([append]);
      } else if (group[0] !== undefined) {
        if (isRepeatedId(error)) this.#judge(group[0], error);
        else group[0].reject(error);
      }
    }
  }

  async #flush(group: readonly Waiting[]): Promise<void> {
    const flush = await this.#write(group);
    for (const { append, ...appended } of flush.appended) {
      append.resolve({ ...appended, idempotent: false });
    }
    for (const append of flush.doubtful) this.#judge(append);
    if (flush.placed.length > 0) this.onHead(BigInt(flush.head));
  }

  async #write(group: readonly Waiting[]): Promise<Flush<Waiting>> {
    if (!this.#crowded) {
      try {
        await this.#learn(group);
        return await this.#propose(group);
      } catch (error) {
        if (!(error instanceof LogMovedOn)) throw error;
      }
    }
    return this.#connection.withHeadLocked(async (head) => {
      this.#crowded = head !== this.#known.head;
      if (this.#crowded || this.#known.doubted) this.#known.forget(head);
      await this.#learn(group);
      return this.#propose(group);
    });
  }

  /** Reads the head and the revisions of streams, where they are not known. */
  async #learn(group: readonly Waiting[]): Promise<void> {
    // The head comes first: a revision that is newer than the head is found out, one that is older is not.
    if (this.#known.head === undefined || this.#known.doubted) this.#known.forget(await this.#connection.head());
    const unknown = this.#known.unknownStreams(group);
    if (unknown.length > 0) this.#known.learn(await this.#connection.revisions(unknown));
  }

  async #propose(group: readonly Waiting[]): Promise<Flush<Waiting>> {
    const flush = this.#known.place(group);
    if (flush.placed.length > 0) {
      await this.#connection.insert(flush.placed, flush.characters);
      this.#known.accept(flush);
    }
    return flush;
  }

  #forget(): void {
    this.#known.forget(undefined);
    this.#connection.drop();
  }

  /** Finds out, beside the flushes, whether an append is a repetition, a conflict, or was in doubt only because the writer knew too little. */
  #judge(append: Waiting, cause?: unknown): void {
    const judging = this.#judgement(append, cause).catch(append.reject);
    this.#judging.add(judging);
    void judging.finally(() => this.#judging.delete(judging));
  }

  async #judgement(append: Waiting, cause: unknown): Promise<void> {
    const { stream, events, expected } = append;
    // In this order: events that come in between are found.
    const last = await this.pool.query<{ revision: string }>(
      `SELECT revision FROM ${this.schema}.event WHERE stream = $1 ORDER BY revision DESC LIMIT 1`,
      [stream],
    );
    const actual = Number(last.rows[0]?.revision ?? -1);
    const { rows } = await this.pool.query<{ id: string; revision: string; position: string }>(
      `SELECT id, revision, position FROM ${this.schema}.event WHERE stream = $1 AND id = ANY ($2) ORDER BY revision`,
      [stream, events.map(({ id }) => id)],
    );
    const first = Number(rows[0]?.revision ?? -1);
    const end = rows.at(-1);
    const whole =
      rows.length === events.length &&
      rows.every(
        ({ id, revision }, index) => id === events[index]?.id.toLowerCase() && Number(revision) === first + index,
      );
    if (whole && end !== undefined && (expected === 'any' || first === following(expected))) {
      append.resolve({ revision: Number(end.revision), position: BigInt(end.position), idempotent: true });
    } else if (rows.length === 0 && cause === undefined && (expected === 'any' || actual + 1 === following(expected))) {
      this.#known.doubted = true;
      this.#wait(append);
    } else if (rows.length === 0 && cause !== undefined) {
      throw new RangeError(`an append to stream ${stream} has an event twice`, { cause });
    } else {
      throw new RevisionConflict(stream, expected, actual);
    }
  }
}

/** Of its texts: in characters, or in bytes where it has them. */
function lengthOf(event: NewEvent): number {
  const { utf8, metadata } = event;
  return (utf8 ? utf8.end - utf8.start : event.data.length) + metadata.length;
}

/** Revision of the first event of an append. */
const following = (expected: 'no-stream' | number): number => (expected === 'no-stream' ? 0 : expected + 1);

const immediate = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const isRepeatedId = (error: unknown): boolean =>
  error instanceof Error && 'constraint' in error && error.constraint === 'event_id';
