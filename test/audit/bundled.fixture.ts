import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BundleWriter, openAuditStore, SealedTree, Sealer, type BundleScope } from '@paidonce/audit';
import { openPostgresEventStore, type PostgresEventStore } from '@paidonce/event-store';
import { logReader, openOffice, openReadStore, PostgresLedger, projectLog, type Origin } from '@paidonce/ledger';
import { memberNames, packed, type MemberName } from '@paidonce/proof';
import { MemoryKeyStore, openVault } from '@paidonce/vault';
import type { DataSource } from 'typeorm';
import { testDatabase, type TestDatabase } from '../../libs/postgres/src/testing/index.js';

const importing: Origin = { actor: { name: 'anna of billing', mayImport: true }, correlationId: 'c-1' };
const NOW = Date.parse('2030-01-01T00:00:00Z');

export const caseText = (name: string): string =>
  readFileSync(join(import.meta.dirname, '..', 'cases', `${name}.ndjson`), 'utf8');

/** A ledger on a database of its own, whose log is followed and sealed, and from which bundles are written. */
export class BundledLedger {
  keys = { current: randomBytes(32), former: [] as Buffer[] };

  private constructor(
    readonly database: TestDatabase,
    readonly log: PostgresEventStore,
    readonly sources: readonly [read: DataSource, office: DataSource, audit: DataSource],
    readonly ledger: PostgresLedger,
    readonly writer: BundleWriter,
  ) {}

  static async open(): Promise<BundledLedger> {
    const database = await testDatabase();
    const log = await openPostgresEventStore({ pool: database.pool });
    const source = await openReadStore(database.url);
    const office = await openOffice(database.url);
    const audit = await openAuditStore(database.url);
    const vault = await openVault({
      masterKeys: { current: randomBytes(32), former: [] },
      keyStore: new MemoryKeyStore(),
    });
    const ledger = new PostgresLedger({ log, reader: logReader(log), source, office, vault, now: () => NOW * 1000 });
    const writer = new BundleWriter({
      ledger: { log, followed: () => ledger.followed() },
      tree: new SealedTree(audit),
      vault,
    });
    return new BundledLedger(database, log, [source, office, audit], ledger, writer);
  }

  /** Records lines of a history; those that are refused are passed over. */
  async record(history: string): Promise<void> {
    for (const text of history.split('\n')) if (text.trim() !== '') await this.ledger.decide(text, importing);
  }

  /** Follows and seals all that was recorded; answers the public keys of the log. */
  async catchUp(): Promise<string[]> {
    const { log } = this;
    const [source, , audit] = this.sources;
    const stop = new AbortController();
    const keys = (): Promise<BundledLedger['keys']> => Promise.resolve(this.keys);
    const sealer = new Sealer({ log, source: audit, keys, now: () => NOW });
    const running = [sealer.run(stop.signal), projectLog({ log, reader: logReader(log), source }, stop.signal)];
    const head = await log.head();
    await new SealedTree(audit).waitUntilSealed(head, 20_000);
    await this.ledger.waitUntilProjected(head, 20_000);
    stop.abort();
    await Promise.all(running);
    const rows = await audit.query<{ vkey: string }[]>('SELECT vkey FROM log_key ORDER BY number');
    return rows.map(({ vkey }) => vkey);
  }

  /** The contracts that have statements. */
  async contracts(): Promise<Pick<BundleScope, 'contract' | 'clientId'>[]> {
    const [read] = this.sources;
    return read.query('SELECT DISTINCT contract_id AS contract, client_id AS "clientId" FROM statement ORDER BY 1');
  }

  async bundle(scope: BundleScope): Promise<Buffer> {
    const bundle = await this.writer.write(scope);
    try {
      const blocks: Buffer[] = [];
      for await (const block of bundle.blocks) blocks.push(Buffer.from(block));
      return Buffer.concat(blocks);
    } finally {
      await bundle.discard();
    }
  }

  async close(): Promise<void> {
    await this.ledger.idle();
    for (const source of this.sources) await source.destroy();
    await this.log.close();
    await this.database.drop();
  }
}

export type Members = Map<MemberName, string>;

/** The members of a bundle as texts, without the sums. */
export function membersOf(bundle: Buffer): Members {
  const members: Members = new Map();
  for (let at = 0; bundle[at] !== 0;) {
    const name = bundle.toString('latin1', at, bundle.indexOf(0, at)) as MemberName;
    const size = parseInt(bundle.toString('latin1', at + 124, at + 135), 8);
    if (name !== 'SHA256SUMS') members.set(name, bundle.toString('utf8', at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return members;
}

/** A bundle of these members with sums that are theirs: what somebody makes who knows the form. */
export async function packedAgain(members: Members): Promise<Buffer> {
  const inOrder = memberNames.flatMap((name) => {
    const bytes = Buffer.from(members.get(name) ?? '');
    return members.has(name) ? [{ name, size: bytes.length, blocks: [bytes] }] : [];
  });
  const blocks: Buffer[] = [];
  for await (const block of packed(inOrder)) blocks.push(block);
  return Buffer.concat(blocks);
}
