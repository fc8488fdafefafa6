import { isAscii, isUtf8 } from 'node:buffer';

/** Takes the lines of one file, in order; blank lines are counted and left out. Lines are numbered from 1. */
export interface LineReader {
  line(text: string, number: number): void;
  /** A line that is no text at all. */
  unreadable(reason: Unreadable, number: number): void;
}

export type Unreadable = 'not-utf8' | 'utf16' | 'too-long';

const NEWLINE = 0x0a;
const SPACE = 0x20;
/** The three bytes of U+FEFF in UTF-8, a character each. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';
const BEYOND_ASCII = /[\u0080-\u00ff]/;
const BLANK = /^[ \t\r]*$/;
/** Of no use as a fact, and near what one string can hold. */
const LONGEST_LINE = 1 << 28;

/**
 * Cuts the bytes of a file into lines. Whole lines of a block are turned into text at once, which is far faster than line
 * by line. A block may be overwritten once `push` has returned.
 */
export class LineSplitter {
  #number = 0;
  #started = false;
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
    if (this.#begunBytes > 0) this.#endLine(Buffer.alloc(0));
  }

  #begin(part: Buffer): void {
    this.#begunBytes += part.length;
    if (this.#begunBytes <= this.longestLine) this.#begun.push(Buffer.from(part));
    else this.#begun = [];
  }

  #endLine(part: Buffer): void {
    const isTooLong = this.#begunBytes > this.longestLine;
    const line = isTooLong ? undefined : Buffer.concat([...this.#begun, part]);
    this.#begun = [];
    this.#begunBytes = 0;
    if (line) this.#lines(line);
    else this.reader.unreadable('too-long', ++this.#number);
  }

  #lines(whole: Buffer): void {
    if (!isUtf8(whole)) {
      this.#linesOneByOne(whole);
      return;
    }
    // A byte a character, so that places in the text are places in the bytes; lines of more than ASCII are decoded anew.
    const text = whole.toString('latin1');
    const isPlain = isAscii(whole);
    let from = this.#number === 0 && text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
    // Nothing but a byte order mark is a blank first line.
    if (from > 0 && from === text.length) this.#number = 1;
    while (from < text.length) {
      let to = text.indexOf('\n', from);
      if (to < 0) to = text.length;
      this.#number++;
      const line = text.slice(from, to);
      if (line.charCodeAt(0) > SPACE || !BLANK.test(line)) {
        const isAsciiLine = isPlain || !BEYOND_ASCII.test(line);
        this.reader.line(isAsciiLine ? line : whole.toString('utf8', from, to), this.#number);
      }
      from = to + 1;
    }
  }

  #linesOneByOne(whole: Buffer): void {
    let from = 0;
    while (from < whole.length) {
      const newline = whole.indexOf(NEWLINE, from);
      const to = newline < 0 ? whole.length : newline + 1;
      const line = whole.subarray(from, to);
      if (isUtf8(line)) this.#lines(line);
      else this.reader.unreadable(this.#isUtf16 ? 'utf16' : 'not-utf8', ++this.#number);
      from = to;
    }
  }
}
