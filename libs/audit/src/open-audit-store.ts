import { openSchema } from '@paidonce/ledger';
import type { DataSource } from 'typeorm';
import { journalTables } from './journal/journal.entity.js';
import { Journal1764200000000 } from './journal/journal.migration.js';
import { sealTables } from './seal/seal.entity.js';
import { Seal1764210000000 } from './seal/seal.migration.js';

/** Opens what the audit keeps beside the log, in a schema of a PostgreSQL database, which is made or migrated where need be. Close it with `destroy()`. */
export function openAuditStore(url: string, { connections = 5 } = {}): Promise<DataSource> {
  return openSchema(url, {
    schema: 'paidonce_audit',
    applicationName: 'paidonce audit',
    connections,
    entities: [...journalTables, ...sealTables],
    migrations: [Journal1764200000000, Seal1764210000000],
    // What follows the log does so again after a crash.
    durable: false,
  });
}
