import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkLog, openAuditStore, type LogFinding } from '@paidonce/audit';
import { openPostgresEventStore, type PostgresEventStore } from '@paidonce/event-store';
import { openReadStore } from '@paidonce/ledger';
import { entryOf, leafHash, openNote, signerOf, verifierOf, writeNote } from '@paidonce/proof';
import { readFileSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { RealServer } from '../server/real-server.fixture.js';

/** The events of the case behind which a checkpoint was signed, and all. */
interface Sealed {
  readonly signed: number;
  readonly all: number;
}

let server: RealServer;
let log: PostgresEventStore;
let stores: DataSource[];
let sealed: Sealed;

const query = async <T>(sql: string, values: unknown[] = []): Promise<T[]> =>
  (await server.database.pool.query<T & object>(sql, values)).rows;

/** As who owns the database and wants it to say something else. */
async function tamper(...statements: readonly string[]): Promise<void> {
  const client = await server.database.pool.connect();
  try {
    await client.query(`SET session_replication_role = replica`);
    for (const statement of statements) await client.query(statement);
    await client.query(`RESET session_replication_role`);
  } finally {
    client.release();
  }
}

async function check(vkey?: string): Promise<{ findings: LogFinding[]; events: number }> {
  const findings: LogFinding[] = [];
  const keys = vkey === undefined ? [] : [verifierOf(vkey)];
  for await (const report of checkLog(
    { log, source: stores[0]!, readModels: stores[1]!, isContiguous: true },
    { keys },
  )) {
    if (report.kind === 'finding') findings.push(report.finding);
    if (report.kind === 'done') return { findings, events: report.events };
  }
  throw new Error('the check broke off');
}

const TABLES = [
  ...['log.event', 'log.head'],
  ...['paidonce_audit.seal', 'paidonce_audit.tile', 'paidonce_audit.checkpoint', 'paidonce_audit.log_key'],
  ...['read.statement'],
];
const kept = (table: string): string => `kept.${table.replace('.', '_')}`;

/** What was tampered with is put back as it was. */
const restored = (): Promise<void> =>
  tamper(...TABLES.flatMap((table) => [`DELETE FROM ${table}`, `INSERT INTO ${table} SELECT * FROM ${kept(table)}`]));

beforeAll(async () => {
  server = await RealServer.start();
  await server.import(readFileSync(new URL('../cases/correction.ndjson', import.meta.url), 'utf8'));
  await server.projected();
  // More than a tile, behind the last statement.
  const leads = Array.from({ length: 300 }, (_, i) =>
    JSON.stringify({
      ...{
        specversion: '1.0',
        source: 'telephony',
        id: `late-${i}`,
        type: 'client.registered',
        time: '2026-06-01T00:00:00Z',
      },
      data: { clientId: `client-${i}`, name: 'One', taxId: '7700000000', country: 'RU' },
    }),
  );
  await server.import(leads.join('\n'));
  await server.projected();
  await allSealed();
  await server.serving.stop();
  const { url, pool } = server.database;
  log = await openPostgresEventStore({ pool });
  stores = [await openAuditStore(url), await openReadStore(url)];
  const [at] = await query<{ signed: string; all: string }>(
    `SELECT (SELECT max(size) FROM paidonce_audit.checkpoint) AS signed, (SELECT max(position) FROM log.event) AS all`,
  );
  sealed = { signed: Number(at?.signed), all: Number(at?.all) };
  await query('CREATE SCHEMA kept');
  for (const table of TABLES) await query(`CREATE TABLE ${kept(table)} AS SELECT * FROM ${table}`);
}, 60_000);
afterAll(async () => {
  await Promise.all(stores.map((store) => store.destroy()));
  await log.close();
  await server.stop();
});

async function allSealed(): Promise<void> {
  for (;;) {
    const [at] = await query<{ open: string }>(
      'SELECT (SELECT position FROM log.head) - (SELECT position FROM paidonce_audit.seal) AS open',
    );
    if (at?.open === '0') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Tampers, looks, puts it back. */
async function findingsAfter(...statements: readonly string[]): Promise<LogFinding[]> {
  await tamper(...statements);
  try {
    return (await check()).findings;
  } finally {
    await restored();
  }
}

async function eventAt(
  position: number,
): Promise<{ position: number; stream: string; revision: number; type: string }> {
  const [event] = await query<{ stream: string; revision: string; type: string }>(
    'SELECT stream, revision, type FROM kept.log_event WHERE position = $1',
    [position],
  );
  return { position, ...event!, revision: Number(event!.revision) };
}

const EVENT = 'UPDATE log.event SET';
/** A place before a checkpoint, and one behind the last. */
const places: [string, () => number][] = [
  ['before a checkpoint', () => 5],
  ['behind the last checkpoint', () => sealed.signed + 5],
];

describe('A log that nobody has tampered with', () => {
  it('is sound, and reaches behind its last checkpoint', async () => {
    expect(await check()).toEqual({ findings: [], events: sealed.all });
    expect(sealed.all).toBeGreaterThan(sealed.signed + 256);
    expect(sealed.signed).toBeGreaterThan(10);
  });
});

describe.each(places)('An event %s', (_, at) => {
  it.each([
    [
      'a byte of its data',
      (p: number) =>
        `${EVENT} data = replace(data::text, '"specversion":"1.0"', '"specversion":"1.1"')::json WHERE position = ${p}`,
    ],
    [
      'a byte of its metadata',
      (p: number) => `${EVENT} metadata = replace(metadata::text, '"actor"', '"actos"')::json WHERE position = ${p}`,
    ],
    ['a space in its data', (p: number) => `${EVENT} data = (data::text || ' ')::json WHERE position = ${p}`],
    ['its id', (p: number) => `${EVENT} id = gen_random_uuid() WHERE position = ${p}`],
  ])('is found where %s was changed', async (_what, change) => {
    const position = at();
    const first = await eventAt(position);
    expect(await findingsAfter(change(position))).toEqual([{ kind: 'changed', first, to: position }]);
  });

  it('is found where its type was changed', async () => {
    const position = at();
    const first = { ...(await eventAt(position)), type: 'lead.lost' };
    const found = await findingsAfter(`${EVENT} type = 'lead.lost' WHERE position = ${position}`);
    expect(found).toEqual([{ kind: 'changed', first, to: position }]);
  });

  it('is found where its place in its stream, or its stream, was changed', async () => {
    const position = at();
    const event = await eventAt(position);
    const moved = { ...event, revision: 999_999 };
    expect(await findingsAfter(`${EVENT} revision = 999999 WHERE position = ${position}`)).toEqual(
      expect.arrayContaining([
        { kind: 'changed', first: moved, to: position },
        { kind: 'revision', event: moved, expected: event.revision },
      ]),
    );
    const elsewhere = { ...event, stream: 'account-other' };
    expect(await findingsAfter(`${EVENT} stream = 'account-other' WHERE position = ${position}`)).toEqual(
      expect.arrayContaining([{ kind: 'changed', first: elsewhere, to: position }]),
    );
  });

  it('is found where it was dropped', async () => {
    const position = at();
    const found = await findingsAfter(`DELETE FROM log.event WHERE position = ${position}`);
    expect(found).toContainEqual({ kind: 'missing', from: position, to: position });
    expect(found.filter(({ kind }) => kind !== 'revision')).toHaveLength(1);
  });

  it('is found where it was dropped and the gap closed', async () => {
    const position = at();
    const found = await findingsAfter(
      `DELETE FROM log.event WHERE position = ${position}`,
      `${EVENT} position = -position WHERE position > ${position}`,
      `${EVENT} position = -position - 1 WHERE position < 0`,
      'UPDATE log.head SET position = position - 1',
    );
    const next = await eventAt(position + 1);
    expect(found).toContainEqual({ kind: 'dropped', before: { ...next, position }, count: 1 });
    expect(found.filter(({ kind }) => kind === 'changed')).toEqual([]);
  });

  it('is found where one was put in before it', async () => {
    const position = at();
    const found = await findingsAfter(
      `${EVENT} position = -position WHERE position >= ${position}`,
      `${EVENT} position = 1 - position WHERE position < 0`,
      `INSERT INTO log.event (position, revision, id, stream, type, data, metadata)
       VALUES (${position}, 0, gen_random_uuid(), 'account-invented', 'client.registered', '{}', '{}')`,
      'UPDATE log.head SET position = position + 1',
    );
    const first = { position, stream: 'account-invented', revision: 0, type: 'client.registered' };
    expect(found).toContainEqual({ kind: 'inserted', first, count: 1 });
    expect(found.filter(({ kind }) => kind === 'changed')).toEqual([]);
  });

  it('is found where it was swapped with another', async () => {
    const [one, other] = [at(), at() + 3];
    const found = await findingsAfter(
      `${EVENT} position = CASE position WHEN ${one} THEN -${other} ELSE -${one} END WHERE position IN (${one}, ${other})`,
      `${EVENT} position = -position WHERE position < 0`,
    );
    const [first, second] = [
      { ...(await eventAt(other)), position: one },
      { ...(await eventAt(one)), position: other },
    ];
    expect(found).toEqual(
      expect.arrayContaining([
        { kind: 'changed', first, to: one },
        { kind: 'changed', first: second, to: other },
      ]),
    );
  });

  it('is found where the log ends before it', async () => {
    const last = at();
    const cut = `DELETE FROM log.event WHERE position > ${last}`;
    const truncated = { kind: 'truncated', lastPosition: last, events: last, sealed: sealed.all };
    expect(await findingsAfter(cut)).toContainEqual(truncated);
    expect(await findingsAfter(cut, `UPDATE log.head SET position = ${last}`)).toContainEqual(truncated);
  });
});

describe('What seals the log', () => {
  const flip = (at: number) =>
    `UPDATE paidonce_audit.tile SET hashes = set_byte(hashes, ${at}, 255 - get_byte(hashes, ${at}))`;

  it('is found where a tile was changed or is gone', async () => {
    expect(await findingsAfter(`${flip(40)} WHERE level = 0 AND index = 0`)).toContainEqual({
      kind: 'tile',
      level: 0,
      index: 0,
    });
    expect(await findingsAfter(`${flip(0)} WHERE level = 1`)).toEqual([{ kind: 'tile', level: 1, index: 0 }]);
    expect(await findingsAfter('DELETE FROM paidonce_audit.tile WHERE level = 0 AND index = 0')).toContainEqual({
      ...{ kind: 'tile', level: 0, index: 0 },
    });
  });

  it('shows between which checkpoints log and tiles were rewritten together', async () => {
    const signed = await query<{ size: string }>('SELECT size FROM kept.paidonce_audit_checkpoint ORDER BY size');
    const [good, bad] = signed.slice(-2).map(({ size }) => Number(size));
    const position = bad! - 1;
    const change = `${EVENT} metadata = '{}' WHERE position = ${position}`;
    await tamper(change);
    const [event] = await query<{ stream: string; revision: string; id: string; type: string; data: string }>(
      'SELECT stream, revision, id, type, data::text AS data FROM log.event WHERE position = $1',
      [position],
    );
    const leaf = leafHash(entryOf({ ...event!, revision: Number(event!.revision), metadata: '{}' })).toString('hex');
    const found = await findingsAfter(
      `UPDATE paidonce_audit.tile SET hashes = overlay(hashes PLACING '\\x${leaf}'::bytea FROM ${(position - 1) * 32 + 1})
       WHERE level = 0 AND index = 0`,
    );
    expect(found).toContainEqual({ kind: 'root', fromSize: good, toSize: bad });
    expect(found.filter(({ kind }) => kind === 'changed')).toEqual([]);
  });

  it('is found where a signature was changed, a checkpoint taken away, or left behind by a log that was cut with its seal', async () => {
    const { signed: size } = sealed;
    const last = `WHERE size = ${size}`;
    const forged = await findingsAfter(
      `UPDATE paidonce_audit.checkpoint SET note = regexp_replace(note, '^([^\\n]*\\n)\\d+', '\\11') ${last}`,
    );
    expect(forged).toMatchObject([{ kind: 'checkpoint', size, flaw: 'bad-signature' }]);
    const unsigned = await findingsAfter(`UPDATE paidonce_audit.checkpoint SET note = 'nothing' ${last}`);
    expect(unsigned).toMatchObject([{ kind: 'checkpoint', size, flaw: 'malformed' }]);
    const gone = await findingsAfter(`DELETE FROM paidonce_audit.checkpoint ${last}`);
    expect(gone).toMatchObject([{ kind: 'checkpoint', size, flaw: 'missing' }]);
    const cut = await findingsAfter(
      `DELETE FROM log.event WHERE position > 6`,
      `UPDATE log.head SET position = 6`,
      `UPDATE paidonce_audit.seal SET size = 6, position = 6`,
    );
    expect(cut).toEqual(expect.arrayContaining([expect.objectContaining({ size, flaw: 'beyond-the-log' })]));
  });

  it('is found where another key signs than the one that the auditor knows', async () => {
    const other = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    const [key] = await query<{ vkey: string }>('SELECT vkey FROM paidonce_audit.log_key');
    const with_ = async (vkey: string) => (await check(vkey)).findings;
    expect(await with_(key!.vkey)).toEqual([]);
    expect(await with_(other)).toEqual(expect.arrayContaining([expect.objectContaining({ flaw: 'unknown-key' })]));
    const own = `INSERT INTO paidonce_audit.log_key VALUES ('${other}', 2, 5)`;
    expect(await findingsAfter(own)).toEqual([{ kind: 'key', vkey: other, fromSize: 5 }]);
  });

  it.each([
    ['from the beginning', () => 0],
    ['from a checkpoint on that it has signed as well', () => sealed.signed],
  ])('is found where a key was put in %s', async (_, size) => {
    const [first] = await query<{ vkey: string }>('SELECT vkey FROM paidonce_audit.log_key');
    const [row] = await query<{ note: string }>('SELECT note FROM paidonce_audit.checkpoint WHERE size = $1', [
      sealed.signed,
    ]);
    const thief = signerOf(verifierOf(first!.vkey).name, Buffer.alloc(32, 5));
    const alone = writeNote(openNote(row!.note, [verifierOf(first!.vkey)]).checkpoint, [thief]);
    await tamper(
      `INSERT INTO paidonce_audit.log_key VALUES ('${thief.vkey}', 2, ${size()})`,
      `UPDATE paidonce_audit.checkpoint SET note = note || '${alone.slice(alone.indexOf('— '))}' WHERE size = ${sealed.signed}`,
    );
    try {
      expect((await check(first!.vkey)).findings).toEqual([{ kind: 'key', vkey: thief.vkey, fromSize: size() }]);
    } finally {
      await restored();
    }
  });
});

describe('A statement that is shown', () => {
  it.each([
    ['altered', `UPDATE read.statement SET body = replace(body, '"number":1', '"number": 1') WHERE number = 1`],
    ['altered', `UPDATE read.statement SET hash = reverse(hash) WHERE number = 1`],
    ['missing', `DELETE FROM read.statement WHERE number = 1`],
  ])('is found where it is %s', async (flaw, change) => {
    const [row] = await query<{ contract_id: string; log_position: string }>(
      'SELECT contract_id, log_position FROM kept.read_statement WHERE number = 1',
    );
    const place = { contractId: row?.contract_id, number: 1, position: Number(row?.log_position) };
    expect(await findingsAfter(change)).toEqual([{ kind: 'statement', ...place, flaw }]);
  });

  it('is found where it was never issued', async () => {
    const invented = `INSERT INTO read.statement SELECT contract_id, 99, client_id, NULL, 6, issued_at, hash, body FROM read.statement LIMIT 1`;
    expect(await findingsAfter(invented)).toMatchObject([
      { kind: 'statement', number: 99, position: 6, flaw: 'invented' },
    ]);
  });
});
