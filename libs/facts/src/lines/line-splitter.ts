import { isUtf8 } from 'node:buffer';

/** Takes the lines of one file, in order. */
export interface LineReader {
  /** Whole lines in UTF-8, blank ones too, each with its newline. They may be overwritten once this has returned. */
  lines(bytes: Buffer): void;
  /** A line that is no text at all. */
  unreadable(reason: Unreadable): void;
  /** Bytes of a line that is no text, as they come, before it is named; the newline is not among them. They may be overwritten once this has returned. */
  noText?(part: Buffer): void;
}

export type Unreadable = 'not-utf8' | 'utf16' | 'too-long';

const NEWLINE = 0x0a;
const BYTE_ORDER_MARK = Buffer.from('\ufeff');
/** Of no use as a fact, and near what one string can hold. */
const LONGEST_LINE = 1 << 28;

/** Cuts the bytes of a file where lines end. A block may be overwritten once `push` has returned. */
export class LineSplitter {
  #started = false;
  #hasLines = false;
  #isUtf16 = false;
  /** The beginning of a line whose end has not come yet. */
  #begun: Buffer[] = [];
  #begunBytes = 0;

  constructor(
    readonly reader: LineReader,
    readonly longestLine = LONGEST_LINE,
  ) {}

  push(block: Buffer): void {
    if (!this.#started && block.length > 1) {
      this.#started = true;
      const mark = block.readUInt16BE(0);
      this.#isUtf16 = mark === 0xfffe || mark === 0xfeff;
    }
    const end = block.lastIndexOf(NEWLINE) + 1;
    if (end > 0) {
      const first = this.#begunBytes > 0 ? block.indexOf(NEWLINE) + 1 : 0;
      if (first > 0) this.#endLine(block.subarray(0, first));
      if (end > first) this.#lines(block.subarray(first, end));
    }
    if (end < block.length) this.#begin(block.subarray(end));
  }

  /** The file ends; its last line need not have a newline. */
  end(): void {
    if (this.#begunBytes > 0) this.#endLine(Buffer.of(NEWLINE));
  }

  #begin(part: Buffer): void {
    this.#begunBytes += part.length;
    if (this.#begunBytes <= this.longestLine) this.#begun.push(Buffer.from(part));
    else this.#giveUp(part);
  }

  /** Of a line that is too long, nothing is kept. */
  #giveUp(part: Buffer): void {
    for (const begun of this.#begun) this.reader.noText?.(begun);
    this.#begun = [];
    if (part.length > 0) this.reader.noText?.(part);
  }

  #endLine(part: Buffer): void {
    const isTooLong = this.#begunBytes + part.length - 1 > this.longestLine;
    if (isTooLong) this.#giveUp(part.subarray(0, -1));
    const line = isTooLong ? undefined : Buffer.concat([...this.#begun, part]);
    this.#begun = [];
    this.#begunBytes = 0;
    if (line) this.#lines(line);
    else this.#unreadable('too-long');
  }

  #lines(whole: Buffer): void {
    if (!isUtf8(whole)) {
      this.#linesOneByOne(whole);
      return;
    }
    const isMarked = !this.#hasLines && BYTE_ORDER_MARK.equals(whole.subarray(0, BYTE_ORDER_MARK.length));
    this.#hasLines = true;
    this.reader.lines(isMarked ? whole.subarray(BYTE_ORDER_MARK.length) : whole);
  }

  #unreadable(reason: Unreadable): void {
    this.#hasLines = true;
    this.reader.unreadable(reason);
  }

  #linesOneByOne(whole: Buffer): void {
    let from = 0;
    while (from < whole.length) {
      const to = whole.indexOf(NEWLINE, from) + 1;
      const line = whole.subarray(from, to);
      if (isUtf8(line)) this.#lines(line);
      else {
        this.reader.noText?.(line.subarray(0, -1));
        this.#unreadable(this.#isUtf16 ? 'utf16' : 'not-utf8');
      }
      from = to;
    }
  }
}
