// `settle` against reading and `JSON.parse` alone, in one interleaved run of fresh processes on the same generated history.
import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');
const paidonce = join(root, 'apps', 'cli', 'bin', 'paidonce.mjs');
const meter = join(here, 'meter.mjs');
const parseAlone = join(here, 'parse-alone.mjs');

/** Writes the first `facts` facts of a demo history, with leads in plenty. */
async function generate(file, facts) {
  const { demoCases } = await import(join(root, 'dist', 'libs', 'demo', 'src', 'index.js'));
  const provider = demoCases.find(({ name }) => name === 'provider');
  const out = createWriteStream(file);
  let text = '';
  let count = 0;
  for (const fact of provider.generate({ seed: 7, leads: Math.ceil(facts / 3.9) })) {
    text += `${JSON.stringify(fact)}\n`;
    if (++count === facts) break;
    if (text.length < 1 << 20) continue;
    if (!out.write(text)) await new Promise((resolve) => out.once('drain', resolve));
    text = '';
  }
  await new Promise((resolve) => out.end(text, resolve));
  return count;
}

/** Runs a script of node in a process of its own; answers its seconds and its greatest resident memory in MB. */
function measure(args, folder) {
  const report = join(folder, 'meter.json');
  rmSync(report, { force: true });
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', meter, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PAIDONCE_METER: report },
  });
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`${args.join(' ')}: exit status ${status}\n${stderr}`);
  const { maxRssMegabytes, cpuSeconds } = existsSync(report)
    ? JSON.parse(readFileSync(report, 'utf8'))
    : { maxRssMegabytes: NaN, cpuSeconds: NaN };
  return { seconds, maxRssMegabytes, cpuSeconds };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (value, digits = 2) => value.toFixed(digits);

function compare(file, facts, folder, rounds) {
  const alone = [];
  const whole = [];
  for (let round = 0; round < rounds; round++) {
    alone.push(measure([parseAlone, file], folder));
    whole.push(measure([paidonce, 'settle', file, '--json', '--quiet'], folder));
  }
  const of = (runs, key) => median(runs.map((run) => run[key]));
  const figures = {
    facts,
    megabytes: statSync(file).size / 1e6,
    parseSeconds: of(alone, 'seconds'),
    settleSeconds: of(whole, 'seconds'),
    ratio: median(whole.map(({ seconds }, i) => seconds / alone[i].seconds)),
    cpuRatio: median(whole.map(({ cpuSeconds }, i) => cpuSeconds / alone[i].cpuSeconds)),
    factsPerSecond: facts / of(whole, 'seconds'),
    maxRssMegabytes: of(whole, 'maxRssMegabytes'),
  };
  console.log(
    `${String(facts).padStart(9)} facts, ${show(figures.megabytes, 0)} MB: reading and JSON.parse ${show(figures.parseSeconds)} s, ` +
      `settle ${show(figures.settleSeconds)} s (${show(figures.factsPerSecond / 1000, 0)}k facts/s), ` +
      `ratio ${show(figures.ratio)} (of processor time ${show(figures.cpuRatio)}), at most ${show(figures.maxRssMegabytes, 0)} MB`,
  );
  return figures;
}

function startUp(folder, rounds) {
  const empty = join(folder, 'empty.ndjson');
  writeFileSync(empty, '');
  const bare = [];
  const settle = [];
  const time = (args) => {
    const started = performance.now();
    spawnSync(process.execPath, args, { stdio: 'ignore' });
    return performance.now() - started;
  };
  for (let round = 0; round < rounds; round++) {
    bare.push(time(['-e', '0']));
    settle.push(time([paidonce, 'settle', empty, '--json']));
  }
  const figures = { nodeMilliseconds: median(bare), settleMilliseconds: median(settle) };
  const added = figures.settleMilliseconds - figures.nodeMilliseconds;
  console.log(
    `start-up: node -e 0 ${show(figures.nodeMilliseconds, 0)} ms, settle of nothing adds ${show(added, 0)} ms`,
  );
  return { ...figures, addedMilliseconds: added };
}

export const settle = {
  title: 'settle against reading and JSON.parse alone; memory at 100k and 1M facts; start-up',
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'paidonce-bench-'));
    try {
      const start = startUp(folder, 15);
      const sizes = [];
      for (const [facts, rounds] of [
        [100_000, 5],
        [1_000_000, 3],
      ]) {
        const file = join(folder, `${facts}.ndjson`);
        sizes.push(compare(file, await generate(file, facts), folder, rounds));
        rmSync(file);
      }
      return { start, sizes };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
