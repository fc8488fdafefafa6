import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rangeSplitter } from './line-ranges.js';

/** Lines by their numbers, cut where they are told to be: what is held of a block is looked at when all of them have come. */
function linesIn(content: Buffer, blockBytes: readonly number[]): string[] {
  const found: (() => string)[] = [];
  const splitter = rangeSplitter({
    line: (bytes, start, end, number) => found.push(() => `${number}: ${bytes.toString('utf8', start, end)}`),
    unreadable: (reason, number) => found.push(() => `${number}! ${reason}`),
  });
  for (let from = 0, i = 0; from < content.length; i++) {
    const to = from + (blockBytes[i % blockBytes.length] as number);
    splitter.push(Buffer.from(content.subarray(from, to)));
    from = to;
  }
  splitter.end();
  return found.map((line) => line());
}

/** The same by texts, slowly. */
function textsIn(content: Buffer): string[] {
  const found: string[] = [];
  const lines = content.toString('latin1').split('\n');
  let hasLines = false;
  for (const [i, latin1] of lines.entries()) {
    const bytes = Buffer.from(latin1, 'latin1');
    if (i === lines.length - 1 && bytes.length === 0) break;
    const text = bytes.toString('utf8');
    const isMarked = !hasLines && text.startsWith('\ufeff');
    hasLines = true;
    const line = isMarked ? text.slice(1) : text;
    if (!Buffer.from(text).equals(bytes)) found.push(`${i + 1}! not-utf8`);
    else if (line.trim() !== '') found.push(`${i + 1}: ${line}`);
  }
  return found;
}

const pieces = [
  '{"имя":"Иван"}',
  'пять €',
  '👍🏽',
  'ascii',
  ' \t',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\r',
  '\r\n',
  '\n',
  '\n',
  'x'.repeat(30),
].map((text) => Buffer.from(text));
const noText = [Buffer.of(0xff), Buffer.of(0xd0), Buffer.of(0xf0, 0x9f)];

describe('Where lines stand', () => {
  it('is what their texts say, wherever their blocks end', () => {
    const part = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...pieces) }, fc.constantFrom(...noText));
    const blocks = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(part), blocks, (parts, cuts) => {
        const content = Buffer.concat(parts);
        expect(linesIn(content, cuts)).toEqual(textsIn(content));
      }),
      { numRuns: 500 },
    );
  });
});
