#!/usr/bin/env node
/* global AbortController */
// npm run test:faults: imports histories over HTTP while the server and its PostgreSQL are killed, and compares what is there in the end.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Allowance } from './allowance.mjs';
import { Book } from './book.mjs';
import { Chance } from './chance.mjs';
import { checkEnd, report } from './checks.mjs';
import { Closings } from './closings.mjs';
import { makeHistories } from './histories.mjs';
import { Importer } from './importer.mjs';
import { ServerUnderTest } from './server-under-test.mjs';
import { Storm } from './storm.mjs';

const USAGE = `Usage: npm run test:faults -- [--kills N] [--seed N] [--leads N] [--minutes N]

  --kills N    kill -9 of the server or of PostgreSQL during one import (default 50)
  --seed N     of the histories, their order and the faults (default: a new one, which is printed)
  --leads N    leads of each of the three histories; a lead is about four facts (default 2000)
  --minutes N  goes on with further imports, each with the next seed, until so many minutes are over (default: one import)
  --keep       keeps the data folder, which a failed run does anyway`;

const STALLED_AFTER_MS = 120_000;

const say = (line) => console.log(line);

function readOptions() {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string', default: '50' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
      leads: { type: 'string', default: '2000' },
      minutes: { type: 'string', default: '0' },
      keep: { type: 'boolean', default: false },
    },
  });
  const numbers = Object.fromEntries(['kills', 'seed', 'leads', 'minutes'].map((name) => [name, Number(values[name])]));
  if (Object.values(numbers).some((number) => !Number.isInteger(number) || number < 0))
    throw new Error('a whole number');
  return { ...numbers, keep: values.keep };
}

/** Rejects when nothing was answered for long, which a server that is up does not let happen. */
async function stalls(book, signal) {
  book.lastAnswerAt = performance.now();
  while (!signal.aborted) {
    await sleep(1000);
    if (performance.now() - book.lastAnswerAt > STALLED_AFTER_MS)
      throw new Error(`nothing was answered for ${STALLED_AFTER_MS / 1000} s`);
  }
}

async function oneImport({ seed, kills, leads, keep }) {
  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'paidonce-faults-'));
  // The user whom PostgreSQL runs as passes through it.
  chmodSync(folder, 0o755);
  say(`seed ${seed}, ${kills} kills, in ${folder}`);
  const chance = new Chance(seed);
  const histories = await makeHistories(chance, leads);
  const [server, book, allowance] = [new ServerUnderTest(folder), new Book(), new Allowance()];
  const closings = new Closings({ server, book, chance });
  const shared = { server, book, allowance, chance, closings };
  const importers = [
    new Importer({ ...shared, name: 'provider, first', steps: histories.provider }),
    new Importer({ ...shared, name: 'provider, second', steps: histories.provider }),
    new Importer({ ...shared, name: 'finance', steps: histories.finance, isOutOfOrder: true }),
    new Importer({ ...shared, name: 'bank', steps: histories.bank }),
  ];
  const storm = new Storm({ ...shared, importers, kills, say });
  const watching = new AbortController();
  let isWell = false;
  try {
    server.launch();
    await server.becomesReady();
    const imports = Promise.all(importers.map((importer) => importer.run())).then(() => closings.idle());
    await storm.run();
    allowance.add(Infinity);
    await Promise.race([imports, stalls(book, watching.signal)]);
    const { checks, facts, statements } = await checkEnd({ server, book, histories, folder });
    server.signal('SIGTERM');
    const end = await server.ends(20_000);
    if (end !== 'code 0') book.problem(`told to stop in the end, the server ended by ${end ?? 'nothing'}`);
    isWell = report([...checks, ['nothing else went wrong', book.problems]], say);
    tell({ storm, book, closings, importers, server, facts, statements });
    say(
      `${isWell ? 'all is well' : 'NOT well'} after ${((performance.now() - started) / 1000).toFixed(0)} s; seed ${seed}`,
    );
  } finally {
    watching.abort();
    await server.end();
    if (isWell && !keep) rmSync(folder, { recursive: true, force: true });
    else say(`the data folder and the log of the server are in ${folder}`);
  }
  return isWell;
}

function tell({ storm, book, closings, importers, server, facts, statements }) {
  const { counts } = book;
  const connections = importers.reduce((sum, importer) => sum + importer.connections, 0);
  say(
    `${facts} facts in the history, ${statements} statements; ${counts.lines} lines sent over ${connections} connections: ${counts.accepted} accepted, ` +
      `${counts.duplicate} duplicates (${counts.recordedUnanswered} recorded though their answer was lost), ${counts.refused} refused`,
  );
  say(`${closings.asked} periods closed by ${closings.callers} callers; ${server.starts} lives of the server`);
  const faults = new Map();
  for (const round of storm.rounds) faults.set(round.fault, [...(faults.get(round.fault) ?? []), round]);
  for (const [fault, rounds] of faults) {
    const seconds = rounds.map((round) => round.seconds).sort((a, b) => a - b);
    const median = seconds[Math.floor(seconds.length / 2)];
    say(
      `  ${String(rounds.length).padStart(3)} × ${fault.padEnd(31)} ready after ${median.toFixed(1)} s, at most ${seconds.at(-1).toFixed(1)} s`,
    );
  }
}

let options;
try {
  options = readOptions();
} catch {
  console.error(USAGE);
  process.exit(64);
}
const until = performance.now() + options.minutes * 60_000;
let { seed } = options;
let isWell = true;
do {
  isWell = (await oneImport({ ...options, seed })) && isWell;
  seed++;
} while (isWell && performance.now() < until);
process.exit(isWell ? 0 : 1);
