// Steps of benchmarks that run in processes of their own: `node bench-steps.mjs NAME ARGUMENTS`. What is measured goes to standard output as JSON.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { built } from './bench-parts.mjs';

const BATCH = 10_000;
const METADATA = JSON.stringify({ actor: 'crm', correlationId: '0190e0f0-0000-7000-8000-000000000000' });

async function openLog(url) {
  const { openPool } = await built('postgres');
  const { openPostgresEventStore } = await built('event-store');
  const pool = openPool(url);
  const log = await openPostgresEventStore({ pool });
  return Object.assign(log, { end: () => log.close().then(() => pool.end()) });
}

const emmett = () => {
  const { resolve } = createRequire(new URL('peers/package.json', import.meta.url));
  return import(resolve('@event-driven-io/emmett-postgresql')).then((loaded) => loaded.default ?? loaded);
};

/** Runs what is measured; answers its seconds, processor seconds, and resident memory as it went, in MB. */
async function measured(work) {
  const memory = [];
  const look = () => memory.push(Math.round(process.memoryUsage.rss() / 1e6));
  const timer = setInterval(look, 250);
  const before = process.cpuUsage();
  const started = performance.now();
  const count = await work();
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  clearInterval(timer);
  look();
  return { count, seconds, rate: count / seconds, cpuMicroseconds: (user + system) / count, memory };
}

const steps = {
  /** The lines of a file into an empty store, by its bulk append. */
  async append(url, file) {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const facts = lines.map((data) => ({ type: /"type":"([^"]+)"/.exec(data)[1], data }));
    const log = await openLog(url);
    const result = await measured(async () => {
      let last = Promise.resolve();
      for (let start = 0; start < facts.length; start += BATCH) {
        const batch = facts.slice(start, start + BATCH);
        const events = batch.map(({ type, data }) => ({ id: randomUUID(), type, data, metadata: METADATA }));
        const appending = log.append(`account-${(start / BATCH) % 7}`, events, 'any');
        await last;
        last = appending;
      }
      await last;
      return facts.length;
    });
    await log.end();
    return result;
  },

  /** All events, and `JSON.parse` of their data. */
  async read(url) {
    const log = await openLog(url);
    const result = await measured(async () => {
      let count = 0;
      for await (const events of log.readAll()) for (const { data } of events) if (JSON.parse(data)) count++;
      return count;
    });
    await log.end();
    return result;
  },

  /** The read models anew. */
  async rebuild(url) {
    const { logReader, rebuild } = await built('ledger');
    const log = await openLog(url);
    const result = await measured(async () => Number(await rebuild(url, log, () => logReader(log))));
    await log.end();
    return result;
  },

  /** Every statement of the log computed again and compared. */
  async replay(url) {
    const { replay } = await built('audit');
    const { openReadStore, logReader, PostgresShelf } = await built('ledger');
    const log = await openLog(url);
    const source = await openReadStore(url);
    const { position } = await new PostgresShelf(source, log, logReader(log)).reach();
    let end;
    const result = await measured(async () => {
      const followed = () => Promise.resolve({ position, voids: new Set() });
      for await (const line of replay({ log, followed }, {})) if (line.kind === 'end') end = line;
      return end.facts;
    });
    await source.destroy();
    await log.end();
    return { ...result, statements: end.statements, differing: end.differing + end.findings };
  },

  /** Facts by emmett-postgresql's append, in streams of a hundred. */
  async 'emmett-append'(url, file, count) {
    const { getPostgreSQLEventStore } = await emmett();
    const store = getPostgreSQLEventStore(url);
    await store.schema.migrate();
    const facts = readFileSync(file, 'utf8').split('\n', Number(count));
    for (let start = 0; start < facts.length; start += 100) {
      const events = facts.slice(start, start + 100).map((line) => JSON.parse(line));
      const messages = events.map((data) => ({ type: data.type, data, metadata: { actor: 'crm' } }));
      await store.appendToStream(`account-${start}`, messages);
    }
    await store.close();
    return facts.length;
  },

  /** All of them by emmett-postgresql's consumer, which does nothing with them. */
  async 'emmett-consume'(url, batchSize) {
    const { postgreSQLEventStoreConsumer } = await emmett();
    let count = 0;
    const result = await measured(async () => {
      const consumer = postgreSQLEventStoreConsumer({
        connectionString: url,
        stopWhen: { noMessagesLeft: true },
        pulling: { batchSize: Number(batchSize), pullingFrequencyInMs: 1 },
      });
      consumer.reactor({ processorId: randomUUID(), eachMessage: () => void count++ });
      await consumer.start();
      await consumer.close();
      return count;
    });
    return result;
  },

  /** When the checkpoint of the read models passed which position, in milliseconds of the system's clock, until the process is told to end. */
  async watch(url) {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const seen = [];
    let last = 0;
    let over = false;
    process.stdin.once('end', () => (over = true)).resume();
    while (!over) {
      const { rows } = await client.query({ name: 'reach', text: 'SELECT position FROM read.projection' });
      const position = Number(rows[0].position);
      if (position > last) seen.push([(last = position), performance.timeOrigin + performance.now()]);
      await sleep(1);
    }
    await client.end();
    return seen;
  },
};

const [name, ...args] = process.argv.slice(2);
console.log(JSON.stringify(await steps[name](...args)));
