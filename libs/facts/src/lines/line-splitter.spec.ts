import { describe, expect, it } from '@jest/globals';
import { LineSplitter } from './line-splitter.js';

/** Lines as `number: text`, blank ones left out, read in blocks that overwrite each other. */
function linesIn(content: Buffer, blockBytes = content.length, longestLine?: number): string[] {
  const found: string[] = [];
  let number = 0;
  const splitter = new LineSplitter(
    {
      lines: (bytes) => {
        const lines = bytes.toString().split('\n');
        expect(lines.pop()).toBe('');
        for (const line of lines) if (++number && line.trim() !== '') found.push(`${number}: ${line}`);
      },
      unreadable: (reason) => found.push(`${++number}! ${reason}`),
    },
    longestLine,
  );
  const block = Buffer.alloc(Math.max(blockBytes, 1));
  for (let from = 0; from < content.length; from += blockBytes) {
    const bytes = content.copy(block, 0, from, from + blockBytes);
    splitter.push(block.subarray(0, bytes));
  }
  splitter.end();
  return found;
}

const text = (content: string, blockBytes?: number): string[] => linesIn(Buffer.from(content), blockBytes);

describe('the lines of a file', () => {
  it('are numbered from 1, with or without a newline at the end', () => {
    expect(text('{"a":1}\n{"b":2}\n')).toEqual(['1: {"a":1}', '2: {"b":2}']);
    expect(text('{"a":1}\n{"b":2}')).toEqual(['1: {"a":1}', '2: {"b":2}']);
  });

  it('may end as on Windows: a carriage return is white space to JSON', () => {
    expect(text('1\r\n\r\n2\r\n')).toEqual(['1: 1\r', '3: 2\r']);
  });

  it('that are blank are counted', () => {
    expect(text('\n\n1\n \t\n2\n\n')).toEqual(['3: 1', '5: 2']);
    expect(text('')).toEqual([]);
    expect(text('\n')).toEqual([]);
  });

  it('that begin with white space are read', () => {
    expect(text('  1\n\t2')).toEqual(['1:   1', '2: \t2']);
  });

  it('start behind a byte order mark', () => {
    expect(text('\ufeff1\n2\n')).toEqual(['1: 1', '2: 2']);
    expect(text('\ufeff')).toEqual([]);
    expect(text('\ufeff\n2\n')).toEqual(['2: 2']);
  });

  it('keep a byte order mark that stands anywhere else', () => {
    expect(text('1\n\ufeff2\n')).toEqual(['1: 1', '2: \ufeff2']);
  });
});

describe('the size of a block', () => {
  const content = '\ufeff{"имя":"Иван"}\n\nпять €\n👍🏽\r\nascii\nlast, без конца';

  it.each([1, 2, 3, 4, 5, 7, 11, 16, 1000])('changes nothing: %d bytes', (blockBytes) => {
    expect(text(content, blockBytes)).toEqual([
      '1: {"имя":"Иван"}',
      '3: пять €',
      '4: 👍🏽\r',
      '5: ascii',
      '6: last, без конца',
    ]);
  });

  it('may be far smaller than a line', () => {
    const long = 'x'.repeat(100_000);
    expect(text(`1\n${long}\n3`, 64)).toEqual(['1: 1', `2: ${long}`, '3: 3']);
  });
});

describe('a line that is no text', () => {
  it('is named, and the others are read', () => {
    const content = Buffer.concat([
      Buffer.from('до\n'),
      Buffer.from([0x7b, 0xff, 0x7d, 0x0a]),
      Buffer.from('после\n\n4'),
    ]);
    for (const blockBytes of [1, 3, 100]) {
      expect(linesIn(content, blockBytes)).toEqual(['1: до', '2! not-utf8', '3: после', '5: 4']);
    }
  });

  it('is one that ends in the middle of a character', () => {
    expect(linesIn(Buffer.from([0x31, 0x0a, 0xd0]))).toEqual(['1: 1', '2! not-utf8']);
  });

  it('may come of a file in UTF-16', () => {
    const content = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{}\n', 'utf16le')]);
    expect(linesIn(content)[0]).toBe('1! utf16');
  });

  it('is one that is longer than any fact, kept by nobody', () => {
    expect(linesIn(Buffer.from('1\n1234567890\n3\n'), 2, 5)).toEqual(['1: 1', '2! too-long', '3: 3']);
    expect(linesIn(Buffer.from('1\n1234567890'), 2, 5)).toEqual(['1: 1', '2! too-long']);
  });

  it('is too long wherever its last block ends', () => {
    for (const blockBytes of [1, 2, 3, 4, 5]) {
      expect(linesIn(Buffer.from('12345\n123456\n3'), blockBytes, 5)).toEqual(['1: 12345', '2! too-long', '3: 3']);
    }
  });

  it.each([1, 2, 3, 4, 8])('is handed out as its bytes before it is named, in blocks of %d', (blockBytes) => {
    const content = Buffer.concat([
      Buffer.from('1\n12345678\n2\n'),
      Buffer.of(0xff, 0xfe, 0x0a),
      Buffer.from('987654321'),
    ]);
    const found: string[] = [];
    let parts: Buffer[] = [];
    const splitter = new LineSplitter(
      {
        lines: () => undefined,
        noText: (part) => parts.push(Buffer.from(part)),
        unreadable: (reason) => {
          found.push(`${reason} ${Buffer.concat(parts).toString('latin1')}`);
          parts = [];
        },
      },
      5,
    );
    for (let from = 0; from < content.length; from += blockBytes)
      splitter.push(content.subarray(from, from + blockBytes));
    splitter.end();
    expect(found).toEqual(['too-long 12345678', 'not-utf8 \u00ff\u00fe', 'too-long 987654321']);
  });
});
