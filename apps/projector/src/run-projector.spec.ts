import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadLogKeys, LogKeyMissing, openAuditStore, SealedTree } from '@paidonce/audit';
import { demoCases } from '@paidonce/demo';
import { openPostgresEventStore, type PostgresEventStore } from '@paidonce/event-store';
import { logReader, openOffice, openReadStore, PostgresLedger, type Origin } from '@paidonce/ledger';
import { MemoryKeyStore, openVault } from '@paidonce/vault';
import type { DataSource } from 'typeorm';
import { testDatabase, type TestDatabase } from '../../../libs/postgres/src/testing/index.js';
import type { Report } from './projecting.js';
import { runProjector } from './run-projector.js';

const [demo] = demoCases;
const facts = [...demo!.generate({ seed: 7, leads: 40 })].map((fact) => JSON.stringify(fact));
const origin: Origin = { actor: { name: 'crm', mayImport: true }, correlationId: 'c-1' };

const dataFolder = mkdtempSync(join(tmpdir(), 'paidonce-projector-'));
let database: TestDatabase;
let log: PostgresEventStore;
let sources: DataSource[];
let ledger: PostgresLedger;
let tree: SealedTree;

beforeAll(async () => {
  database = await testDatabase();
  log = await openPostgresEventStore({ pool: database.pool });
  sources = [await openReadStore(database.url), await openOffice(database.url), await openAuditStore(database.url)];
  const [source, office, audit] = sources as [DataSource, DataSource, DataSource];
  const masterKeys = { current: randomBytes(32), former: [] };
  const vault = await openVault({ masterKeys, keyStore: new MemoryKeyStore() });
  ledger = new PostgresLedger({
    log,
    reader: logReader(log),
    source,
    office,
    vault,
    now: () => Date.UTC(2040, 0) * 1000,
  });
  tree = new SealedTree(audit);
});
afterAll(async () => {
  for (const source of sources) await source.destroy();
  await log.close();
  await database.drop();
  rmSync(dataFolder, { recursive: true });
});

const run = (reports: Report[], signal: AbortSignal): Promise<void> =>
  runProjector(
    { databaseUrl: database.url, eventStoreUrl: undefined, dataFolder },
    // As it comes out of a thread.
    (report) => reports.push(structuredClone(report)),
    signal,
  );

async function record(lines: readonly string[]): Promise<void> {
  for (const text of lines) expect(await ledger.decide(text, origin)).toMatchObject({ status: 'accepted' });
}

describe('A projector', () => {
  it('makes no key to sign with: that of the server is the one', async () => {
    await expect(run([], AbortSignal.timeout(5_000))).rejects.toThrow(LogKeyMissing);
    await loadLogKeys({ dataFolder, env: {} });
  });

  it('follows the log of another process and seals it, and goes on where it was stopped', async () => {
    const [first, second] = [facts.slice(0, facts.length / 2), facts.slice(facts.length / 2)];
    for (const lines of [first, second]) {
      await record(lines);
      const reports: Report[] = [];
      const stop = new AbortController();
      const running = run(reports, stop.signal);
      const head = await ledger.head();
      expect(await ledger.waitUntilProjected(head, 20_000)).toBe(true);
      await tree.waitUntilSealed(head, 20_000);
      stop.abort();
      await running;
      expect(await ledger.projected()).toBe(head);
      const projected = reports.flatMap((report) => (report.kind === 'projected' ? [report] : []));
      expect(projected.at(-1)).toEqual({ kind: 'projected', position: Number(head), voids: [], differing: [] });
    }
  });

  it('tells of events that count for nothing, and of statements that it issues since the log lacks them', async () => {
    const lines = readFileSync(new URL('../../../test/cases/correction.ndjson', import.meta.url), 'utf8').split('\n');
    const closing = lines.findIndex((line) => line.includes('"period.closed"'));
    await record(lines.slice(0, closing));
    const event = { id: randomUUID(), type: 'period.closed', data: lines[closing]!, metadata: '{"actor":"test"}' };
    await log.append('account-bank', [event], 'any');
    const others = { id: randomUUID(), type: 'payment.received', data: '{"amount":5}', metadata: '{}' };
    const { position } = await log.append('account-77', [others], 'any');
    const reports: Report[] = [];
    const stop = new AbortController();
    const running = run(reports, stop.signal);
    expect(await ledger.waitUntilProjected(position + 1n, 20_000)).toBe(true);
    stop.abort();
    await running;
    const told = reports.flatMap((report) => (report.kind === 'projected' ? report.voids : []));
    expect(told).toEqual([{ position: Number(position), code: 'foreign' }]);
    const { contractId } = (JSON.parse(lines[closing]!) as { data: { contractId: string } }).data;
    expect(reports).toContainEqual({ kind: 'issued-late', contractId, number: 1 });
    expect(await ledger.views.statement(contractId, 1)).toBeDefined();
  });

  it('of which another one has the turn waits, and takes over', async () => {
    const reports: [Report[], Report[]] = [[], []];
    const stops = [new AbortController(), new AbortController()] as const;
    const running = stops.map((stop, i) => run(reports[i] as Report[], stop.signal));
    await log.append(
      'journal',
      [{ id: '0b0f5d7e-0000-5000-8000-000000000001', type: 'x', data: '{}', metadata: '{}' }],
      'any',
    );
    expect(await ledger.waitUntilProjected(await ledger.head(), 20_000)).toBe(true);
    const [busy, idle] = reports[0].some(({ kind }) => kind === 'projected') ? [0, 1] : [1, 0];
    expect(reports[idle as 0 | 1].filter(({ kind }) => kind === 'projected')).toEqual([]);
    stops[busy as 0 | 1].abort();
    await running[busy];
    await log.append(
      'journal',
      [{ id: '0b0f5d7e-0000-5000-8000-000000000002', type: 'x', data: '{}', metadata: '{}' }],
      'any',
    );
    expect(await ledger.waitUntilProjected(await ledger.head(), 20_000)).toBe(true);
    stops[idle as 0 | 1].abort();
    await running[idle];
    expect(reports[idle as 0 | 1].some(({ kind }) => kind === 'projected')).toBe(true);
  });
});
