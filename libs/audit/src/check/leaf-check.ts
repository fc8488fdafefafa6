import type { RecordedEvent } from '@paidonce/event-store';
import { STATEMENT_ISSUED } from '@paidonce/ledger';
import { rootAt } from '@paidonce/proof';
import { leafOfRecorded } from '../seal/recorded-leaf.js';
import { TILE_WIDTH, TileEdge, type WrittenTile } from '../seal/tiles.js';
import type { EventPlace, Finding } from './findings.js';
import type { SealedLeaves } from './sealed-leaves.js';
import type { SignedCheckpoint } from './signed-checkpoints.js';

/** So many events that were taken out in one place are recognised as such. */
const MOST_DROPPED = 64;

/** Events that are not those that were sealed, one behind the other. */
interface Run {
  readonly first: EventPlace;
  /** Index in the tree of the first one. */
  readonly index: number;
  readonly firstLeaf: Buffer;
  lastLeaf: Buffer;
  count: number;
  lastPosition: number;
  /** The log is as it was signed: the tile is not. */
  isOfTile: boolean;
}

export const placeOf = ({ position, stream, revision, type }: RecordedEvent): EventPlace => ({
  position: Number(position),
  stream,
  revision,
  type,
});

/**
 * Compares the leaves of the log to those that were sealed, and the trees of both to what was signed, which says which of the two was tampered with. The trees are one as
 * long as nothing differs.
 */
export class LeafCheck {
  #ofLog = new TileEdge();
  #ofSeal = this.#ofLog;
  /** Index of the sealed leaf that the next event has to be. */
  #index = 0;
  #run: Run | undefined;
  /** Runs that have ended since the last checkpoint. */
  #runs: Run[] = [];
  #tiles: WrittenTile[] = [];
  #next: SignedCheckpoint | undefined;
  #lastGood = 0;
  #isLost = false;

  constructor(
    readonly leaves: SealedLeaves,
    readonly checkpoints: AsyncIterator<SignedCheckpoint>,
    readonly found: (finding: Finding) => void,
  ) {}

  async begin(): Promise<void> {
    await this.#nextCheckpoint();
  }

  /** Leaves that were compared. */
  get index(): number {
    return this.#index;
  }

  /** An event, in the order of the log. */
  async compare(event: RecordedEvent): Promise<void> {
    if (this.#index >= this.leaves.size) return;
    const leaf = leafOfRecorded(event);
    const ahead = this.#index + MOST_DROPPED;
    if (!this.leaves.isReached(ahead)) await this.leaves.reach(ahead);
    const sealed = this.leaves.at(this.#index);
    if (!sealed?.equals(leaf)) return this.#compareOther(event, leaf, sealed);
    if (this.#run) this.#endRun();
    this.#add(leaf, leaf);
    this.#index++;
    if (event.type === STATEMENT_ISSUED) this.#expectCheckpoint(event);
    if (this.#next?.size === this.#ofSeal.size) await this.#atCheckpoint(this.#next);
  }

  /** Positions that the log does not have: the tree goes on as it was sealed. */
  async pass(count: number): Promise<void> {
    if (this.#run) this.#endRun();
    await this.#goOnTo(Math.min(this.#index + count, this.leaves.size));
  }

  /** The log has ended. */
  async end(): Promise<void> {
    if (this.#run) this.#endRun();
    this.#tellRuns();
    while (this.#next) {
      const { size } = this.#next;
      await this.#nextCheckpoint();
      if (size <= this.leaves.size) continue;
      const message = `only ${this.leaves.size} events are sealed`;
      this.found({ kind: 'checkpoint', size, flaw: 'beyond-the-log', message });
    }
  }

  /** Tiles above the leaves as they have to be, as far as they have not been asked for; where the tree is a smaller one than is stored they are the beginnings of those. */
  takeTiles(): WrittenTile[] {
    const tiles = [...this.#tiles, ...this.#ofSeal.take()].filter(({ level }) => level > 0);
    this.#tiles = [];
    return tiles;
  }

  async #compareOther(event: RecordedEvent, leaf: Buffer, sealed: Buffer | undefined): Promise<void> {
    if (!sealed) {
      // The tile lacks it, and that is told of.
      await this.#grow(leaf, leaf);
      return;
    }
    const fits = this.#run && this.#fitsAgain(this.#run, leaf);
    if (fits === undefined) {
      this.#lengthenRun(event, leaf);
      await this.#grow(leaf, sealed);
      return;
    }
    this.#run = undefined;
    if (fits > this.#index) await this.#goOnTo(fits);
    this.#index = fits;
  }

  /** The index behind the leaf, where the sealed leaves go on with it: some events were taken out, or put in, before. */
  #fitsAgain({ index, firstLeaf, lastLeaf, count, first }: Run, leaf: Buffer): number | undefined {
    const isAt = (at: number, hash: Buffer): boolean => this.leaves.at(at)?.equals(hash) === true;
    if (count > 1 && isAt(index, lastLeaf) && isAt(index + 1, leaf)) {
      this.found({ kind: 'inserted', first, count: count - 1 });
      return index + 2;
    }
    for (let dropped = 1; dropped < MOST_DROPPED; dropped++) {
      if (!isAt(index + dropped, firstLeaf) || !isAt(index + count + dropped, leaf)) continue;
      this.found({ kind: 'dropped', before: first, count: dropped });
      return index + count + dropped + 1;
    }
    return undefined;
  }

  #lengthenRun(event: RecordedEvent, leaf: Buffer): void {
    const lastPosition = Number(event.position);
    this.#run ??= {
      ...{ first: placeOf(event), index: this.#index, firstLeaf: leaf, lastLeaf: leaf },
      ...{ count: 0, lastPosition, isOfTile: false },
    };
    Object.assign(this.#run, { lastLeaf: leaf, count: this.#run.count + 1, lastPosition });
  }

  /** The tree goes on as it was sealed, up to an index. */
  async #goOnTo(index: number): Promise<void> {
    while (this.#index < index) {
      await this.leaves.reach(this.#index);
      const sealed = this.leaves.at(this.#index) ?? NOTHING;
      await this.#grow(sealed, sealed);
    }
  }

  async #grow(leaf: Buffer, sealed: Buffer): Promise<void> {
    this.#index++;
    // What stands twice in the log, since events were put in, is in the tree once.
    if (this.#index <= this.#ofSeal.size) return;
    this.#add(leaf, sealed);
    if (this.#next?.size === this.#ofSeal.size) await this.#atCheckpoint(this.#next);
  }

  #add(leaf: Buffer, sealed: Buffer): void {
    if (this.#index < this.#ofSeal.size) return;
    if (this.#ofLog === this.#ofSeal && leaf !== sealed) {
      this.#tiles.push(...this.#ofSeal.take());
      this.#ofLog = this.#ofSeal.fork();
    }
    if (this.#ofLog !== this.#ofSeal) this.#ofLog.add(leaf, 0n);
    this.#ofSeal.add(sealed, 0n);
  }

  async #atCheckpoint({ size, root }: SignedCheckpoint): Promise<void> {
    await this.#nextCheckpoint();
    if (!root || this.#isLost) return;
    const isOf = async (tree: TileEdge): Promise<boolean> => (await rootAt(size, tree.hashes)).equals(root);
    if (await isOf(this.#ofSeal)) this.#ofLog = this.#ofSeal;
    else if (this.#ofLog !== this.#ofSeal && (await isOf(this.#ofLog))) {
      this.#ofSeal = this.#ofLog;
      for (const run of [...this.#runs, ...(this.#run ? [this.#run] : [])]) run.isOfTile = true;
    } else {
      this.#isLost = true;
      this.found({ kind: 'root', fromSize: this.#lastGood, toSize: size });
    }
    this.#lastGood = size;
    this.#tellRuns();
  }

  #expectCheckpoint(event: RecordedEvent): void {
    const size = this.#index;
    if (this.#next?.size === size || this.#ofSeal.size > size) return;
    const message = `the statement at position ${event.position} was sealed with one`;
    this.found({ kind: 'checkpoint', size, flaw: 'missing', message });
  }

  async #nextCheckpoint(): Promise<void> {
    const next = await this.checkpoints.next();
    this.#next = next.done === true ? undefined : next.value;
    // Of size 0, or twice of one size: there is no such place in the tree.
    if (this.#next && this.#next.size <= this.#ofSeal.size && this.#next.size < this.leaves.size)
      await this.#nextCheckpoint();
  }

  #endRun(): void {
    if (this.#run) this.#runs.push(this.#run);
    this.#run = undefined;
  }

  #tellRuns(): void {
    for (const { first, index, count, lastPosition, isOfTile } of this.#runs.splice(0)) {
      if (!isOfTile) {
        this.found({ kind: 'changed', first, to: lastPosition });
        continue;
      }
      for (let tile = Math.floor(index / TILE_WIDTH); tile * TILE_WIDTH < index + count; tile++)
        this.found({ kind: 'tile', level: 0, index: tile });
    }
  }
}

const NOTHING = Buffer.alloc(32);
