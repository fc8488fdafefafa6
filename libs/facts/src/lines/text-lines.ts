import { LineSplitter, type LineReader, type Unreadable } from './line-splitter.js';

/** Takes the lines of one file one by one, with their numbers from 1. Blank ones are counted and left out. */
export interface TextReader {
  line(text: string, number: number): void;
  /** A line that is no text at all. */
  unreadable(reason: Unreadable, number: number): void;
  /** Its bytes, as they come, before it is named; they may be overwritten once this has returned. */
  noText?(part: Buffer): void;
}

/** Lines of UTF-8 as texts. */
class TextLines implements LineReader {
  #number = 0;

  constructor(readonly reader: TextReader) {}

  lines(bytes: Buffer): void {
    const texts = bytes.toString().split('\n');
    // What follows the last newline is nothing.
    texts.pop();
    for (const text of texts) {
      this.#number++;
      if (text.trim() !== '') this.reader.line(text, this.#number);
    }
  }

  noText(part: Buffer): void {
    this.reader.noText?.(part);
  }

  unreadable(reason: Unreadable): void {
    this.reader.unreadable(reason, ++this.#number);
  }
}

/** Cuts the bytes of a file into texts. */
export function textSplitter(reader: TextReader, longestLine?: number): LineSplitter {
  return new LineSplitter(new TextLines(reader), longestLine);
}
