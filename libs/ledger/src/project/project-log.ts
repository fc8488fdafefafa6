import type { EventStore } from '@paidonce/event-store';
import type { DataSource } from 'typeorm';
import { PostgresShelf, type FactReader } from '../read/postgres-shelf.js';
import { inTurn } from './in-turn.js';
import { Merging } from './merging.js';
import { Projector, type ProjectorOptions, type ProjectorWatch } from './projector.js';
import { SettlementProjection, type SettlementProjectionOptions } from './settlement-projection.js';

export interface ProjectedParts {
  readonly log: EventStore;
  /** How it is followed; default: by the log's own subscription. */
  readonly subscribe?: EventStore['subscribe'] | undefined;
  /** Finds facts of the log by position. */
  readonly reader: FactReader;
  /** The read models. */
  readonly source: DataSource;
}

export interface ProjectLogOptions
  extends ProjectorOptions, Pick<SettlementProjectionOptions, 'holds' | 'copiesFacts'> {}

/**
 * Follows the log into the read models until the signal aborts, in turn with other processes on the same database. It needs no key of personal data: what is
 * owed is worked out from facts as the log has them.
 */
export async function projectLog(
  { log, subscribe, reader, source }: ProjectedParts,
  signal: AbortSignal,
  watch: ProjectorWatch = {},
  options: ProjectLogOptions = {},
): Promise<void> {
  const merging = new Merging(source, { failed: (error) => watch.mergingFailed?.(error) });
  const wroteRun = (): void => {
    merging.wake();
  };
  const projection = new SettlementProjection(source, new PostgresShelf(source, log, reader), { ...options, wroteRun });
  const followed = {
    append: log.append.bind(log),
    readStream: log.readStream.bind(log),
    subscribe: subscribe ?? log.subscribe.bind(log),
  };
  await inTurn(source, 'paidonce projector', signal, async (mine) => {
    const run = (): Promise<void> => new Projector(followed, projection, watch, options).run(mine);
    merging.begin();
    try {
      await (options.ahead ? options.ahead.during(run) : run());
    } finally {
      await merging.end();
    }
  });
}
