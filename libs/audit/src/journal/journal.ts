import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore, NewEvent } from '@paidonce/event-store';
import { eventOf, streamOfEntry, type JournalEntry } from './journal-entry.js';

/** An entry cannot be kept: the log is gone and too many wait for it, or the journal is closed. */
export class JournalUnavailable extends Error {
  override readonly name = 'JournalUnavailable';
}

export interface JournalWatch {
  /** Entries could not be appended, and are tried again after so many milliseconds. */
  failed?(error: unknown, retryInMs: number): void;
}

/** Most entries, and characters, of one append. */
const MOST_ENTRIES = 500;
const MOST_CHARACTERS = 500_000;
/** Most entries that wait while the log cannot be reached. */
const MOST_WAITING = 20_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

interface Waiting {
  readonly stream: string;
  readonly event: NewEvent;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Appends entries to the log, in their order: those that come while others are on their way go together. */
export class Journal {
  readonly #waiting: Waiting[] = [];
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;

  constructor(
    readonly log: Pick<EventStore, 'append'>,
    readonly watch: JournalWatch = {},
  ) {}

  /** Resolves once the entry is in the log, durably; where the log is away that takes until it is back. Throws {@link JournalUnavailable}. */
  enter(entry: JournalEntry): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.reject(new JournalUnavailable('the journal is closed'));
    if (this.#waiting.length >= MOST_WAITING) {
      return Promise.reject(new JournalUnavailable(`${MOST_WAITING} entries wait for the log`));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ stream: streamOfEntry(entry), event: eventOf(entry), resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Appends what waits, once more where it fails. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    // Entries of one moment go together.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) await this.#append(this.#waiting.splice(0, this.#nextBatch()));
    this.#running = undefined;
  }

  /** How many of those that wait stand in one stream and are not too large together: at least one. */
  #nextBatch(): number {
    const stream = this.#waiting[0]?.stream;
    let [entries, characters] = [0, 0];
    for (const waiting of this.#waiting) {
      characters += waiting.event.data.length;
      if (waiting.stream !== stream || entries === MOST_ENTRIES) break;
      if (entries > 0 && characters > MOST_CHARACTERS) break;
      entries++;
    }
    return entries;
  }

  /** The same events again, where it does not show whether they are in the log: the log knows them by their ids. */
  async #append(batch: readonly Waiting[]): Promise<void> {
    const events = batch.map(({ event }) => event);
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const isLast = this.#closing.signal.aborted;
      try {
        await this.log.append(batch[0]?.stream ?? '', events, 'any');
        for (const { resolve } of batch) resolve();
        return;
      } catch (error) {
        this.watch.failed?.(error, pause);
        if (isLast) {
          for (const { reject } of batch) reject(new JournalUnavailable('the log cannot be reached', { cause: error }));
          return;
        }
        await delay(pause, undefined, { signal: this.#closing.signal }).catch(() => undefined);
      }
    }
  }
}
