import type { RecordedEvent } from '@paidonce/event-store';
import { copyRows } from '@paidonce/postgres';
import { unsaved } from '@paidonce/settlement';
import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';
import { PROJECTION } from '../read/read-store.js';
import { PARKED, ProjectionRow } from '../read/read-models.entity.js';
import { factEvents } from '../read/fact-event.js';
import { eventsOf } from '../workbench/fact-block.js';
import type { Shelf } from '../workbench/shelf.js';
import { readStored } from '../workbench/stored-fact.js';
import type { WorkedOut } from '../workbench/worked-out.js';
import type { Void } from '../workbench/following.js';
import { Workbench } from '../workbench/workbench.js';
import { writeClaims } from './claims.js';
import { inTransaction, onConnection } from './connections.js';
import { writeDirectory } from './directory.js';
import { advance, type Sums } from './advance.js';
import { AwaitedStatements, writeAwaited, type AwaitedStatement } from './awaited.js';
import { isIssuing, type LogBlock } from './blocks/log-block.js';
import { writeStatements, type StatementDiffers } from './statements.js';
import { TouchRows } from './touch-rows.js';
import { copyAsRun, TouchRun } from './touch-run.js';
import { Unwritten } from './unwritten.js';
import { writeVoid } from './void-rows.js';

/** So many rows of what facts touch are written along with the sums, by one statement; more are a run of buckets. */
const FEW_TOUCHES = 500;

/** What a workbench holds more rather than being put away shortly before the end: whatever comes then would have to be looked up first. */
const OVERFULL = 1.25;

/** Somebody else has moved the checkpoint, or the tables were built anew: what was worked out here is not to be written. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

export interface SettlementProjectionOptions {
  /** Facts that a workbench may hold before it is put away for an empty one; default 250,000 (about 150 MB). */
  readonly holds?: number;
  /** Position up to which blocks will be followed: for the little that is left before it no workbench is put away. */
  readonly upTo?: number;
  /** Keeps a copy of every fact, where the store of the log does not find facts by position. */
  readonly copiesFacts?: boolean;
  /** Told that what a batch touches was written as a run. */
  readonly wroteRun?: () => void;
}

/** What was written. */
export interface Projected {
  readonly position: number;
  readonly facts: number;
  /** Events that count for nothing. */
  readonly voids: readonly Void[];
  readonly differing: readonly StatementDiffers[];
}

/** Settles the log into the read models: a batch of events is followed, and its rows and the checkpoint are one transaction. */
export class SettlementProjection {
  #bench: Workbench | undefined;
  /** Of the tables, where it is known what is written. */
  #epoch: string | undefined;
  /** Position up to which all is written, but for what facts touch of a run; and the facts on record up to there. */
  #written = 0;
  #facts = 0;
  /** As of what is written. */
  #awaited = new AwaitedStatements([]);
  /** Position up to which something was passed over that others may count. */
  #passedOver = 0;
  /** What blocks came to that is yet to be written, and what their facts touch, from behind a position on. */
  #unwritten: Unwritten | undefined;
  #run = new TouchRun();
  #runStart = 0;
  /** What is written while blocks are followed that come next; who waits for it learns what it met. */
  #writing: Promise<unknown> | undefined;

  constructor(
    readonly source: DataSource,
    readonly shelf: Shelf,
    readonly options: SettlementProjectionOptions = {},
  ) {}

  /** Position of the last event that is projected. */
  async position(): Promise<bigint> {
    await this.#look();
    return BigInt(this.#written);
  }

  /** Statements of closings that were followed, which no event has issued so far. */
  get awaited(): readonly AwaitedStatement[] {
    return this.#awaited.all;
  }

  /** Forgets what is at hand: after a failure nothing but what is written counts. */
  reset(): void {
    this.#bench = this.#unwritten = this.#epoch = this.#writing = undefined;
    this.#run = new TouchRun();
  }

  async #orReset<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.reset();
      throw error;
    }
  }

  /** Follows events that come right after {@link position}, in the order of the log. On any error nothing is written. */
  apply(offered: readonly RecordedEvent[]): Promise<Projected> {
    return this.#orReset(async () => {
      await this.#look();
      // Where it did not show whether the last batch was committed, it may be offered again.
      const isNew = Number(offered[0]?.position ?? 0) > this.#written;
      const events = isNew ? offered : offered.filter(({ position }) => Number(position) > this.#written);
      const facts = factEvents(events);
      const issuing = events.filter(isIssuing);
      const last = Number(events.at(-1)?.position ?? this.#written);
      const touches = new TouchRows();
      const unwritten = new Unwritten(touches);
      if (facts.length + issuing.length === 0) return this.#passTo(last, unwritten);
      const bench = await this.#open();
      unwritten.issuing.push(...issuing);
      if (this.options.copiesFacts) unwritten.copied.push(...facts);
      await bench.follow(facts, unwritten);
      await unwritten.findVoids(() => Promise.resolve(events));
      bench.standAt(last);
      return this.#write(this.#sumsOf(bench), unwritten, touches);
    });
  }

  /** Moves on to a position up to which there is nothing more: that is not read again by whoever goes on from here. */
  pass(position: bigint): Promise<Projected> {
    return this.#orReset(async () => {
      await this.#look();
      return this.#passTo(Number(position), new Unwritten(new TouchRows()));
    });
  }

  /** Goes past events that are neither facts nor statements. */
  #passTo(position: number, nothing: Unwritten): Promise<Projected> {
    this.#bench?.standAt(position);
    const sums = { ...this.#place(position, this.#facts), clientOf: () => '', books: [], pages: [] };
    return this.#write(sums, nothing, new TouchRows());
  }

  /**
   * Writes what the events behind {@link position} come to, as whoever decided them has worked it out; `undefined`, and nothing is written, where that does
   * not begin there, or rests on other read models than these.
   */
  take(out: WorkedOut): Promise<Projected | undefined> {
    return this.#orReset(async () => {
      await this.#look();
      const begins = out.before <= this.#written && this.#written < out.first;
      if (!begins || out.epoch !== this.#epoch || out.opened < this.#passedOver) return undefined;
      const touches = TouchRows.of(out.subjects, out.positions);
      const clientOf = (contractId: string): string => out.clients.get(contractId) ?? '';
      const sums = { ...this.#place(out.position, out.facts), clientOf, ...out.books };
      // What was at hand is behind now.
      this.#bench = undefined;
      const unwritten = new Unwritten(touches);
      for (const event of out.listed) unwritten.listedBy(event, readStored(event.text).read.fact);
      return this.#write(sums, unwritten, touches);
    });
  }

  /** Follows events that come right after those that were followed, without writing what that comes to. */
  follow(block: LogBlock): Promise<void> {
    return this.#orReset(async () => {
      const bench = await this.#open();
      const { facts } = block;
      const unwritten = (this.#unwritten ??= new Unwritten(this.#run));
      unwritten.issuing.push(...block.issued);
      if (this.options.copiesFacts) unwritten.copied.push(...eventsOf(facts));
      this.#run.addBlock(facts, await bench.followBlock(facts, unwritten));
      await unwritten.findVoids((positions) => block.eventsAt(positions));
      bench.standAt(block.position);
    });
  }

  /**
   * Begins to write what following blocks came to, but for what their facts touch: that is for {@link endRun}. Blocks that come next may be followed
   * meanwhile. Waits for what was begun before, and throws what that met.
   */
  writeAlong(): Promise<void> {
    return this.#orReset(async () => {
      await this.#writing;
      if (!this.#bench || !this.#unwritten) return;
      const writing = this.#write(this.#sumsOf(this.#bench), this.#unwritten);
      this.#unwritten = undefined;
      // Somebody waits for it, but may do so late.
      writing.catch(() => undefined);
      this.#writing = writing;
    });
  }

  /** Writes what following blocks came to, as {@link writeAlong}. */
  async writeFollowed(): Promise<void> {
    await this.writeAlong();
    await this.#orReset(async () => this.#writing);
  }

  /** Writes all that following blocks came to: from then on it can be looked up. */
  async endRun(): Promise<void> {
    await this.writeFollowed();
    const hasRun = this.#run.count > 0;
    await onConnection(this.source, (_, one) =>
      onConnection(this.source, (__, other) => this.#run.copyTo([one, other])),
    );
    // Look-ups that come next would be planned for tables that are empty. What is in the entries they do not ask, and counting that takes longest.
    if (hasRun) await this.source.query('ANALYZE touch_run, touch_bucket (run, bucket), touch');
    this.#runStart = this.#written;
  }

  /** Passes over an event that cannot be followed: it counts for nothing, which is on record. */
  async park(event: RecordedEvent, error: unknown): Promise<Projected> {
    const bench = await this.#open();
    const before = this.#written;
    bench.standAt(Number(event.position));
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await inTransaction(this.source, async (runner, client) => {
      await writeVoid(runner.manager, { event, code: PARKED, message });
      await this.#advance(client, this.#sumsOf(bench));
    });
    this.#written = this.#passedOver = bench.position;
    this.shelf.note?.(before, bench.position, [], this.#epoch);
    return { position: bench.position, facts: bench.facts, voids: [], differing: [] };
  }

  /** Knows what is written. */
  async #look(): Promise<void> {
    if (this.#epoch !== undefined) return;
    const { epoch, position, facts } = await this.source.manager.findOneByOrFail(ProjectionRow, { name: PROJECTION });
    this.#written = this.#runStart = Number(position);
    this.#facts = Number(facts);
    this.#awaited = await AwaitedStatements.load(this.source.manager);
    this.#epoch = epoch;
  }

  async #open(): Promise<Workbench> {
    if (this.#bench && !this.#isFull(this.#bench)) return this.#bench;
    if (this.#bench) await this.#beforePuttingAway();
    await this.#look();
    const bench = await Workbench.open(this.shelf);
    if (bench.position !== this.#written) throw new Fenced(`the checkpoint is not at ${this.#written} any more`);
    this.#runStart = this.#written;
    return (this.#bench = bench);
  }

  #isFull({ size, position }: Workbench): boolean {
    const { holds = 250_000, upTo = Infinity } = this.options;
    return size >= holds && size + Math.max(0, upTo - position) > holds * OVERFULL;
  }

  /** What a workbench finds on the shelf is what is written. */
  async #beforePuttingAway(): Promise<void> {
    await this.writeFollowed();
    this.shelf.note?.(this.#runStart, this.#written, this.#run.subjects(), this.#epoch);
    await this.endRun();
  }

  /** What a workbench came to since it was asked last. */
  #sumsOf({ position, facts, settlement }: Workbench): Sums {
    const clientOf = (contractId: string): string => settlement.world.contracts.get(contractId)?.client.id ?? '';
    return { ...this.#place(position, facts), clientOf, ...unsaved(settlement) };
  }

  #place(position: number, facts: number): Pick<Sums, 'before' | 'position' | 'facts' | 'epoch'> {
    return { before: this.#written, position, facts, epoch: this.#epoch ?? '' };
  }

  async #write(sums: Sums, unwritten: Unwritten, touches?: TouchRows): Promise<Projected> {
    const { position, facts } = sums;
    const { voids } = unwritten;
    const differing = await this.#writeNow(sums, unwritten, touches);
    this.#written = position;
    this.#facts = facts;
    if (voids.length > 0) this.#passedOver = position;
    // What was worked out beside somebody else's sums may be wrong, and is written by nobody.
    if (touches) this.shelf.note?.(sums.before, position, touches.subjects, sums.epoch);
    return { position, facts, voids, differing };
  }

  async #writeNow(sums: Sums, unwritten: Unwritten, touches?: TouchRows): Promise<StatementDiffers[]> {
    const run = touches && touches.count > FEW_TOUCHES ? touches : undefined;
    const rows = run ? undefined : touches;
    if (unwritten.isPlain && !run) {
      await onConnection(this.source, (_, client) => this.#advance(client, sums, rows));
      return [];
    }
    const written = await inTransaction(this.source, async (runner, client) => {
      if (run) await copyAsRun(client, run);
      const copied = unwritten.copied.map(({ position, clientId, text }) => [position, clientId, text]);
      if (copied.length > 0) await copyRows(client, 'fact_copy (position, client_id, text)', copied);
      await writeDirectory(runner.manager, unwritten.listed);
      if (unwritten.claims.length > 0) await writeClaims(client, unwritten.claims);
      const met = this.#awaited.meet(unwritten.statements, unwritten.issuing);
      const differing = await writeStatements(runner.manager, met);
      await writeAwaited(runner.manager, met);
      for (const event of unwritten.voidEvents) await writeVoid(runner.manager, event);
      await this.#advance(client, sums, rows);
      return differing;
    });
    if (run) this.options.wroteRun?.();
    return written;
  }

  async #advance(client: PoolClient, sums: Sums, touches?: TouchRows): Promise<void> {
    if (!(await advance(client, sums, touches))) throw new Fenced(`the checkpoint is not at ${sums.before} any more`);
  }
}
