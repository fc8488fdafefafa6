/**
 * The log: events in streams, and all of them in one order. One port, two adapters (PostgreSQL, EventStoreDB); what both
 * promise is the contract suite in `testing/`.
 */

/** An event as it is appended. */
export interface NewEvent {
  /** UUID. The same id appended to the same stream again is recognised (`idempotent`). */
  readonly id: string;
  /** `id`, where it is at hand as bytes. */
  readonly uuid?: UuidAt | undefined;
  readonly type: string;
  /** JSON text, at most 1 MB; comes back as the same JSON value, from PostgreSQL as the same bytes. */
  readonly data: string;
  /** `data`, where it is at hand as bytes: whoever has them need not ask for the text. They must not be changed. */
  readonly utf8?: Utf8Range | undefined;
  /** JSON text: who, why, in answer to what. */
  readonly metadata: string;
}

/** An event that may have to stand right behind another one. */
export interface ProposedEvent extends NewEvent {
  /** Written together with the event before it in the append, or neither is: no reader sees one without the other, whatever happens. */
  readonly joined?: true;
}

/** An event in the log. */
export interface RecordedEvent extends NewEvent {
  readonly stream: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  /** Place in the log. Rises; contiguous from 1 in PostgreSQL, and the commit position in EventStoreDB. */
  readonly position: bigint;
  /** When the store appended it, ISO 8601. */
  readonly created: string;
  /** `metadata`, where the store has it at hand as bytes. They must not be changed. */
  readonly metadataUtf8?: Utf8Range;
}

/** The sixteen bytes of a UUID within some bytes. */
export interface UuidAt {
  readonly bytes: Buffer;
  readonly start: number;
}

/** A text within some bytes. */
export interface Utf8Range {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * What the appender knows of a stream: that it has none yet, its last revision, or nothing (`any`). A stream that is elsewhere is a
 * {@link RevisionConflict}.
 */
export type ExpectedRevision = 'no-stream' | 'any' | number;

export interface Appended {
  /** Revision of the last event of the append. */
  readonly revision: number;
  /** Position of the last event of the append. */
  readonly position: bigint;
  /** Whether all events of the append had been there already: nothing was written. */
  readonly idempotent: boolean;
}

/** The stream is not where the appender thought it was; nothing was written. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';

  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    /** The last revision that is there; -1 where the stream has none. */
    readonly actual: number,
  ) {
    super(`stream ${stream} is at revision ${actual}, not at ${expected}`);
  }
}

/** Events that belong together are more than the log takes in one write; nothing was written. */
export class AppendTooLarge extends RangeError {
  override readonly name = 'AppendTooLarge';

  constructor(
    /** What the log takes in one write. */
    readonly maxBytes: number,
  ) {
    super(
      `EventStoreDB takes at most ${maxBytes} bytes in one append (its setting MaxAppendSize), and what belongs together has more`,
    );
  }
}

/** The log does not answer at the moment, or not any more. Whether an append was made shows when it is made again. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';

  constructor(cause: unknown) {
    super(`EventStoreDB does not answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

export interface ReadStreamOptions {
  /** First revision to read (forwards: default 0; backwards: default the last). */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

export interface ReadAllOptions {
  /** Forwards: events after this position (default: from the beginning). Backwards: before it (default: from the end). */
  readonly after?: bigint;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
  /** Only events of these types. */
  readonly types?: readonly string[];
  /** Passes over positions that a damaged log does not have, rather than throw: for those who look for damage. */
  readonly passGaps?: boolean;
  /** Stops the reading between two batches. */
  readonly signal?: AbortSignal;
}

/**
 * What a subscription yields: batches in log order, and `caught-up` each time it reaches the end of the log and turns to waiting.
 * Every event once, none skipped, also while other processes append.
 */
export type Delivery =
  | { readonly kind: 'events'; readonly events: readonly RecordedEvent[] }
  | { readonly kind: 'caught-up'; readonly position: bigint };

export interface SubscribeOptions {
  /** Events after this position; `undefined`: from the beginning. */
  readonly after?: bigint | undefined;
  readonly types?: readonly string[];
  /** Most events of one batch; default 5000. */
  readonly batch?: number;
  /** Is asked before more is read: how far whoever subscribes has come without being told. What is not behind that may be left out. */
  readonly reached?: (() => Promise<bigint>) | undefined;
  readonly signal: AbortSignal;
}

export interface EventStore {
  /**
   * Appends events to a stream, all or none, durably: once it resolves they survive a crash. Calls may run at the same time; those
   * of one process are grouped. Events that are all in the stream already, in this order at the expected place, are answered as `idempotent`.
   * A log that takes no more than so much in one write makes a larger append in parts, which it never cuts before an event that is `joined`.
   * Throws {@link RevisionConflict}, {@link AppendTooLarge}; as all others {@link LogUnavailable}, where the log is on another server that does not answer.
   */
  append(stream: string, events: readonly ProposedEvent[], expected: ExpectedRevision): Promise<Appended>;

  /** Batches of a stream's events. A stream that is not there has none. */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<readonly RecordedEvent[]>;

  /** Batches of all events in log order, in constant memory. */
  readAll(options?: ReadAllOptions): AsyncIterable<readonly RecordedEvent[]>;

  /** Catches up from a position, then goes on as events come. Ends when the signal aborts; throws when the store is gone. */
  subscribe(options: SubscribeOptions): AsyncIterable<Delivery>;

  /** Position of the last event; 0n of an empty log. */
  head(): Promise<bigint>;

  close(): Promise<void>;
}
