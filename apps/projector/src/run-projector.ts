import { loadLogKeys, openAuditStore, Sealer, type SealerWatch } from '@paidonce/audit';
import { Ahead, openReadStore, projectLog, type ProjectorWatch, type WorkRelay } from '@paidonce/ledger';
import { openPool } from '@paidonce/postgres';
import { openEventLog, openGroup } from './event-log.js';
import { nameOf } from './name-of-error.js';
import { Opened } from './opened.js';
import type { Projecting, ProjectorSettings, Report } from './projecting.js';

type Tell = (report: Report) => void;

/** Connections at most: to the log, one of which listens, to the read models and to the seal, each of which keeps one for its turn. */
const [LOG, READ_MODELS, SEAL] = [6, 5, 3];

/** A {@link Projecting} in this thread. What fails is tried again without end, but for what nobody expected, which is thrown. */
export const runProjector: Projecting = async (settings, report, signal, work) => {
  const opened = new Opened();
  try {
    await run(settings, { report, work }, signal, opened);
  } finally {
    await opened.close();
  }
};

async function run(
  settings: ProjectorSettings,
  { report, work }: { readonly report: Tell; readonly work: WorkRelay | undefined },
  signal: AbortSignal,
  opened: Opened,
): Promise<void> {
  const { databaseUrl, eventStoreUrl, dataFolder } = settings;
  const keys = (): ReturnType<typeof loadLogKeys> => loadLogKeys({ dataFolder, env: process.env, makes: false });
  // What is wrong with the keys is told at once.
  await keys();
  const pool = openPool(databaseUrl, { max: LOG, applicationName: 'paidonce projector' });
  opened.add(pool, (it) => it.end());
  const { log, readerOf, copiesFacts } = await openEventLog(eventStoreUrl, pool, signal);
  opened.add(log, (it) => it.close());
  const subscribe = await openGroup(settings, log, opened);
  const source = opened.add(await openReadStore(databaseUrl, { connections: READ_MODELS }), (it) => it.destroy());
  const audit = opened.add(await openAuditStore(databaseUrl, { connections: SEAL }), (it) => it.destroy());
  const sealer = new Sealer({ log, source: audit, keys, now: Date.now }, sealerWatch(report));
  const parts = { log, subscribe, reader: readerOf(source), source };
  // Copies are made of texts, which are in the log alone.
  const ahead =
    work && !copiesFacts ? opened.add(new Ahead(), () => Promise.resolve(void (work.to = undefined))) : undefined;
  if (work) work.to = ahead;
  await together(signal, [
    (both) => projectLog(parts, both, projectorWatch(report), { copiesFacts, ahead }),
    (both) => sealer.run(both),
  ]);
}

/** Runs all until the signal aborts or one of them fails, which the others do not outlive. */
async function together(
  signal: AbortSignal,
  works: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const failed = new AbortController();
  const running = works.map((work) => work(AbortSignal.any([signal, failed.signal])));
  try {
    await Promise.all(running);
  } finally {
    failed.abort();
    await Promise.allSettled(running);
  }
}

function projectorWatch(report: Tell): ProjectorWatch {
  return {
    projected: ({ position, voids, differing }) => {
      report({
        kind: 'projected',
        position,
        voids: voids.map(({ event, code }) => ({ position: event.position, code })),
        differing: differing.map(({ contractId, number }) => ({ contractId, number })),
      });
    },
    failed: (error, retryInMs) => {
      report({ kind: 'projecting-failed', error: nameOf(error), retryInMs });
    },
    mergingFailed: (error) => {
      report({ kind: 'merging-failed', error: nameOf(error) });
    },
    issuedLate: ({ contractId, number }) => {
      report({ kind: 'issued-late', contractId, number });
    },
    parked: ({ position }, error) => {
      report({ kind: 'parked', position: String(position), error: nameOf(error) });
    },
  };
}

function sealerWatch(report: Tell): SealerWatch {
  return {
    signed: (note) => {
      report({ kind: 'signed', note });
    },
    keyed: (how) => {
      report({ kind: 'keyed', how });
    },
    failed: (error, retryInMs) => {
      report({ kind: 'sealing-failed', error: nameOf(error), retryInMs });
    },
  };
}
