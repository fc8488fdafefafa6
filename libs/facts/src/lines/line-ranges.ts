import { LineSplitter, type LineReader, type Unreadable } from './line-splitter.js';

/** Takes the lines of one file one by one, where they stand, with their numbers from 1. Blank ones are counted and left out. */
export interface RangeReader {
  /** A line in UTF-8, without its newline. The bytes are those of a block, or of a line that stood in several: they are overwritten when the block is. */
  line(bytes: Buffer, start: number, end: number, number: number): void;
  /** A line that is no text at all. */
  unreadable(reason: Unreadable, number: number): void;
  /** Its bytes, as they come, before it is named; they may be overwritten once this has returned. */
  noText?(part: Buffer): void;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
const ASCII_END = 0x80;

/** Lines of UTF-8, parted. */
class LineRanges implements LineReader {
  #number = 0;

  constructor(readonly reader: RangeReader) {}

  lines(bytes: Buffer): void {
    for (let start = 0; start < bytes.length;) {
      const end = bytes.indexOf(NEWLINE, start);
      this.#number++;
      if (!isBlank(bytes, start, end)) this.reader.line(bytes, start, end, this.#number);
      start = end + 1;
    }
  }

  noText(part: Buffer): void {
    this.reader.noText?.(part);
  }

  unreadable(reason: Unreadable): void {
    this.reader.unreadable(reason, ++this.#number);
  }
}

/** Whether there is nothing but white space, of whatever kind: nearly always the first byte tells. */
function isBlank(bytes: Buffer, start: number, end: number): boolean {
  const first = bytes[start] as number;
  if (first > SPACE && first < ASCII_END) return false;
  return bytes.toString('utf8', start, end).trim() === '';
}

/** Cuts the bytes of a file where lines end, and leaves them where they are. */
export function rangeSplitter(reader: RangeReader, longestLine?: number): LineSplitter {
  return new LineSplitter(new LineRanges(reader), longestLine);
}
