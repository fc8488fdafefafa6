// Facts posted to a running server against appending the same facts to the store of its log, in one interleaved run.
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { DurablePostgres, median, numberOption, spread, step, thousands, writeHistory } from './bench-parts.mjs';
import { MeasuredServer } from './bench-server.mjs';

const ROUNDS = 3;

async function bulk(postgres, file) {
  const url = await postgres.database();
  const appended = await step('append', url, file);
  await postgres.drop(url);
  return appended;
}

async function posted(postgres, file, facts) {
  const url = await postgres.database();
  const server = await MeasuredServer.start(url, mkdtempSync(join(postgres.folder, 'server-')));
  try {
    const started = performance.now();
    const summary = await server.import(file);
    const seconds = (performance.now() - started) / 1000;
    if (summary.accepted !== facts) throw new Error(`not every fact was accepted: ${JSON.stringify(summary)}`);
    await server.caughtUp();
    const caughtUp = (performance.now() - started) / 1000;
    const { memory } = server;
    return {
      rate: facts / seconds,
      visible: facts / caughtUp,
      cpuMicroseconds: (server.cpuSeconds * 1e6) / facts,
      memory,
    };
  } finally {
    await server.stop();
    await postgres.drop(url);
  }
}

export const ingest = {
  title: 'POST /v1/facts as NDJSON against bulk import into the same store; memory of the server',
  async run() {
    const facts = numberOption('facts', 1_000_000);
    const postgres = await DurablePostgres.start();
    try {
      const file = join(postgres.folder, 'history.ndjson');
      await writeHistory(file, facts);
      const runs = [];
      for (let round = 0; round < numberOption('rounds', ROUNDS); round++) {
        runs.push({ bulk: await bulk(postgres, file), posted: await posted(postgres, file, facts) });
      }
      const of = (pick) => median(runs.map(pick));
      const figures = {
        facts,
        bulk: of((run) => run.bulk.rate),
        posted: of((run) => run.posted.rate),
        ratio: of((run) => run.posted.rate / run.bulk.rate),
        visible: of((run) => run.posted.visible),
        cpuMicroseconds: of((run) => run.posted.cpuMicroseconds),
        memory: runs.at(-1).posted.memory,
      };
      console.log(`\n${facts} facts, a second; fsync and synchronous_commit are on`);
      console.log(
        `bulk import ${thousands(figures.bulk)}   POST /v1/facts ${thousands(figures.posted)}   ${figures.ratio.toFixed(2)} ×` +
          `   until they show in the read models ${thousands(figures.visible)}`,
      );
      console.log(`the server took ${figures.cpuMicroseconds.toFixed(1)} µs of processor time a fact`);
      console.log(`its memory, MB: ${spread(figures.memory, 16).join(' ')}`);
      return figures;
    } finally {
      await postgres.stop();
    }
  },
};
