import type { Logger } from 'pino';
import type { Report } from './projecting.js';

/** Tells the log of the program what a projector says, each thing as loud as it is bad. */
export function logReport(log: Logger, report: Report): void {
  switch (report.kind) {
    case 'projected':
      for (const it of report.voids) log.warn(it, 'an event in an account counts for nothing');
      for (const it of report.differing) log.error(it, 'an issued statement is not what its facts come to');
      log.debug({ position: report.position }, 'projected');
      break;
    case 'issued-late': {
      const { contractId, number } = report;
      log.warn({ contractId, number }, 'a closing stood in the log without its statement, which is issued now');
      break;
    }
    case 'parked':
      log.error({ position: report.position, error: report.error }, 'an event cannot be projected');
      break;
    case 'projecting-failed':
      log.error(retried(report), 'projecting failed, and is tried again');
      break;
    case 'sealing-failed':
      log.error(retried(report), 'sealing failed, and is tried again');
      break;
    case 'merging-failed':
      log.warn({ error: report.error }, 'merging what facts touch failed, and is tried again behind the next run');
      break;
    case 'ended':
      log.error(retried(report), 'the projector has ended by itself, and is started again');
      break;
    case 'cut-off':
      log.warn('the projector did not stop in time, and is cut off');
      break;
    case 'keyed':
      if (report.how === 'former-lost')
        log.error('the log is signed by a new key, and the one before it is not to be had');
      break;
    case 'signed':
  }
}

const retried = ({ error, retryInMs }: { readonly error: string; readonly retryInMs: number }): object => ({
  error,
  retryInMs,
});
