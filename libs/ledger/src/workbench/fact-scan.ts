import { Buffer } from 'node:buffer';
import type { Utf8Range } from '@paidonce/event-store';
import { ScannedLines, Scanner, Tape, type ScannedFact } from '@paidonce/facts';
import type { Instant } from '@paidonce/kernel';
import { ScannedSubjects } from '@paidonce/settlement';
import { CONTENT_DIGEST } from './stored-fact.js';
import { hashOfBytes } from './subject-hash.js';

const NEWLINE = 0x0a;
/** Bytes that a unit of a text takes at most. */
const WIDEST = 3;

/** The text of a fact, which may be at hand as bytes. */
export interface FactText {
  readonly text: string;
  readonly utf8?: Utf8Range | undefined;
}

/** Facts, one after another, scanned from their texts where they can be: others are to be parsed. */
export class FactScan {
  readonly #scanner = new Scanner(CONTENT_DIGEST);
  readonly #lines = new ScannedLines();
  readonly #subjects = new ScannedSubjects((subject, end) => {
    this.#add(hashOfBytes(subject, end));
  });
  #tape = new Tape();
  #bytes = Buffer.alloc(1 << 12);
  #used = 0;
  #touched: number[] = [];

  /** Starts with other facts, before the first one. */
  open(texts: readonly FactText[]): void {
    const ends = new Int32Array(texts.length);
    this.#used = 0;
    for (let i = 0; i < texts.length; i++) ends[i] = this.#write(texts[i] as FactText);
    this.#tape = new Tape(this.#tape.cells);
    this.#scanner.scanTexts(this.#bytes, ends, this.#tape);
    this.rewind();
  }

  /** Goes back before the first fact. */
  rewind(): void {
    this.#lines.open(this.#bytes, this.#tape.cells, this.#tape.end);
  }

  /** The next fact, which holds until it is asked for the one behind it; `undefined` where it was not scanned. */
  next(): ScannedFact | undefined {
    this.#lines.next();
    return this.#lines.scanned;
  }

  /** Says when the fact that was asked for last was recorded: it holds also after going back. */
  stamp(recordedAt: Instant): void {
    this.#lines.stamp(recordedAt);
  }

  /** What a fact touches, as hashes, each once. */
  touchedBy(scanned: ScannedFact): readonly number[] {
    this.#touched = [];
    this.#subjects.of(scanned);
    return this.#touched;
  }

  #add(hash: number): void {
    if (!this.#touched.includes(hash)) this.#touched.push(hash);
  }

  /** Writes a text behind those before, with a newline; answers where that stands. */
  #write(fact: FactText): number {
    const { utf8 } = fact;
    const text = utf8 ? '' : fact.text;
    const most = this.#used + (utf8 ? utf8.end - utf8.start : text.length * WIDEST) + 1;
    if (most > this.#bytes.length) {
      const longer = Buffer.alloc(Math.max(2 * this.#bytes.length, most));
      this.#bytes.copy(longer, 0, 0, this.#used);
      this.#bytes = longer;
    }
    const written = utf8
      ? utf8.bytes.copy(this.#bytes, this.#used, utf8.start, utf8.end)
      : this.#bytes.write(text, this.#used, 'utf8');
    const end = this.#used + written;
    this.#bytes[end] = NEWLINE;
    this.#used = end + 1;
    return end;
  }
}
