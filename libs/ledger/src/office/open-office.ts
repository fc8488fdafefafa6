import type { DataSource } from 'typeorm';
import { openSchema } from '../schema.js';
import { officeTables } from './office.entity.js';
import { QuarantineMarks1764500000000 } from './quarantine-marks.migration.js';
import { Office1764000000000 } from './office.migration.js';
import { OfficeRights1764300000000 } from './rights.migration.js';

export interface OfficeOptions {
  /** Most connections at a time; default 10. One is held as long as a refused fact is decided again. */
  readonly connections?: number;
}

/**
 * Opens what people and machines leave at the counter: refused facts, drafts, tokens, idempotency keys, in the schema `office` of a PostgreSQL
 * database, which is made or migrated where need be. None of it can be worked out from the log. Close it with `destroy()`.
 */
export function openOffice(url: string, { connections = 10 }: OfficeOptions = {}): Promise<DataSource> {
  return openSchema(url, {
    schema: 'office',
    applicationName: 'paidonce office',
    connections,
    entities: officeTables,
    migrations: [Office1764000000000, OfficeRights1764300000000, QuarantineMarks1764500000000],
  });
}
