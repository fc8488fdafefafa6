// The event store on PostgreSQL against what PostgreSQL itself can do, in one interleaved run on one durable server.
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closedLoop, emmett, makeEqualTable, singleInserts } from './store-peers.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const built = (lib) => import(join(root, 'dist', 'libs', lib, 'src', 'index.js'));

const ROUNDS = 7;
const SECONDS = 1;
const IMPORTED = 200_000;
const BATCH = 10_000;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const thousands = (value) => `${(value / 1000).toFixed(1)}k`;
const METADATA = JSON.stringify({ actor: 'crm', correlationId: '0190e0f0-0000-7000-8000-000000000000' });

/** Facts of a demo history, as a server would append them. */
async function demoFacts(count) {
  const { demoCases } = await built('demo');
  const provider = demoCases.find(({ name }) => name === 'provider');
  const facts = [];
  for (const value of provider.generate({ seed: 7, leads: Math.ceil(count / 3.9) })) {
    facts.push({ type: value.type, data: JSON.stringify(value), value });
    if (facts.length === count) break;
  }
  return facts;
}

/** The fact whose length is nearest to the mean. */
function typical(facts) {
  const mean = facts.reduce((sum, { data }) => sum + data.length, 0) / facts.length;
  const distance = ({ data }) => Math.abs(data.length - mean);
  return { ...facts.reduce((best, fact) => (distance(fact) < distance(best) ? fact : best)), metadata: METADATA, mean };
}

const newEvent = ({ type, data }) => ({ id: randomUUID(), type, data, metadata: METADATA });

const appendRate = (store, facts, callers, seconds, streamOf) => {
  const run = randomUUID();
  return closedLoop(callers, seconds, (k) => {
    const stream = `account-${run}-${streamOf(k)}`;
    let n = k;
    return () => store.append(stream, [newEvent(facts[n++ % facts.length])], 'any');
  });
};

async function appends({ url, store, facts, folder, sample }) {
  const inserts = singleInserts(url, folder, sample);
  const peer = await emmett(url, facts);
  await appendRate(store, facts, 32, 1, (k) => k);
  await peer.rate(8, 1);
  const rows = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const callers of [1, 8, 32]) {
      const row = { callers };
      row.single = await inserts.rate(callers, SECONDS);
      row.distinct = await appendRate(store, facts, callers, SECONDS, (k) => k);
      row.shared = await appendRate(store, facts, callers, SECONDS, () => 0);
      row.emmett = await peer.rate(callers, SECONDS);
      rows.push(row);
    }
  }
  await peer.close();
  console.log(`\nappends of one fact, a second (single INSERT: ${inserts.name})`);
  console.log('callers   single INSERT   emmett   own streams   one stream   : INSERT   : emmett');
  return [1, 8, 32].map((callers) => {
    const of = (pick) => median(rows.filter((row) => row.callers === callers).map(pick));
    const figures = {
      callers,
      single: of((row) => row.single),
      emmett: of((row) => row.emmett),
      distinct: of((row) => row.distinct),
      shared: of((row) => row.shared),
      toSingle: of((row) => row.distinct / row.single),
      toEmmett: of((row) => row.distinct / row.emmett),
    };
    console.log(
      [callers, ...['single', 'emmett', 'distinct', 'shared'].map((key) => thousands(figures[key]))]
        .map((cell, column) => String(cell).padStart([7, 16, 9, 14, 13][column]))
        .join('') +
        `${figures.toSingle.toFixed(2)} ×`.padStart(11) +
        `${figures.toEmmett.toFixed(1)} ×`.padStart(11),
    );
    return figures;
  });
}

/** Imports batches, the next one made while the last is on its way; answers events a second. */
async function importAll(store, facts) {
  const started = performance.now();
  let last = Promise.resolve();
  for (let start = 0; start < IMPORTED; start += BATCH) {
    const events = Array.from({ length: BATCH }, (_, n) => newEvent(facts[(start + n) % facts.length]));
    const appending = store.append(`account-${(start / BATCH) % 7}`, events, 'any');
    await last;
    last = appending;
  }
  await last;
  return (IMPORTED * 1000) / (performance.now() - started);
}

async function readAndParse(store) {
  const started = performance.now();
  let count = 0;
  for await (const events of store.readAll()) for (const { data } of events) if (JSON.parse(data).type) count++;
  if (count !== IMPORTED) throw new Error(`read ${count} events`);
  return (count * 1000) / (performance.now() - started);
}

async function copyOutBytes(pool, copyOut, format) {
  const client = await pool.connect();
  const started = performance.now();
  let bytes = 0;
  for await (const chunk of client.query(copyOut(`COPY import.event TO STDOUT${format}`))) bytes += chunk.length;
  client.release();
  if (bytes === 0) throw new Error('nothing was read');
  return (IMPORTED * 1000) / (performance.now() - started);
}

async function importsAndReads({ pool, facts, openStore, copyOut, folder }) {
  const runs = [];
  for (let round = 0; round < ROUNDS; round++) {
    const run = {};
    await pool.query('DROP SCHEMA IF EXISTS import CASCADE');
    const store = await openStore('import');
    run.imported = await importAll(store, facts);
    const file = join(folder, 'rows.copy');
    await pool.query(`COPY import.event TO '${file}'`);
    await makeEqualTable(pool, 'copied');
    const started = performance.now();
    await pool.query(`COPY copied.event FROM '${file}'`);
    run.copied = (IMPORTED * 1000) / (performance.now() - started);
    await pool.query('DROP SCHEMA copied CASCADE');
    await readAndParse(store);
    run.text = await copyOutBytes(pool, copyOut, '');
    run.parsed = await readAndParse(store);
    run.binary = await copyOutBytes(pool, copyOut, ' (FORMAT binary)');
    await store.close();
    runs.push(run);
  }
  const of = (pick) => median(runs.map(pick));
  const figures = {
    imported: of((run) => run.imported),
    copied: of((run) => run.copied),
    importToCopy: of((run) => run.imported / run.copied),
    parsed: of((run) => run.parsed),
    copyOutText: of((run) => run.text),
    copyOutBinary: of((run) => run.binary),
    readToText: of((run) => run.parsed / run.text),
    readToBinary: of((run) => run.parsed / run.binary),
  };
  console.log(`\n${IMPORTED} facts, a second`);
  console.log(
    `import, ${BATCH} an append  ${thousands(figures.imported)}   COPY FROM a file on the server ${thousands(figures.copied)}   ${figures.importToCopy.toFixed(2)} ×`,
  );
  console.log(
    `reading and JSON.parse  ${thousands(figures.parsed)}   COPY TO STDOUT, bytes only: text ${thousands(figures.copyOutText)}   ${figures.readToText.toFixed(2)} ×` +
      `   binary ${thousands(figures.copyOutBinary)}   ${figures.readToBinary.toFixed(2)} ×`,
  );
  return figures;
}

export const store = {
  title: 'appends, imports and reads of the event store against pgbench, COPY and emmett-postgresql',
  async run() {
    const { openPool, startEmbeddedPostgres, copyOut } = await built('postgres');
    const { openPostgresEventStore } = await built('event-store');
    const folder = mkdtempSync(join(tmpdir(), 'paidonce-bench-'));
    // The server, which writes rows into it, may run as another user.
    chmodSync(folder, 0o777);
    const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'data'), log: () => undefined });
    const pool = openPool(server.url);
    try {
      const facts = await demoFacts(20_000);
      const sample = typical(facts);
      console.log(`facts of ${sample.mean.toFixed(0)} bytes; fsync and synchronous_commit are on`);
      const openStore = (schema) => openPostgresEventStore({ pool, schema });
      const log = await openStore('log');
      await makeEqualTable(pool, 'single');
      const context = { url: server.url, pool, folder, facts, sample, store: log, openStore, copyOut };
      const appended = await appends(context);
      await log.close();
      await pool.query('DROP SCHEMA single CASCADE');
      return { appends: appended, ...(await importsAndReads(context)) };
    } finally {
      await pool.end();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
