import type { Witness } from '@paidonce/audit';
import type { PostgresLedger, WorkRelay } from '@paidonce/ledger';
import type { Logger } from 'pino';
import { logReport } from '../../../projector/src/log-report.js';
import type { Opened } from '../../../projector/src/opened.js';
import type { Projecting, Report } from '../../../projector/src/projecting.js';
import type { Settings } from '../settings/settings.js';

export interface ProjectedServer {
  readonly settings: Settings;
  readonly databaseUrl: string;
  readonly ledger: PostgresLedger;
  readonly witness: Witness | undefined;
  readonly log: Logger;
  /** By which is told what facts come to that are decided; none where others project. */
  readonly work: WorkRelay | undefined;
}

/** Has the log projected and sealed while the server runs, unless the settings leave that to other processes. */
export function startProjecting(server: ProjectedServer, projecting: Projecting, opened: Opened): void {
  const { settings, databaseUrl, ledger, witness, log, work } = server;
  const report = (told: Report): void => {
    if (told.kind === 'projected') ledger.noteProjected(BigInt(told.position));
    if (told.kind === 'signed') witness?.tell(told.note);
    logReport(log, told);
  };
  const stop = new AbortController();
  const { EVENTSTORE_URL: eventStoreUrl, EVENTSTORE_GROUP: eventStoreGroup, PAIDONCE_DATA: dataFolder } = settings;
  const running =
    settings.PAIDONCE_PROJECTOR === 'none'
      ? undefined
      : projecting({ databaseUrl, eventStoreUrl, eventStoreGroup, dataFolder }, report, stop.signal, work);
  opened.add(ledger, async () => {
    // What was posted is decided first: where the read models are far behind, that waits for them.
    await ledger.idle();
    stop.abort();
    await running;
  });
}
