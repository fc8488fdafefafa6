import type { LineSplitter } from './line-splitter.js';
import { rangeSplitter, type RangeReader } from './line-ranges.js';

/** Takes the lines of one file one by one as texts, with their numbers from 1. Blank ones are counted and left out. */
export interface TextReader extends Omit<RangeReader, 'line'> {
  line(text: string, number: number): void;
}

/** Cuts the bytes of a file into texts. */
export function textSplitter(reader: TextReader, longestLine?: number): LineSplitter {
  return rangeSplitter(
    {
      line: (bytes, start, end, number) => {
        reader.line(bytes.toString('utf8', start, end), number);
      },
      noText: (part) => reader.noText?.(part),
      unreadable: (reason, number) => {
        reader.unreadable(reason, number);
      },
    },
    longestLine,
  );
}
