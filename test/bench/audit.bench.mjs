// What an audit costs: replaying the statements of a log against settling the same history from a file, in one interleaved run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { DurablePostgres, median, numberOption, root, spread, step, thousands, writeHistory } from './bench-parts.mjs';
import { MeasuredServer } from './bench-server.mjs';
import { proofBytes, verification } from './bundle-figures.mjs';

const ROUNDS = 5;

/** Facts a second of `settle`, its start included. */
function settleRate(file, facts) {
  const paidonce = join(root, 'apps', 'cli', 'bin', 'paidonce.mjs');
  const started = performance.now();
  const { status } = spawnSync(process.execPath, [paidonce, 'settle', file, '--json', '--quiet'], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`settle: exit status ${status}`);
  return facts / ((performance.now() - started) / 1000);
}

/** The log replayed, beside `settle` on the file that it was imported from. */
async function replayRate(postgres, url, file, facts, rounds) {
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    await postgres.settle();
    const replay = await step('replay', url);
    if (replay.differing > 0) throw new Error(`${replay.differing} differences`);
    runs.push({ settle: settleRate(file, facts), replay });
  }
  const figures = {
    facts,
    settle: median(runs.map(({ settle }) => settle)),
    replay: median(runs.map(({ replay }) => replay.rate)),
    ratio: median(runs.map(({ settle, replay }) => replay.rate / settle)),
    statements: runs.at(-1).replay.statements,
    memory: runs.at(-1).replay.memory,
  };
  console.log(
    `${facts} facts, a second: settle ${thousands(figures.settle)}   replay of ${figures.statements} statements ` +
      `${thousands(figures.replay)}   ${figures.ratio.toFixed(2)} ×   memory of the replay, MB: ${spread(figures.memory, 12).join(' ')}`,
  );
  return figures;
}

export const audit = {
  title: 'replay against settle; size of a proof at 10M events; verifying a bundle against parsing it',
  async run() {
    const facts = numberOption('facts', 1_000_000);
    const postgres = await DurablePostgres.start();
    try {
      const file = join(postgres.folder, 'history.ndjson');
      await writeHistory(file, facts);
      const url = await postgres.database();
      const server = await MeasuredServer.start(url, mkdtempSync(join(postgres.folder, 'server-')));
      try {
        await server.import(file);
        await server.caughtUp();
      } finally {
        await server.stop();
      }
      return {
        replay: await replayRate(postgres, url, file, facts, numberOption('rounds', ROUNDS)),
        proof: await proofBytes(10_000_000),
        bundle: await verification(100_000, numberOption('rounds', ROUNDS)),
      };
    } finally {
      await postgres.stop();
    }
  },
};
