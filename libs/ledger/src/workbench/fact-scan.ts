import { Buffer } from 'node:buffer';
import type { Utf8Range } from '@paidonce/event-store';
import { ScannedLines, Scanner, Tape, type ScannedFact } from '@paidonce/facts';
import type { Instant } from '@paidonce/kernel';
import { ScannedSubjects } from '@paidonce/settlement';
import type { FactText } from '../fact-text.js';
import { CONTENT_DIGEST } from './stored-fact.js';
import { hashOfBytes } from './subject-hash.js';

const NEWLINE = 0x0a;
/** Bytes that a unit of a text takes at most. */
const WIDEST = 3;

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
  /** What the fact that was asked for touches, as many as there are so far. */
  readonly #touched: number[] = [];
  #touches = 0;

  /** Starts with other facts, before the first one. */
  open(texts: readonly FactText[]): void {
    const ends = new Int32Array(texts.length);
    this.#used = 0;
    for (let i = 0; i < texts.length;) i = this.#write(texts, i, ends);
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

  /** The bytes of all facts, and of what was there before them. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** How many of the bytes are those of the facts. */
  get length(): number {
    return this.#used;
  }

  /** Where the fact that was asked for last stands, until others are opened. */
  get range(): Utf8Range {
    return this.#lines;
  }

  /** Says when the fact that was asked for last was recorded: it holds also after going back. */
  stamp(recordedAt: Instant): void {
    this.#lines.stamp(recordedAt);
  }

  /** What a fact touches, as hashes, each once. */
  touchedBy(scanned: ScannedFact): readonly number[] {
    this.#touches = 0;
    this.#subjects.of(scanned);
    // An array of its own that has grown would have room for many more.
    return this.#touched.slice(0, this.#touches);
  }

  #add(hash: number): void {
    for (let i = 0; i < this.#touches; i++) if (this.#touched[i] === hash) return;
    this.#touched[this.#touches++] = hash;
  }

  /** Writes a text, and the ones that stand right behind it as bytes; answers which is next. */
  #write(texts: readonly FactText[], first: number, ends: Int32Array): number {
    const fact = texts[first] as FactText;
    const { utf8 } = fact;
    if (utf8) return this.#copy(texts, first, utf8, ends);
    const { text } = fact;
    this.#makeRoom(text.length * WIDEST + 1);
    this.#endAt((ends[first] = this.#used + this.#bytes.write(text, this.#used, 'utf8')));
    return first + 1;
  }

  /** Lines of a file stand in its blocks as they are scanned here, one byte apart: they are copied in one go. */
  #copy(texts: readonly FactText[], first: number, { bytes, start, end }: Utf8Range, ends: Int32Array): number {
    const by = this.#used - start;
    let next = first;
    let last = end;
    do {
      ends[next++] = last + by;
      const utf8 = texts[next]?.utf8;
      if (utf8?.bytes !== bytes || utf8.start !== last + 1) break;
      last = utf8.end;
    } while (next < texts.length);
    this.#makeRoom(last - start + 1);
    bytes.copy(this.#bytes, this.#used, start, last);
    for (let i = first; i < next; i++) this.#endAt(ends[i] as number);
    return next;
  }

  #makeRoom(least: number): void {
    const most = this.#used + least;
    if (most <= this.#bytes.length) return;
    const longer = Buffer.alloc(Math.max(2 * this.#bytes.length, most));
    this.#bytes.copy(longer, 0, 0, this.#used);
    this.#bytes = longer;
  }

  /** Behind each text there is a newline. */
  #endAt(end: number): void {
    this.#bytes[end] = NEWLINE;
    this.#used = end + 1;
  }
}
