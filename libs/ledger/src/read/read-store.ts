import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { openSchema } from '../schema.js';
import { AwaitedStatements1764700000000 } from './awaited-statements.migration.js';
import { Claims1764600000000 } from './claims.migration.js';
import { readModels } from './read-models.entity.js';
import { ReadModels1763900000000, TouchBuckets1764500000000 } from './read-models.migration.js';
import { TouchRuns1764900000000 } from './touch-runs.migration.js';
import { Voids1764800000000 } from './voids.migration.js';

export const LIVE_SCHEMA = 'read';

/** Name of the checkpoint of the settlement projection. */
export const PROJECTION = 'settlement';

export interface ReadStoreOptions {
  readonly schema?: string;
  /** Most connections at a time; default 10. */
  readonly connections?: number;
}

/** Opens the read models in a schema of a PostgreSQL database, and makes or migrates them where need be. */
export function openReadStore(
  url: string,
  { schema = LIVE_SCHEMA, connections = 10 }: ReadStoreOptions = {},
): Promise<DataSource> {
  return openSchema(url, {
    schema,
    applicationName: 'paidonce read models',
    connections,
    // What a crash undoes is followed again from the log.
    durable: false,
    entities: readModels,
    // In their order.
    migrations: [
      ReadModels1763900000000,
      TouchBuckets1764500000000,
      Claims1764600000000,
      AwaitedStatements1764700000000,
      Voids1764800000000,
      TouchRuns1764900000000,
    ],
    seed: (source) =>
      source.query(
        `INSERT INTO projection (name, epoch, position, facts) VALUES ($1, $2, 0, 0) ON CONFLICT (name) DO NOTHING`,
        [PROJECTION, randomUUID()],
      ),
  });
}
