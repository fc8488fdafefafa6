import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore, RecordedEvent } from '@paidonce/event-store';
import { factEvent } from '../read/fact-event.js';
import type { Ahead } from './ahead.js';
import { CannotFollow } from '../workbench/following.js';
import type { AwaitedStatement } from './awaited.js';
import { issueLate } from './late-statements.js';
import { Fenced, type Projected, type SettlementProjection } from './settlement-projection.js';

/** What a projector tells of itself. */
export interface ProjectorWatch {
  /** A batch is written. */
  projected?(projected: Projected): void;
  /** Nothing is waiting. */
  caughtUp?(position: bigint): void;
  /** Something failed, and is tried again after so many milliseconds. */
  failed?(error: unknown, retryInMs: number): void;
  /** Merging runs of what facts touch failed, beside the projecting; it is tried again when the next run has been written. */
  mergingFailed?(error: unknown): void;
  /** A statement was issued whose closing stood in the log without it. */
  issuedLate?(statement: AwaitedStatement): void;
  /** An event that cannot be followed was put aside, so that those behind it are. */
  parked?(event: RecordedEvent, error: unknown): void;
}

export interface ProjectorOptions {
  /** Most events of a batch; default 5,000. */
  readonly batch?: number;
  /** Attempts before an event that cannot be followed is parked; default 3. Failures of the database are tried again without end. */
  readonly attempts?: number;
  /** First pause after a failure, doubled up to 200 times itself; default 50 ms. */
  readonly pauseMs?: number;
  /** What is worked out in this program of facts that the projector is yet to come to. */
  readonly ahead?: Ahead | undefined;
}

const LONGEST_PAUSE = 200;
/** Positions that hold nothing of ours are passed so many at a time: in EventStoreDB they count bytes, others' too. */
const STRIDE = 1_000_000n;

/**
 * Follows the log and has the projection write it, batch by batch, from its checkpoint on: all that waits up to a limit, one
 * event where there is one. Failures are tried again; the process may be killed at any moment.
 */
export class Projector {
  readonly #batch: number;
  readonly #attempts: number;
  readonly #pauseMs: number;
  readonly #ahead: Ahead | undefined;
  #failures = 0;

  constructor(
    readonly log: Pick<EventStore, 'append' | 'readStream' | 'subscribe'>,
    readonly projection: SettlementProjection,
    readonly watch: ProjectorWatch = {},
    { batch = 5_000, attempts = 3, pauseMs = 50, ahead }: ProjectorOptions = {},
  ) {
    this.#batch = batch;
    this.#attempts = attempts;
    this.#pauseMs = pauseMs;
    this.#ahead = ahead;
  }

  /** Runs until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const isStopped = (): boolean => signal.aborted;
    while (!isStopped()) {
      try {
        await this.#follow(signal);
      } catch (error) {
        if (isStopped()) return;
        this.projection.reset();
        await this.#pause(error, signal);
      }
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const after = await this.projection.position();
    const ahead = this.#ahead;
    // What is worked out is not read at all.
    const reached = ahead && ((): Promise<bigint> => this.#takeAll(ahead));
    for await (const delivery of this.log.subscribe({ after, batch: this.#batch, reached, signal })) {
      if (delivery.kind === 'caught-up') await this.#caughtUp(delivery.position);
      else if (ahead) await this.#takeOrProject(delivery.events, ahead, signal);
      else await this.#project(delivery.events, signal);
    }
  }

  /** What is awaited by now, the log does not have. */
  async #caughtUp(position: bigint): Promise<void> {
    const { awaited } = this.projection;
    if (awaited.length > 0)
      for (const statement of await issueLate(this.log, awaited, position)) this.watch.issuedLate?.(statement);
    if (position - (await this.projection.position()) >= STRIDE) await this.projection.pass(position);
    this.watch.caughtUp?.(position);
  }

  /** Writes what others have worked out, as far as that goes on without a gap; answers up to where. */
  async #takeAll(ahead: Ahead): Promise<bigint> {
    for (;;) {
      const position = await this.projection.position();
      if (!(await this.#take(Number(position), ahead))) return position;
    }
  }

  /** Writes what others have worked out of what comes right behind a position; false where they have not. */
  async #take(position: number, ahead: Ahead): Promise<boolean> {
    const out = await ahead.behind(position);
    const taken = out && (await this.projection.take(out));
    if (taken) this.#done(taken);
    return taken !== undefined;
  }

  /** Writes what others have worked out where they have, and follows what they have not. */
  async #takeOrProject(events: readonly RecordedEvent[], ahead: Ahead, signal: AbortSignal): Promise<void> {
    let left = events;
    for (;;) {
      const position = Number(await this.projection.position());
      left = left.filter((event) => Number(event.position) > position);
      if (left.length === 0) return;
      if (left.some(factEvent) && (await this.#take(position, ahead))) continue;
      const until = ahead.from(position);
      const own = left.filter((event) => Number(event.position) <= until);
      await this.#project(own.length > 0 ? own : left, signal);
    }
  }

  async #project(events: readonly RecordedEvent[], signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.#done(await this.projection.apply(events));
        return;
      } catch (error) {
        // Somebody else projects, or the tables are others now: start again from the checkpoint.
        if (error instanceof Fenced || signal.aborted) throw error;
        // What a database says may be over in a moment or an hour; only what an event itself is stays so.
        if (error instanceof CannotFollow && attempt >= this.#attempts) return this.#passOver(events, error, signal);
        await this.#pause(error, signal);
      }
    }
  }

  /** Projects the events before the one that cannot be followed, parks it, and goes on behind it. */
  async #passOver(events: readonly RecordedEvent[], error: CannotFollow, signal: AbortSignal): Promise<void> {
    const at = events.findIndex(({ position }) => Number(position) === error.position);
    if (at < 0) throw error;
    if (at > 0) await this.#project(events.slice(0, at), signal);
    await this.#park(events[at] as RecordedEvent, error);
    if (at + 1 < events.length) await this.#project(events.slice(at + 1), signal);
  }

  async #park(event: RecordedEvent, error: unknown): Promise<void> {
    this.#done(await this.projection.park(event, error));
    this.watch.parked?.(event, error);
  }

  #done(projected: Projected): void {
    this.#failures = 0;
    this.watch.projected?.(projected);
  }

  async #pause(error: unknown, signal: AbortSignal): Promise<void> {
    const pause = this.#pauseMs * Math.min(2 ** this.#failures++, LONGEST_PAUSE);
    this.watch.failed?.(error, pause);
    await delay(pause, undefined, { signal }).catch(() => undefined);
  }
}
