import type { RecordedEvent } from '@paidonce/event-store';
import { copyRows } from '@paidonce/postgres';
import { unsaved } from '@paidonce/settlement';
import type { PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { PROJECTION } from '../read/read-store.js';
import { PARKED, ProjectionRow, VoidFactRow } from '../read/read-models.entity.js';
import type { Shelf } from '../workbench/shelf.js';
import { Workbench, type Void } from '../workbench/workbench.js';
import { writeClaims } from './claims.js';
import { writeDirectory } from './directory.js';
import { advance, type Rows, type Sums } from './advance.js';
import { writeStatements, type StatementDiffers } from './statements.js';
import { Unwritten } from './unwritten.js';

/** So many rows of what facts touch are written along with the sums, by one statement; more are copied. */
const FEW_TOUCHES = 500;

/** Somebody else has moved the checkpoint, or the tables were built anew: what was worked out here is not to be written. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

export interface SettlementProjectionOptions {
  /** Facts that a workbench may hold before it is put away for an empty one; default 250,000 (about 150 MB). */
  readonly holds?: number;
  /** Keeps a copy of every fact, where the store of the log does not find facts by position. */
  readonly copiesFacts?: boolean;
  /** Done before a full workbench is put away: from then on facts are looked up. */
  readonly beforePuttingAway?: () => Promise<void>;
}

/** What was written. */
export interface Projected {
  readonly position: number;
  readonly facts: number;
  /** Facts that count for nothing. */
  readonly voids: readonly Void[];
  readonly differing: readonly StatementDiffers[];
}

/** Settles the log into the read models: a batch of events is followed, and its rows and the checkpoint are one transaction. */
export class SettlementProjection {
  #bench: Workbench | undefined;
  #epoch = '';
  /** Resolves when nothing is being written. */
  #writing: Promise<void> = Promise.resolve();

  constructor(
    readonly source: DataSource,
    readonly shelf: Shelf,
    readonly options: SettlementProjectionOptions = {},
  ) {}

  /** Position of the last event that is projected. */
  async position(): Promise<bigint> {
    const bench = await this.#open();
    return BigInt(bench.position);
  }

  /** Forgets what is at hand: after a failure nothing but what is written counts. */
  reset(): void {
    this.#bench = undefined;
  }

  /** Follows events that come right after {@link position}, in the order of the log. On any error nothing is written. */
  async apply(events: readonly RecordedEvent[]): Promise<Projected> {
    return (await this.follow(events)).written;
  }

  /**
   * As {@link apply}, but for what it resolves with: the events are followed by then, and being written. Further ones may be followed
   * meanwhile; where the writing of some fails, so does that of all behind them.
   */
  async follow(offered: readonly RecordedEvent[]): Promise<{ readonly written: Promise<Projected> }> {
    try {
      const bench = await this.#open();
      const before = bench.position;
      // Where it did not show whether the last batch was committed, it may be offered again.
      const isNew = Number(offered[0]?.position ?? 0) > before;
      const events = isNew ? offered : offered.filter(({ position }) => Number(position) > before);
      const unwritten = new Unwritten(events);
      await bench.follow(unwritten.facts, unwritten);
      bench.standAt(Number(events.at(-1)?.position ?? before));
      const written = this.#write(unwritten, this.#sumsOf(bench, before));
      written.catch(() => {
        this.reset();
      });
      return { written };
    } catch (error) {
      this.reset();
      throw error;
    }
  }

  /** Passes over an event that cannot be followed: it counts for nothing, which is on record. */
  async park(event: RecordedEvent, error: unknown): Promise<Projected> {
    const bench = await this.#open();
    const before = bench.position;
    bench.standAt(Number(event.position));
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await inTransaction(this.source, async (runner, client) => {
      await runner.manager.insert(VoidFactRow, { position: String(event.position), code: PARKED, message });
      await this.#advance(client, this.#sumsOf(bench, before));
    });
    this.shelf.note?.(before, bench.position, []);
    return { position: bench.position, facts: bench.facts, voids: [], differing: [] };
  }

  async #open(): Promise<Workbench> {
    if (this.#bench && this.#bench.size < (this.options.holds ?? 250_000)) return this.#bench;
    // What a workbench finds on the shelf is what is written.
    await this.#writing;
    if (this.#bench) await this.options.beforePuttingAway?.();
    const row = await this.source.manager.findOneByOrFail(ProjectionRow, { name: PROJECTION });
    this.#epoch = row.epoch;
    return (this.#bench = await Workbench.open(this.shelf));
  }

  /** What a workbench came to since it was asked last. */
  #sumsOf(bench: Workbench, before: number): Sums {
    const { position, facts, settlement } = bench;
    const clientOf = (contractId: string): string => settlement.world.contracts.get(contractId)?.client.id ?? '';
    return { before, position, facts, epoch: this.#epoch, clientOf, ...unsaved(settlement) };
  }

  /** Writes after what is being written already. */
  #write(unwritten: Unwritten, sums: Sums): Promise<Projected> {
    const written = this.#writing.then(async () => {
      const projected = await this.#writeNow(unwritten, sums);
      // What was worked out beside somebody else's sums may be wrong, and is written by nobody.
      this.shelf.note?.(sums.before, sums.position, unwritten.touches.subjects);
      return projected;
    });
    this.#writing = written.then(
      () => undefined,
      () => undefined,
    );
    return written;
  }

  async #writeNow(unwritten: Unwritten, sums: Sums): Promise<Projected> {
    const { touches, leads, voids } = unwritten;
    const projected = { position: sums.position, facts: sums.facts, voids };
    if (unwritten.isPlain && !this.options.copiesFacts && touches.count <= FEW_TOUCHES) {
      await onConnection(this.source, (_, client) => this.#advance(client, sums, unwritten));
      return { ...projected, differing: [] };
    }
    return inTransaction(this.source, async (runner, client) => {
      await touches.copyTo(client);
      await copyRows(
        client,
        'lead (lead_id, campaign_id, client_id)',
        leads.map(({ leadId, campaignId, clientId }) => [leadId, campaignId, clientId]),
      );
      if (this.options.copiesFacts) {
        const rows = unwritten.facts.map(({ position, clientId, text }) => [position, clientId, text]);
        await copyRows(client, 'fact_copy (position, client_id, text)', rows);
      }
      await writeDirectory(runner.manager, unwritten.listed);
      if (unwritten.claims.length > 0) await writeClaims(client, unwritten.claims);
      const differing = await writeStatements(runner.manager, unwritten.issuing, unwritten.statements);
      for (const { event, code, message } of voids)
        await runner.manager.insert(VoidFactRow, { position: String(event.position), code, message });
      await this.#advance(client, sums);
      return { ...projected, differing };
    });
  }

  async #advance(client: PoolClient, sums: Sums, rows: Rows = {}): Promise<void> {
    if (!(await advance(client, sums, rows))) throw new Fenced(`the checkpoint is not at ${sums.before} any more`);
  }
}

type Work<T> = (runner: QueryRunner, client: PoolClient) => Promise<T>;

/** Does work on one connection, by which rows can be copied. */
async function onConnection<T>(source: DataSource, work: Work<T>): Promise<T> {
  const runner = source.createQueryRunner();
  try {
    return await work(runner, (await runner.connect()) as PoolClient);
  } finally {
    await runner.release();
  }
}

function inTransaction<T>(source: DataSource, work: Work<T>): Promise<T> {
  return onConnection(source, async (runner, client) => {
    try {
      await runner.startTransaction();
      const result = await work(runner, client);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    }
  });
}
