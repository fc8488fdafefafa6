import type { ExpectedRevision, NewEvent } from '../event-store.js';
import type { PlacedEvent } from './copy-in.js';

export interface PendingAppend {
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly expected: ExpectedRevision;
  /** About how many its events have. */
  readonly characters: number;
}

/** What is to be written at once, if the log is still where it was. */
export interface Flush<Append extends PendingAppend> {
  readonly placed: readonly PlacedEvent[];
  /** Appends that are in `placed`, with the place of their last events. */
  readonly appended: readonly { readonly append: Append; readonly revision: number; readonly position: bigint }[];
  /** Appends that do not fit what is known. */
  readonly doubtful: readonly Append[];
  readonly revisions: ReadonlyMap<string, number>;
  readonly head: number;
  readonly characters: number;
}

/** Streams whose revision is remembered; of others it is read again. */
const MOST_STREAMS = 100_000;

/** What a writer knows of the log: the head, and last revisions of streams that hold as long as the log is at that head. */
export class KnownLog {
  /** A stream turned out to be elsewhere: time to start anew. */
  doubted = false;
  #head: number | undefined;
  readonly #revisions = new Map<string, number>();

  get head(): number | undefined {
    return this.#head;
  }

  /** Starts anew from a head that was read. */
  forget(head: number | undefined): void {
    this.doubted = false;
    this.#head = head;
    this.#revisions.clear();
  }

  unknownStreams(appends: readonly PendingAppend[]): string[] {
    const unknown = new Set<string>();
    for (const { stream } of appends) if (!this.#revisions.has(stream)) unknown.add(stream);
    return [...unknown];
  }

  learn(revisions: Iterable<readonly [stream: string, revision: number]>): void {
    for (const [stream, revision] of revisions) this.#revisions.set(stream, revision);
  }

  /** Gives appends their places, one after another. */
  place<Append extends PendingAppend>(group: readonly Append[]): Flush<Append> {
    const placed: PlacedEvent[] = [];
    const appended: { append: Append; revision: number; position: bigint }[] = [];
    const doubtful: Append[] = [];
    const revisions = new Map<string, number>();
    let head = this.#head ?? 0;
    let characters = 0;
    for (const append of group) {
      const { stream, events, expected } = append;
      let revision = revisions.get(stream) ?? this.#revisions.get(stream) ?? -1;
      if (expected !== 'any' && revision !== (expected === 'no-stream' ? -1 : expected)) {
        doubtful.push(append);
        continue;
      }
      for (const event of events) placed.push({ position: ++head, revision: ++revision, stream, event });
      characters += append.characters;
      revisions.set(stream, revision);
      appended.push({ append, revision, position: BigInt(head) });
    }
    return { placed, appended, doubtful, revisions, head, characters };
  }

  /** The log has taken a flush. */
  accept({ head, revisions }: Flush<PendingAppend>): void {
    this.#head = head;
    for (const [stream, revision] of revisions) {
      // The streams that were used last stand last.
      this.#revisions.delete(stream);
      this.#revisions.set(stream, revision);
    }
    for (const stream of this.#revisions.keys()) {
      if (this.#revisions.size <= MOST_STREAMS) break;
      this.#revisions.delete(stream);
    }
  }
}
