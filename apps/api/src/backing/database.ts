import { startEmbeddedPostgres } from '@paidonce/postgres';
import { mkdirSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Settings } from '../settings/settings.js';

/** A PostgreSQL to work on. */
export interface Database {
  readonly url: string;
  /** Resolves with why it is gone, when it goes by itself. */
  readonly lost: Promise<string>;
  close(): Promise<void>;
}

/** The database of `DATABASE_URL`, or the embedded one in the data folder. */
export async function openDatabase(
  { DATABASE_URL, PAIDONCE_DATA }: Pick<Settings, 'DATABASE_URL' | 'PAIDONCE_DATA'>,
  log: Logger,
): Promise<Database> {
  if (DATABASE_URL !== undefined) {
    return { url: DATABASE_URL, lost: new Promise(() => undefined), close: () => Promise.resolve() };
  }
  mkdirSync(PAIDONCE_DATA, { recursive: true });
  const server = await startEmbeddedPostgres({
    dataFolder: PAIDONCE_DATA,
    log: (line) => {
      log.info({ postgres: line }, 'embedded PostgreSQL');
    },
  });
  const lost = server.exited.then(({ expected, reason }) => (expected ? new Promise<string>(() => undefined) : reason));
  return { url: server.url, lost, close: () => server.stop() };
}
