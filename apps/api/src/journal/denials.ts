import type { JournalEntry } from '@paidonce/audit';

const MINUTE_MS = 60_000;
/** More kinds of denials than that within a minute are entered as one. */
const MOST_KINDS = 1_000;

interface Repeated {
  readonly entry: JournalEntry;
  times: number;
}

/**
 * What was denied, so that nobody fills the log by asking again: of each kind the first within a minute is entered, and at the end of the minute how
 * often it came again.
 */
export class Denials {
  readonly #repeated = new Map<string, Repeated>();
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly enter: (entry: JournalEntry) => void) {}

  add(kind: string, entry: JournalEntry): void {
    const key = this.#repeated.has(kind) || this.#repeated.size < MOST_KINDS ? kind : 'others';
    const known = this.#repeated.get(key);
    if (known) {
      known.times++;
      return;
    }
    this.#repeated.set(key, { entry, times: 0 });
    this.enter(entry);
    this.#timer ??= setTimeout(() => {
      this.close();
    }, MINUTE_MS).unref();
  }

  /** Ends the minute. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const repeated = [...this.#repeated.values()];
    this.#repeated.clear();
    for (const { entry, times } of repeated) if (times > 0) this.enter({ ...entry, counts: { repeated: times } });
  }
}
