// The limit: reading a file block by block as `settle` does, its lines as texts, and JSON.parse of each; nothing else is done.
import { isAscii } from 'node:buffer';
import { fileBlocks } from '../../dist/apps/cli/src/history/blocks.js';
import { LineSplitter } from '../../dist/libs/facts/src/lines/line-splitter.js';

const BEYOND_ASCII = /[\u0080-\u00ff]/;
let facts = 0;

/** A byte a character is the fastest way to texts; only lines of more than ASCII are decoded once more. */
function parseLines(bytes) {
  const text = bytes.toString('latin1');
  const isPlain = isAscii(bytes);
  for (let from = 0, to; from < text.length; from = to + 1) {
    to = text.indexOf('\n', from);
    const line = text.slice(from, to);
    if (line === '') continue;
    const isAsciiLine = isPlain || !BEYOND_ASCII.test(line);
    if (JSON.parse(isAsciiLine ? line : bytes.toString('utf8', from, to)).specversion === '1.0') facts++;
  }
}

const splitter = new LineSplitter({
  lines: parseLines,
  unreadable: (reason) => {
    throw new Error(`a line is ${reason}`);
  },
});
for (const block of fileBlocks(process.argv[2])) splitter.push(block);
splitter.end();
console.log(facts);
