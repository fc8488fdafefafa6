// The limit: reading the lines of a file as `settle` reads them, and JSON.parse of each; nothing else is done with them.
import { fileBlocks } from '../../dist/apps/cli/src/history/blocks.js';
import { LineSplitter } from '../../dist/apps/cli/src/history/line-splitter.js';

let facts = 0;
const splitter = new LineSplitter({
  line: (text) => {
    if (JSON.parse(text).specversion === '1.0') facts++;
  },
  unreadable: (reason, line) => {
    throw new Error(`line ${line}: ${reason}`);
  },
});
for (const block of fileBlocks(process.argv[2])) splitter.push(block);
splitter.end();
console.log(facts);
