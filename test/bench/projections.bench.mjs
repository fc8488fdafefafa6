// The read models: built anew against reading the log and against a consumer that does nothing, and how soon they show what was acknowledged.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DurablePostgres, median, numberOption, root, spread, step, thousands, writeHistory } from './bench-parts.mjs';
import { MeasuredServer } from './bench-server.mjs';
import { emmett } from './store-peers.mjs';

const ROUNDS = 5;
const LIVE_SECONDS = 10;
const LIVE_RATE = 1000;
const EMMETT_FACTS = 20_000;
const EMMETT_BATCHES = [100, 1000, 10_000];

/** Posts lines at a rate over one connection; answers when each position was acknowledged, in milliseconds of the system's clock. */
async function postSteadily(server, lines, rate) {
  const posting = server.post();
  const acknowledged = [];
  const answered = once(posting, 'response').then(async ([response]) => {
    for await (const line of createInterface({ input: response })) {
      const { position } = JSON.parse(line);
      if (position !== undefined) acknowledged.push([position, performance.timeOrigin + performance.now()]);
    }
  });
  const started = performance.now();
  for (let sent = 0; sent < lines.length;) {
    const due = Math.min(lines.length, Math.floor(((performance.now() - started) / 1000) * rate));
    if (due > sent) posting.write(`${lines.slice(sent, due).join('\n')}\n`);
    sent = Math.max(sent, due);
    await sleep(1);
  }
  posting.end();
  await answered;
  return acknowledged;
}

/** Milliseconds from the acknowledgement of each fact to the moment at which the read models show it. */
async function lags(url, server, lines) {
  const watching = spawn(process.execPath, [join(root, 'test', 'bench', 'bench-steps.mjs'), 'watch', url]);
  let told = '';
  watching.stdout.on('data', (block) => (told += block));
  await sleep(1000);
  const acknowledged = await postSteadily(server, lines, LIVE_RATE);
  await server.caughtUp();
  watching.stdin.end();
  await once(watching, 'close');
  const seen = JSON.parse(told);
  let at = 0;
  return acknowledged.map(([position, when]) => {
    while (seen[at][0] < position) at++;
    return Math.max(0, seen[at][1] - when);
  });
}

const quantile = (values, q) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))];

/** A server with a long history takes more, fact by fact. */
async function live(postgres, url, file, more) {
  const server = await MeasuredServer.start(url, mkdtempSync(join(postgres.folder, 'server-')));
  try {
    await server.import(file);
    await server.caughtUp();
    await postgres.settle();
    const values = await lags(url, server, more);
    return { p50: quantile(values, 0.5), p99: quantile(values, 0.99), most: quantile(values, 1), facts: values.length };
  } finally {
    await server.stop();
  }
}

async function rebuilds(postgres, url, file, rounds) {
  const peer = await postgres.database();
  await (await emmett(peer, [])).close();
  await step('emmett-append', peer, file, EMMETT_FACTS);
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    const run = { read: await step('read', url), rebuild: await step('rebuild', url), emmett: 0 };
    await postgres.settle();
    for (const size of EMMETT_BATCHES)
      run.emmett = Math.max(run.emmett, (await step('emmett-consume', peer, size)).rate);
    runs.push(run);
  }
  return runs;
}

export const projections = {
  title:
    'rebuild of the read models against reading the log and emmett-postgresql; their lag behind 1,000 facts a second',
  async run() {
    const facts = numberOption('facts', 1_000_000);
    const postgres = await DurablePostgres.start();
    try {
      const file = join(postgres.folder, 'history.ndjson');
      const more = await split(file, facts);
      const url = await postgres.database();
      const lag = await live(postgres, url, file, more);
      const runs = await rebuilds(postgres, url, file, numberOption('rounds', ROUNDS));
      const of = (pick) => median(runs.map(pick));
      const figures = {
        facts,
        read: of(({ read }) => read.rate),
        rebuild: of(({ rebuild }) => rebuild.rate),
        emmett: of((run) => run.emmett),
        toRead: of(({ read, rebuild }) => rebuild.rate / read.rate),
        toEmmett: of((run) => run.rebuild.rate / run.emmett),
        cpuMicroseconds: of(({ rebuild }) => rebuild.cpuMicroseconds),
        readCpuMicroseconds: of(({ read }) => read.cpuMicroseconds),
        memory: runs.at(-1).rebuild.memory,
        lag,
      };
      tell(figures);
      return figures;
    } finally {
      await postgres.stop();
    }
  },
};

function tell({ facts, lag, ...figures }) {
  console.log(`\n${facts} facts, a second; fsync and synchronous_commit are on`);
  console.log(
    `reading and JSON.parse ${thousands(figures.read)}   rebuild ${thousands(figures.rebuild)}   ${figures.toRead.toFixed(2)} ×` +
      `   emmett-postgresql's consumer with an empty handler ${thousands(figures.emmett)}   ${figures.toEmmett.toFixed(0)} ×`,
  );
  console.log(
    `processor time a fact: rebuild ${figures.cpuMicroseconds.toFixed(1)} µs, reading ${figures.readCpuMicroseconds.toFixed(1)} µs`,
  );
  console.log(`memory of the rebuild, MB: ${spread(figures.memory, 16).join(' ')}`);
  console.log(
    `from acknowledgement to read models at ${LIVE_RATE} facts a second: p50 ${lag.p50.toFixed(1)} ms, p99 ${lag.p99.toFixed(1)} ms, ` +
      `most ${lag.most.toFixed(1)} ms (${lag.facts} facts)`,
  );
}

/** Writes a history of so many facts; answers the lines that come after it. */
async function split(file, facts) {
  await writeHistory(file, facts + LIVE_SECONDS * LIVE_RATE);
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  writeFileSync(file, `${lines.slice(0, facts).join('\n')}\n`);
  return lines.slice(facts);
}
