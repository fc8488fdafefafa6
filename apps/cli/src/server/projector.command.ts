import { hindranceOf } from '../../../api/src/start.js';
import { openLog } from '../../../api/src/operations/open-log.js';
import { readSettings, type Settings } from '../../../api/src/settings/settings.js';
import { logReport } from '../../../projector/src/log-report.js';
import { nameOf } from '../../../projector/src/name-of-error.js';
import { openWitness } from '../../../projector/src/open-witness.js';
import { Opened } from '../../../projector/src/opened.js';
import { runProjector } from '../../../projector/src/run-projector.js';
import type { Context } from '../context.js';
import { exitCodes, type ExitCode } from '../failure.js';

/** Keeps the figures of servers up to date and seals their log, as this process, until it is told to stop. */
export async function runAlone(context: Context): Promise<ExitCode> {
  const { err, texts, environment } = context;
  try {
    const settings = readSettings({ ...environment, PAIDONCE_PROJECTOR: undefined });
    const { DATABASE_URL: databaseUrl } = settings;
    if (databaseUrl !== undefined) return await run(settings, databaseUrl);
    err.line(texts.projector.noDatabase);
    return exitCodes.usage;
  } catch (error) {
    const hindrance = hindranceOf(error);
    if (!hindrance) throw error;
    for (const reason of hindrance.reasons) err.line(reason);
    return hindrance.isOfSettings ? exitCodes.usage : exitCodes.unavailable;
  }
}

async function run(settings: Settings, databaseUrl: string): Promise<ExitCode> {
  const { EVENTSTORE_URL: eventStoreUrl, EVENTSTORE_GROUP: eventStoreGroup, PAIDONCE_DATA: dataFolder } = settings;
  const { PAIDONCE_WITNESS_URL, LOG_LEVEL } = settings;
  const log = openLog(LOG_LEVEL);
  const opened = new Opened();
  const witness = openWitness(PAIDONCE_WITNESS_URL, log, opened);
  const signal = toldToStop(() => {
    log.info('stopping');
  });
  const told = { anything: false };
  try {
    log.info('projecting');
    await runProjector(
      { databaseUrl, eventStoreUrl, eventStoreGroup, dataFolder },
      (report) => {
        told.anything = true;
        if (report.kind === 'signed') witness?.tell(report.note);
        logReport(log, report);
      },
      signal,
    );
    log.info('stopped');
    return exitCodes.ok;
  } catch (error) {
    // What keeps it from beginning is told in words.
    if (!told.anything) throw error;
    log.fatal({ error: nameOf(error) }, 'the projector has ended by itself');
    return exitCodes.internal;
  } finally {
    await opened.close();
  }
}

/** Aborts when the system or the terminal asks for it; asked twice, the process ends at once. */
function toldToStop(told: () => void): AbortSignal {
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(130);
    told();
    stop.abort();
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  return stop.signal;
}
