import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream, Logger } from 'pino';
import { openLog } from './operations/open-log.js';
import type { Auditor } from './ports/auditor.js';
import type { Bundles } from './ports/bundles.js';
import { systemClock } from './ports/clock.js';
import type { IdempotencyStore } from './ports/idempotency-store.js';
import type { Journal } from './ports/journal.js';
import type { Ledger } from './ports/ledger.js';
import type { Seal } from './ports/seal.js';
import type { TokenStore } from './ports/token-store.js';
import { createServer, type Port } from './server.js';
import { administratorToken } from './settings/administrator-token.js';
import type { Settings } from './settings/settings.js';

/** What the server stands on, opened by the settings. */
export interface Backing {
  readonly ledger: Port<Ledger>;
  readonly tokens: Port<TokenStore>;
  readonly idempotency: Port<IdempotencyStore>;
  readonly journal: Port<Journal>;
  readonly bundles: Port<Bundles>;
  readonly seal: Port<Seal>;
  readonly auditor: Port<Auditor>;
  close(): Promise<void>;
}

export interface Serving {
  /** Where it listens: `http://127.0.0.1:3000`. */
  readonly url: string;
  /** The administrator's token where it was made just now: to be shown once. */
  readonly newToken: string | undefined;
  readonly log: Logger;
  readonly settings: Settings;
  readonly app: NestFastifyApplication;
  /** Takes no more requests, lets the running ones end, and closes what it stands on. Once, however often it is called. */
  stop(): Promise<void>;
}

/** How long running requests have when the server stops; streams of facts may be resent. */
const GRACE_MS = 10_000;

/** Opens what the server stands on and listens. Nothing is left open where that fails. */
export async function serve(
  settings: Settings,
  open: (settings: Settings, log: Logger) => Promise<Backing>,
  /** Where the log goes; by default to standard output. */
  destination?: DestinationStream,
): Promise<Serving> {
  const log = openLog(settings.LOG_LEVEL, destination);
  const token = administratorToken(settings.PAIDONCE_DATA, settings.PAIDONCE_TOKEN);
  const backing = await open(settings, log);
  try {
    const app = await createServer({ ...backing, clock: systemClock, log, administratorSecret: token.secret });
    await app.listen(settings.PORT, settings.HOST);
    const url = await app.getUrl();
    log.info({ url }, 'listening');
    let stopping: Promise<void> | undefined;
    const stop = (): Promise<void> => (stopping ??= stopAll(app, backing, log));
    return { url, newToken: token.isNew ? token.secret : undefined, log, settings, app, stop };
  } catch (error) {
    await backing.close();
    throw error;
  }
}

async function stopAll(app: NestFastifyApplication, backing: Backing, log: Logger): Promise<void> {
  log.info('stopping');
  const server = app.getHttpServer();
  // A connection whose last request ends now would be kept for the next one.
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, 100);
  const cut = setTimeout(() => {
    log.warn('requests that were still running are cut off');
    server.closeAllConnections();
  }, GRACE_MS);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(cut);
    await backing.close();
  }
  log.info('stopped');
}

/** Stops when the system or the terminal asks for it; asked twice, at once. */
export function stopOnSignals(serving: Serving): void {
  let asked = false;
  const stop = (): void => {
    if (asked) process.exit(130);
    asked = true;
    serving.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        serving.log.error({ error: error instanceof Error ? error.name : typeof error }, 'could not stop in order');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
}
