import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore, RecordedEvent } from '@paidonce/event-store';
import { parseInstant } from '@paidonce/kernel';
import { cursorOf, JOURNAL_ENTRY, keyIn, UnknownCursor, type Page, type Paged } from '@paidonce/ledger';
import {
  ArrayContains,
  And,
  LessThan,
  MoreThanOrEqual,
  type DataSource,
  type FindOperator,
  type FindOptionsWhere,
} from 'typeorm';
import { entryOf, type EntryKind, type EntryOutcome, type KeptEntry } from './journal-entry.js';
import { JournalCheckpointRow, JournalRow } from './journal.entity.js';

/** Which entries: those that are all of it. */
export interface JournalQuery {
  /** Id or name of a token. */
  readonly actor?: string | undefined;
  readonly kind?: EntryKind | undefined;
  readonly action?: string | undefined;
  readonly outcome?: EntryOutcome | undefined;
  /** `lead:L-1`. */
  readonly subject?: string | undefined;
  readonly clientId?: string | undefined;
  /** At this instant or later, RFC 3339. */
  readonly from?: string | undefined;
  /** Before this instant, RFC 3339. */
  readonly to?: string | undefined;
}

export interface JournalIndexWatch {
  /** Following failed, and is tried again after so many milliseconds. */
  failed?(error: unknown, retryInMs: number): void;
}

const NAME = 'journal';
const BATCH = 500;
const PAUSE_MS = 1_000;
/** Where nothing but others' events comes, the checkpoint moves so many positions at a time. */
const STRIDE = 10_000n;

/**
 * The journal to be searched: rows that follow the log. Any number of processes may follow, since each writes the same rows and none moves the checkpoint back.
 */
export class JournalIndex {
  readonly #moved = new EventEmitter().setMaxListeners(0);
  #followed = 0n;

  constructor(
    readonly source: DataSource,
    readonly log: Pick<EventStore, 'subscribe'>,
  ) {}

  /** Follows the log until the signal aborts. */
  async follow(signal: AbortSignal, watch: JournalIndexWatch = {}): Promise<void> {
    const isStopped = (): boolean => signal.aborted;
    while (!isStopped()) {
      try {
        await this.#follow(signal);
      } catch (error) {
        if (isStopped()) return;
        watch.failed?.(error, PAUSE_MS);
        await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { position } = await this.source.manager.findOneByOrFail(JournalCheckpointRow, { name: NAME });
    let written = BigInt(position);
    const deliveries = this.log.subscribe({ after: written, types: [JOURNAL_ENTRY], batch: BATCH, signal });
    for await (const delivery of deliveries) {
      const at = delivery.kind === 'events' ? (delivery.events.at(-1)?.position ?? written) : delivery.position;
      const events = delivery.kind === 'events' ? delivery.events : [];
      if (events.length > 0 || at - written >= STRIDE) {
        await this.#write(events, at);
        written = at;
      }
      this.#followed = at;
      this.#moved.emit('moved');
    }
  }

  /** Rows and the checkpoint are one transaction. */
  async #write(events: readonly RecordedEvent[], position: bigint): Promise<void> {
    await this.source.transaction(async (manager) => {
      if (events.length > 0) {
        await manager.createQueryBuilder().insert().into(JournalRow).values(events.map(rowOf)).orIgnore().execute();
      }
      const moved = { position: String(position) };
      await manager.update(JournalCheckpointRow, { name: NAME, position: LessThan(moved.position) }, moved);
    });
  }

  /** False where following has not come that far in time. */
  async waitUntilFollowed(position: bigint, milliseconds: number): Promise<boolean> {
    const timeout = AbortSignal.timeout(milliseconds);
    while (this.#followed < position) {
      if (timeout.aborted) return false;
      await once(this.#moved, 'moved', { signal: timeout }).catch(() => undefined);
    }
    return true;
  }

  /** The newest first. */
  async find(query: JournalQuery, { limit, cursor }: Page): Promise<Paged<KeptEntry>> {
    const behind = positionOf(cursor);
    const rows = await this.source.getRepository(JournalRow).find({
      where: chosenBy(query, behind),
      order: { position: 'DESC' },
      take: limit + 1,
    });
    const shown = rows.slice(0, limit);
    const items = shown.map(({ position, entry }) => ({ ...(entry as KeptEntry), position: BigInt(position) }));
    const last = shown.at(-1);
    return rows.length > limit && last ? { items, next: cursorOf(last.position) } : { items };
  }
}

function rowOf(event: RecordedEvent): { readonly [K in keyof JournalRow]: JournalRow[K] } {
  const { position, ...entry } = entryOf(event);
  const { at, kind, action, outcome, actor, subjects, clients } = entry;
  return {
    ...{ position: String(position), at: String(parseInstant(at)), kind, action, outcome, entry },
    ...{ actorId: actor?.id ?? null, actorName: actor?.name ?? null },
    ...{ subjects: [...subjects], clients: [...clients] },
  };
}

/** The position that a cursor holds. Throws `UnknownCursor`. */
function positionOf(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const key = keyIn(cursor);
  if (!/^\d{1,18}$/.test(key)) throw new UnknownCursor('this cursor is of another list');
  return key;
}

function chosenBy(query: JournalQuery, behind: string | undefined): FindOptionsWhere<JournalRow>[] {
  const { actor, kind, action, outcome, subject, clientId, from, to } = query;
  const at: FindOperator<string>[] = [
    ...(from === undefined ? [] : [MoreThanOrEqual(String(parseInstant(from)))]),
    ...(to === undefined ? [] : [LessThan(String(parseInstant(to)))]),
  ];
  const chosen: FindOptionsWhere<JournalRow> = {
    ...(behind !== undefined && { position: LessThan(behind) }),
    ...(at.length > 0 && { at: And(...at) }),
    ...(kind && { kind }),
    ...(action !== undefined && { action }),
    ...(outcome && { outcome }),
    ...(subject !== undefined && { subjects: ArrayContains([subject]) }),
    ...(clientId !== undefined && { clients: ArrayContains([clientId]) }),
  };
  if (actor === undefined) return [chosen];
  return [
    { ...chosen, actorId: actor },
    { ...chosen, actorName: actor },
  ];
}
