import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore, RecordedEvent } from '@paidonce/event-store';
import { inTurn, STATEMENT_ISSUED } from '@paidonce/ledger';
import { HASH_BYTES, rootAt } from '@paidonce/proof';
import type { DataSource, EntityManager } from 'typeorm';
import { handOver, KeysChanged, type CheckpointSigner, type HandOver, type Head } from './checkpoints.js';
import type { LogKeys } from './log-keys.js';
import { leafOfRecorded } from './recorded-leaf.js';
import { CheckpointRow, SealRow, TileRow } from './seal.entity.js';
import { hashAt, storedHashes, TILE_WIDTH, TileEdge, type WrittenTile } from './tiles.js';

/** What a sealer tells of itself. */
export interface SealerWatch {
  /** A batch is sealed. */
  sealed?(size: number): void;
  /** A checkpoint is signed. */
  signed?(note: string): void;
  /** Which key signs from now on. */
  keyed?(how: HandOver): void;
  /** Something failed, and is tried again after so many milliseconds. */
  failed?(error: unknown, retryInMs: number): void;
}

export interface SealerParts {
  readonly log: Pick<EventStore, 'subscribe'>;
  readonly source: DataSource;
  readonly keys: () => Promise<LogKeys>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface SealerOptions {
  /** Most events of a transaction; default 5,000. */
  readonly batch?: number;
  /** First pause after a failure, doubled up to 600 times itself; default 100 ms. */
  readonly pauseMs?: number;
}

const DAY_MS = 86_400_000;
/** How often it is asked whether a day has passed. */
const ROUND_MS = 60_000;
const LONGEST_PAUSE = 600;

/** How far the log is sealed. The root is worked out where it is signed: over a tile that is half full it takes as long as many leaves. */
type Reach = Omit<Head, 'root'>;

/** Somebody else has sealed on. */
class Fenced extends Error {
  override readonly name = 'Fenced';
}

/**
 * Follows the log and makes every event a leaf of the tree, in tiles that lie in the database; signs a checkpoint behind each statement, and one a day. Of several processes
 * one does; it may be killed at any moment.
 */
export class Sealer {
  readonly #batch: number;
  readonly #pauseMs: number;
  #failures = 0;

  constructor(
    readonly parts: SealerParts,
    readonly watch: SealerWatch = {},
    { batch = 5_000, pauseMs = 100 }: SealerOptions = {},
  ) {
    this.#batch = batch;
    this.#pauseMs = pauseMs;
  }

  /** Runs until the signal aborts, in turn with other processes on the same database. */
  run(signal: AbortSignal): Promise<void> {
    return inTurn(this.parts.source, 'paidonce sealer', signal, (mine) => this.#work(mine));
  }

  async #work(signal: AbortSignal): Promise<void> {
    const isStopped = (): boolean => signal.aborted;
    while (!isStopped()) {
      try {
        await this.#follow(signal);
      } catch (error) {
        if (isStopped()) return;
        if (error instanceof KeysChanged) continue;
        const pause = this.#pauseMs * Math.min(2 ** this.#failures++, LONGEST_PAUSE);
        this.watch.failed?.(error, pause);
        await delay(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { log, source, now } = this.parts;
    const { signer, how, notes } = await handOver(source, await this.parts.keys(), now);
    this.watch.keyed?.(how);
    this.#tell(notes);
    const sealing = await Sealing.open(source, signer);
    let failed: unknown;
    const stop = new AbortController();
    const round = setInterval(() => {
      sealing.signDaily().then(this.#tell, (error: unknown) => {
        failed = error;
        stop.abort();
      });
    }, ROUND_MS).unref();
    try {
      const mine = AbortSignal.any([signal, stop.signal]);
      for await (const delivery of log.subscribe({ after: sealing.position, batch: this.#batch, signal: mine })) {
        this.#tell(delivery.kind === 'events' ? await sealing.seal(delivery.events) : await sealing.signDaily());
        this.#failures = 0;
        if (delivery.kind === 'events') this.watch.sealed?.(sealing.size);
      }
    } finally {
      clearInterval(round);
    }
    if (failed !== undefined) throw failed as Error;
  }

  readonly #tell = (notes: readonly string[]): void => {
    for (const note of notes) this.watch.signed?.(note);
  };
}

/** The tree as far as it is sealed, and how it goes on. After a failure another one is opened. */
class Sealing {
  /** As it is stored. */
  #head: Reach;
  /** Before this moment no daily checkpoint is due: it is asked each time nothing waits. */
  #dueAt = 0;

  private constructor(
    readonly source: DataSource,
    readonly signer: CheckpointSigner,
    readonly edge: TileEdge,
    head: Reach,
  ) {
    this.#head = head;
  }

  static async open(source: DataSource, signer: CheckpointSigner): Promise<Sealing> {
    const { manager } = source;
    const { size: text, position } = await manager.findOneByOrFail(SealRow, { origin: signer.origin });
    const size = Number(text);
    const partial: (Buffer[] | undefined)[] = [];
    let behind = 0n;
    for (let level = 0; TILE_WIDTH ** level <= size; level++) {
      const count = Math.floor(size / TILE_WIDTH ** level) % TILE_WIDTH;
      if (count === 0) continue;
      const index = String(Math.floor(size / TILE_WIDTH ** (level + 1)));
      const tile = await manager.findOneByOrFail(TileRow, { level, index });
      if (tile.hashes.length < count * HASH_BYTES) throw new Error(`tile ${index} of level ${level} is too short`);
      partial[level] = Array.from({ length: count }, (_, i) => hashAt(tile.hashes, i));
      if (level === 0) behind = BigInt(tile.behind ?? 0);
    }
    const edge = new TileEdge(
      size,
      Array.from(partial, (hashes) => hashes ?? []),
      behind,
    );
    return new Sealing(source, signer, edge, { size, position: BigInt(position) });
  }

  get position(): bigint {
    return this.#head.position;
  }

  get size(): number {
    return this.#head.size;
  }

  /** Makes events leaves, in one transaction; answers the checkpoints that were signed. */
  async seal(events: readonly RecordedEvent[]): Promise<string[]> {
    let { position } = this.#head;
    const toSign: Head[] = [];
    for (const event of events) {
      this.edge.add(leafOfRecorded(event), position);
      ({ position } = event);
      if (event.type === STATEMENT_ISSUED) toSign.push(await this.#headAt(position));
    }
    const head = { size: this.edge.size, position };
    const tiles = this.edge.take();
    const notes = await this.source.transaction(async (manager) => {
      await advance(manager, this.signer.origin, this.#head, head);
      await writeTiles(manager, tiles);
      return toSign.length === 0 ? [] : this.signer.sign(manager, toSign);
    });
    this.#head = head;
    return notes;
  }

  async #headAt(position: bigint): Promise<Head> {
    return { size: this.edge.size, root: await rootAt(this.edge.size, this.edge.hashes), position };
  }

  /** A checkpoint where the log has grown since the last one and a day has passed. */
  async signDaily(): Promise<string[]> {
    const now = this.signer.now();
    if (now < this.#dueAt) return [];
    const head = this.#head;
    return this.source.transaction(async (manager) => {
      const [last] = await manager.find(CheckpointRow, { order: { size: 'DESC' }, take: 1 });
      this.#dueAt = last ? Date.parse(last.signedAt) + DAY_MS : 0;
      if (now < this.#dueAt || head.size <= Number(last?.size ?? 0)) return [];
      return this.signer.sign(manager, [{ ...head, root: await rootAt(head.size, storedHashes(manager)) }]);
    });
  }
}

/** Throws {@link Fenced} where it is not what it is taken for. */
async function advance(manager: EntityManager, origin: string, before: Reach, head: Reach): Promise<void> {
  const { affected } = await manager.update(
    SealRow,
    { origin, size: String(before.size), position: String(before.position) },
    { size: String(head.size), position: String(head.position) },
  );
  if (affected !== 1) throw new Fenced('somebody else has sealed on');
}

async function writeTiles(manager: EntityManager, tiles: readonly WrittenTile[]): Promise<void> {
  await manager.query(
    `INSERT INTO tile (level, index, hashes, behind)
     SELECT * FROM unnest ($1::int[], $2::bigint[], $3::bytea[], $4::bigint[])
     ON CONFLICT (level, index) DO UPDATE SET hashes = excluded.hashes`,
    [
      tiles.map(({ level }) => level),
      tiles.map(({ index }) => index),
      tiles.map(({ hashes }) => hashes),
      tiles.map(({ behind }) => behind),
    ],
  );
}
