#!/usr/bin/env node
// npm run bench -- NAME … [--facts N] [--rounds N] [--json]: runs benchmarks, each against its limit in the same run. Without a name: lists them.
import { parseArgs } from 'node:util';
import { audit } from './audit.bench.mjs';
import { ingest } from './ingest.bench.mjs';
import { projections } from './projections.bench.mjs';
import { settle } from './settle.bench.mjs';
import { store } from './store.bench.mjs';

const benchmarks = { settle, store, projections, ingest, audit };
const { positionals: names, values: options } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, facts: { type: 'string' }, rounds: { type: 'string' } },
});

if (names.length === 0) {
  console.log('Usage: npm run bench -- NAME …\n');
  for (const [name, { title }] of Object.entries(benchmarks)) console.log(`  ${name.padEnd(10)} ${title}`);
}
for (const name of names) {
  const benchmark = benchmarks[name];
  if (!benchmark) {
    console.error(`no benchmark "${name}"; there are ${Object.keys(benchmarks).join(', ')}`);
    process.exitCode = 64;
    continue;
  }
  const figures = await benchmark.run();
  if (options.json) console.log(JSON.stringify({ [name]: figures }));
}
