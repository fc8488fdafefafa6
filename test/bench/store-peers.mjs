// What the event store is measured against: pgbench's single INSERT, and emmett-postgresql.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const peers = join(dirname(fileURLToPath(import.meta.url)), 'peers');

/** A table like that of the log, whose position is a sequence: what people do without a store. */
export async function makeEqualTable(pool, schema) {
  await pool.query(`
    DROP SCHEMA IF EXISTS ${schema} CASCADE;
    CREATE SCHEMA ${schema};
    CREATE TABLE ${schema}.event (LIKE log.event INCLUDING ALL);
    CREATE SEQUENCE ${schema}.position;
    ALTER TABLE ${schema}.event ALTER COLUMN position SET DEFAULT nextval('${schema}.position')`);
}

const INSERT = `INSERT INTO single.event (revision, id, stream, type, data, metadata)`;

function pgbenchProgram() {
  const installed = existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin/pgbench`)
    : [];
  return ['pgbench', ...installed].find((program) => spawnSync(program, ['--version']).status === 0);
}

/** Answers `{ name, rate(connections, seconds) }`: transactions a second, each one INSERT. */
export function singleInserts(url, folder, sample) {
  const program = pgbenchProgram();
  return program === undefined
    ? {
        name: 'INSERT by pg (no pgbench here)',
        rate: (connections, seconds) => insertsByPg(url, sample, connections, seconds),
      }
    : {
        name: 'pgbench',
        rate: (connections, seconds) => insertsByPgbench(program, url, folder, sample, connections, seconds),
      };
}

function insertsByPgbench(program, url, folder, sample, connections, seconds) {
  const script = join(folder, 'insert.sql');
  writeFileSync(
    script,
    `\\set n :n + 1\n${INSERT} VALUES (:n, gen_random_uuid(), :run || '-' || :client_id, :type, :data, :metadata);\n`,
  );
  const { hostname, port, username, password, pathname } = new URL(url);
  const variables = { n: 0, run: randomUUID(), type: sample.type, data: sample.data, metadata: sample.metadata };
  const out = execFileSync(
    program,
    [
      ...['-h', hostname, '-p', port, '-U', decodeURIComponent(username), '--no-vacuum', '--protocol=prepared'],
      ...['-c', String(connections), '-j', String(Math.min(connections, 2)), '-T', String(seconds), '-f', script],
      ...Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]),
      pathname.slice(1),
    ],
    {
      encoding: 'utf8',
      env: { ...process.env, PGPASSWORD: decodeURIComponent(password) },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  return Number(/^tps = ([\d.]+)/m.exec(out)[1]);
}

async function insertsByPg(url, sample, connections, seconds) {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  const text = `${INSERT} VALUES ($1, $2, $3, $4, $5, $6)`;
  const rate = await closedLoop(connections, seconds, () => {
    const stream = randomUUID();
    let revision = 0;
    const { type, data, metadata } = sample;
    return () => pool.query({ name: 'insert', text, values: [revision++, randomUUID(), stream, type, data, metadata] });
  });
  await pool.end();
  return rate;
}

/** Calls a second of `callers` that each call again once they are answered. */
export async function closedLoop(callers, seconds, makeCaller) {
  const started = performance.now();
  const end = started + seconds * 1000;
  let calls = 0;
  const run = async (call) => {
    for (; performance.now() < end; calls++) await call();
  };
  await Promise.all(Array.from({ length: callers }, (_, k) => run(makeCaller(k))));
  return (calls * 1000) / (performance.now() - started);
}

/** Appends by emmett-postgresql, with a connection a caller; installed when it is not there. */
export async function emmett(url, facts) {
  if (!existsSync(join(peers, 'node_modules'))) {
    console.log(`installing the peers into ${peers} …`);
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], {
      cwd: peers,
    });
  }
  const { getPostgreSQLEventStore } = await import(
    createRequire(join(peers, 'package.json')).resolve('@event-driven-io/emmett-postgresql')
  ).then((loaded) => loaded.default ?? loaded);
  const pool = new pg.Pool({ connectionString: url, max: 32 });
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
  await store.schema.migrate();
  return {
    rate: (callers, seconds) =>
      closedLoop(callers, seconds, () => {
        const stream = `account-${randomUUID()}`;
        let n = 0;
        return () => {
          const fact = facts[n++ % facts.length];
          return store.appendToStream(stream, [{ type: fact.type, data: fact.value, metadata: { actor: 'crm' } }]);
        };
      }),
    async close() {
      await store.close();
      await pool.end().catch(() => undefined);
    },
  };
}
