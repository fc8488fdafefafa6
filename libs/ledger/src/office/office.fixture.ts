import { parseInstant, type Instant } from '@paidonce/kernel';
import { MemoryKeyStore, openVault, type Vault } from '@paidonce/vault';
import type { DataSource } from 'typeorm';
import { testDatabase } from '../../../postgres/src/testing/index.js';
import type { Origin } from '../ledger.js';
import { openOffice } from './index.js';

export interface TestOffice {
  readonly url: string;
  readonly source: DataSource;
  readonly vault: Vault;
  /** Everything that lies in the schema, as text. */
  contents(): Promise<string>;
  close(): Promise<void>;
}

export const NOON: Instant = parseInstant('2026-01-10T12:00:00Z');

/** Milliseconds that `testOffice` may take on a busy machine: the first one starts PostgreSQL. */
export const OPENING = 60_000;

/** An office in a database of its own. */
export async function testOffice(): Promise<TestOffice> {
  const database = await testDatabase();
  const source = await openOffice(database.url);
  return {
    url: database.url,
    source,
    vault: await openVault({ masterKeys: { current: Buffer.alloc(32, 7) }, keyStore: new MemoryKeyStore() }),
    async contents() {
      const [row] = await source.query<{ xml: string }[]>(
        `SELECT schema_to_xml('office', true, false, '')::text AS xml`,
      );
      return row?.xml ?? '';
    },
    async close() {
      await source.destroy();
      await database.drop();
    },
  };
}

/** A request of somebody who may do everything. */
export function by(name: string): Origin {
  return { actor: { name, mayImport: false }, correlationId: `request of ${name}` };
}
