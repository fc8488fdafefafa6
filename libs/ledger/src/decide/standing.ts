import { setTimeout as delay } from 'node:timers/promises';
import { RevisionConflict, type EventStore, type ProposedEvent } from '@paidonce/event-store';
import { factEvents } from '../read/fact-event.js';
import { JOURNAL_ENTRY, streamOf } from '../read/streams.js';
import { FactScan } from '../workbench/fact-scan.js';
import type { Shelf } from '../workbench/shelf.js';
import { Workbench } from '../workbench/workbench.js';
import { JudgedOrder } from './judged-order.js';
import type { Claims } from './round.js';

/** Another process has written to an account since the workbench was opened. */
export class Behind extends Error {
  override readonly name = 'Behind';
}

export interface StandingOptions {
  /** Events that the shelf may be behind when a workbench is opened: they are followed again. Positions that have gaps count bytes. */
  readonly mostBehind: number;
  /** Whether positions of the log have no gaps, so that those of others show between ours. */
  readonly isContiguous: boolean;
}

/** What an event takes in a log whose positions count bytes. */
const EVENT_BYTES = 1_000;

/** Entries of the journal that are looked at together. */
const PASSED_AT_ONCE = 500;

/** What is known of the log: a workbench, and up to where. Once somebody else has written what was not foreseen, it is given up for another one. */
export class Standing implements Claims {
  readonly scan = new FactScan();
  readonly order = new JudgedOrder();
  /** Position up to which the workbench knows the log: what is behind it, others have appended. -1 where that is not known. */
  #known: bigint;
  /** Last revisions of the accounts that were claimed; -1 where there was none. */
  readonly #revisions = new Map<string, number>();

  private constructor(
    readonly log: EventStore,
    readonly shelf: Shelf,
    readonly bench: Workbench,
    readonly options: StandingOptions,
  ) {
    this.#known = BigInt(bench.position);
  }

  /** One that knows the log up to where it ends. */
  static async open(log: EventStore, shelf: Shelf, options: StandingOptions): Promise<Standing> {
    const head = await log.head();
    const most = options.mostBehind * (options.isContiguous ? 1 : EVENT_BYTES);
    for (let pause = 1; head - BigInt((await shelf.reach()).position) > most; pause++) {
      await delay(Math.min(10 * pause, 500));
    }
    const bench = await Workbench.open(shelf);
    const from = bench.position;
    for await (const events of log.readAll({ after: BigInt(from) })) {
      const [followed] = await Promise.allSettled([bench.follow(factEvents(events))]);
      // Sums that were resumed on the way have to be those of where it began, or what is followed counts twice.
      if ((await shelf.reach()).position !== from) throw new Behind('the shelf has moved on');
      if (followed.status === 'rejected') throw followed.reason;
      bench.standAt(Number(events.at(-1)?.position ?? bench.position));
    }
    return new Standing(log, shelf, bench, options);
  }

  get known(): bigint {
    return this.#known;
  }

  /** Whether nothing has come that is not known, but for entries of the journal: they decide nothing. */
  async isUpToDate(): Promise<boolean> {
    const head = await this.log.head();
    return head === this.#known || this.#passOverJournal(head);
  }

  async #passOverJournal(head: bigint): Promise<boolean> {
    if (this.#known < 0n) return false;
    while (this.#known < head) {
      let last = this.#known;
      let isJournal = true;
      // Read to their end, however they begin: a reading that is broken off costs the log a connection.
      for await (const events of this.log.readAll({ after: last, limit: PASSED_AT_ONCE })) {
        isJournal &&= events.every(({ type }) => type === JOURNAL_ENTRY);
        last = events.at(-1)?.position ?? last;
      }
      // A reading that does not reach the head has not seen what is there.
      if (!isJournal || last === this.#known) return false;
      this.#known = last;
    }
    return true;
  }

  has(clientId: string): boolean {
    return this.#revisions.has(clientId);
  }

  /** Takes note of where an account stands, which must be where the workbench has seen it. */
  async take(clientId: string): Promise<void> {
    if (this.#revisions.has(clientId)) return;
    let revision = -1;
    for await (const events of this.log.readStream(streamOf(clientId), { direction: 'backwards', limit: 1 })) {
      for (const event of events) {
        if (Number(event.position) > this.bench.position) throw new Behind(`account of ${clientId}`);
        revision = event.revision;
      }
    }
    this.#revisions.set(clientId, revision);
  }

  /** Appends to an account that was taken: position of the last event, or `undefined` where the account is no longer where it was seen. */
  async append(clientId: string, events: readonly ProposedEvent[]): Promise<bigint | undefined> {
    const revision = this.#revisions.get(clientId) ?? -1;
    try {
      const expected = revision < 0 ? 'no-stream' : revision;
      const appended = await this.log.append(streamOf(clientId), events, expected);
      this.#revisions.set(clientId, appended.revision);
      if (appended.position > this.#known) this.#known = appended.position;
      return appended.position;
    } catch (error) {
      if (error instanceof RevisionConflict) return undefined;
      throw error;
    }
  }

  /** Where an event of an append stands that is so many events from its end, itself included; the end where positions do not tell. */
  positionOf(last: number, fromEnd: number): number {
    return this.options.isContiguous ? last - fromEnd + 1 : last;
  }

  /**
   * After events were appended behind a position: whether nothing else has come meanwhile, which shows by positions that are not ours, but for entries of
   * the journal. Where more has come, this is up to date no more.
   */
  async isAlone(before: bigint, appended: number): Promise<boolean> {
    let others = this.#known - before - BigInt(appended);
    if (!this.options.isContiguous) return false;
    if (others !== 0n) {
      for await (const entries of this.log.readAll({ after: before, types: [JOURNAL_ENTRY] })) {
        others -= BigInt(entries.filter(({ position }) => position <= this.#known).length);
      }
    }
    if (others !== 0n) this.#known = -1n;
    return others === 0n;
  }
}
