import { setTimeout as delay } from 'node:timers/promises';
import type { WorkedOut, WorkWatch } from '../workbench/worked-out.js';

/** For what is being worked out it is waited no longer than this: somebody may be told of it no more. */
const PATIENCE_MS = 10_000;
/** What is kept of facts that the projector is yet to come to: some million facts, 50 MB. */
const MOST_TOUCHES = 3_000_000;

/** What facts come to that are decided in this program, kept until the projector comes to them. What is lost of it, the projector works out itself. */
export class Ahead implements WorkWatch {
  readonly #kept: WorkedOut[] = [];
  #touches = 0;
  /** Whether facts are being appended of which it will be told. */
  #isUnderWay = false;
  /** Whether anybody projects here: while others do, nothing is kept. */
  #isWanted = false;
  #wake: (() => void) | undefined;

  constructor(readonly patienceMs = PATIENCE_MS) {}

  /** Keeps what it is told while work goes on. */
  async during(work: () => Promise<void>): Promise<void> {
    this.#isWanted = true;
    try {
      await work();
    } finally {
      this.#isWanted = this.#isUnderWay = false;
      this.#kept.length = this.#touches = 0;
    }
  }

  begins(): void {
    this.#isUnderWay = this.#isWanted;
  }

  ends(out: WorkedOut | undefined): void {
    this.#isUnderWay = false;
    if (out && this.#isWanted) this.#keep(out);
    this.#wake?.();
  }

  /** Takes out what the facts behind a position come to; `undefined` where they are to be followed. */
  async behind(position: number): Promise<WorkedOut | undefined> {
    this.#forget(position);
    if (this.#kept.length === 0 && this.#isUnderWay) {
      await this.#ended();
      this.#forget(position);
    }
    const [next] = this.#kept;
    if (!next || next.before > position) return undefined;
    this.#drop();
    return next;
  }

  /** Up to where facts behind a position are to be followed before anything can be taken out. */
  from(position: number): number {
    this.#forget(position);
    return this.#kept[0]?.before ?? Infinity;
  }

  async #ended(): Promise<void> {
    const stop = new AbortController();
    const ended = new Promise<void>((resolve) => (this.#wake = resolve));
    const late = delay(this.patienceMs, undefined, { signal: stop.signal }).catch(() => undefined);
    await Promise.race([ended, late]);
    stop.abort();
    this.#wake = undefined;
    this.#isUnderWay = false;
  }

  #keep(out: WorkedOut): void {
    if (this.#touches + out.subjects.length > MOST_TOUCHES) this.#kept.length = this.#touches = 0;
    this.#kept.push(out);
    this.#touches += out.subjects.length;
  }

  /** What begins at or before a position has been followed. */
  #forget(position: number): void {
    while (this.#kept[0] && this.#kept[0].first <= position) this.#drop();
  }

  #drop(): void {
    this.#touches -= this.#kept.shift()?.subjects.length ?? 0;
  }
}
