import type { RefusedLine } from '../history/settle-history.js';

/** Characters that may wait to be sent or answered: enough for a server to work on, and all the memory that an import takes. */
const MOST_WAITING = 1 << 23;

/** A line of a file. */
export interface Place {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Lines of one file, in order, each with its newline; or a line that is not worth sending. */
export type Portion =
  | { readonly file: string; readonly lines: readonly number[]; readonly text: string }
  | { readonly refused: RefusedLine };

interface Waiting {
  readonly file: string;
  lines: readonly number[];
  text: string;
  answered: number;
}

/** Lines on their way to a server: kept until they are answered, so that a broken connection loses none. */
export class Outbox {
  #portions: (Waiting | { readonly refused: RefusedLine })[] = [];
  /** Portions that were taken since the last `rewind`. */
  #taken = 0;
  #size = 0;
  #isClosed = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void)[] = [];
  /** Told of each portion that is added, and of the end. */
  onMore: (() => void) | undefined;

  constructor(
    /** Told of lines that are not sent, when their turn comes. */
    readonly onRefused: (line: RefusedLine) => void,
    readonly mostWaiting = MOST_WAITING,
  ) {}

  /** Settles when there is room for more. Rejects where sending has failed. */
  async add(portion: Portion): Promise<void> {
    if (this.#failure) throw this.#failure.error;
    this.#portions.push('refused' in portion ? portion : { ...portion, answered: 0 });
    this.#size += sizeOf(portion);
    this.#passRefused();
    this.#changed();
    while (this.#size > this.mostWaiting) await this.#change();
  }

  /** Nothing more comes. */
  close(): void {
    this.#isClosed = true;
    this.#changed();
  }

  /** Nothing more will be sent: `add` rejects with the error. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#changed();
  }

  /** Settles when a line waits; false where there is none and none will come. */
  async some(): Promise<boolean> {
    while (this.isEmpty && !this.#isClosed) await this.#change();
    return !this.isEmpty;
  }

  get isEmpty(): boolean {
    return this.#portions.length === 0;
  }

  /** Everything that there will ever be was taken. */
  get isAllTaken(): boolean {
    return this.#isClosed && this.#taken === this.#portions.length;
  }

  /** The next lines to be sent; `undefined` where there are none now. */
  take(): string | undefined {
    while (this.#taken < this.#portions.length) {
      const portion = this.#portions[this.#taken++];
      if (portion && 'text' in portion) return portion.text;
    }
    return undefined;
  }

  /** Whatever was not answered is to be taken again. */
  rewind(): void {
    this.#taken = 0;
    const first = this.#portions[0];
    if (!first || !('text' in first) || first.answered === 0) return;
    let from = 0;
    for (let line = 0; line < first.answered; line++) from = first.text.indexOf('\n', from) + 1;
    this.#size -= from;
    first.text = first.text.slice(from);
    first.lines = first.lines.slice(first.answered);
    first.answered = 0;
  }

  /** The first line that was taken and not answered is answered now; `undefined` where there is none. */
  answer(): Place | undefined {
    const first = this.#taken > 0 ? this.#portions[0] : undefined;
    if (!first || !('text' in first)) return undefined;
    const line = first.lines[first.answered++] ?? NaN;
    if (first.answered === first.lines.length) {
      this.#drop();
      this.#passRefused();
      this.#changed();
    }
    return { file: first.file, line };
  }

  #passRefused(): void {
    for (;;) {
      const first = this.#portions[0];
      if (!first || 'text' in first) return;
      this.#drop();
      this.onRefused(first.refused);
    }
  }

  #drop(): void {
    const first = this.#portions.shift();
    if (!first) return;
    this.#size -= sizeOf(first);
    if (this.#taken > 0) this.#taken--;
  }

  /** Settles at the next change; rejects where that is that sending has failed. */
  async #change(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake.push(resolve);
    });
    if (this.#failure) throw this.#failure.error;
  }

  #changed(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const each of wake) each();
    this.onMore?.();
  }
}

function sizeOf(portion: Portion | Waiting): number {
  return 'text' in portion ? portion.text.length : portion.refused.text.length;
}
