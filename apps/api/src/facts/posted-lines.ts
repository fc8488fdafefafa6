import { rangeSplitter, type Unreadable } from '@paidonce/facts';
import { refuse, type Refusal } from '@paidonce/kernel';
import { LONGEST_TEXT, RawBytes, Utf8Text } from '@paidonce/ledger';
import type { Posted } from '../ports/ledger.js';

const WHY: Readonly<Record<Unreadable, string>> = {
  'not-utf8': 'not JSON: the line is not UTF-8',
  utf16: 'not JSON: the body looks like UTF-16; send UTF-8',
  'too-long': 'the line is longer than 1 MB',
};
const unreadable = (reason: Unreadable): Refusal => refuse('invalid', '', WHY[reason]);

/** A line where it stands in its block: nearly all are recorded as the bytes that came, without ever being a string. */
class PostedLine extends Utf8Text implements Posted {
  constructor(
    readonly line: number,
    bytes: Buffer,
    start: number,
    end: number,
  ) {
    super(bytes, start, end);
  }
}

/**
 * The lines of a body as they come in, block by block, never more of them in memory than a block of the network has. The blocks are theirs: whoever gives them
 * does not write to them any more. It ends where the body breaks off: the reason is then in `failure`, and what came before is in order.
 */
export class PostedLines implements AsyncIterable<readonly Posted[]> {
  failure: unknown;

  constructor(readonly body: AsyncIterable<Buffer>) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Posted[], void> {
    let found: Posted[] = [];
    const raw = new RawBytes();
    const splitter = rangeSplitter(
      {
        line: (bytes, start, end, line) => found.push(new PostedLine(line, bytes, start, end)),
        noText: (part) => {
          raw.add(part);
        },
        unreadable: (reason, line) => found.push({ line, text: '', unreadable: unreadable(reason), raw: raw.take() }),
      },
      LONGEST_TEXT,
    );
    try {
      for await (const block of this.body) {
        splitter.push(block);
        if (found.length === 0) continue;
        const lines = found;
        found = [];
        yield lines;
      }
    } catch (error) {
      this.failure = error;
      return;
    }
    splitter.end();
    if (found.length > 0) yield found;
  }
}
