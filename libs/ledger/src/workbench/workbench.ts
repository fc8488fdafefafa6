import { ScannedLines, type Fact, type ScannedFact } from '@paidonce/facts';
import type { PaymentModel } from '@paidonce/payment-models';
import {
  accountOf,
  accountOfScanned,
  resume,
  Settlement,
  SETUP,
  wholeAccountFor,
  type Applied,
} from '@paidonce/settlement';
import { claimedCodes, isClaimedType, type ClaimedFact } from './claimed.js';
import { touchedBy, type FactBlock } from './fact-block.js';
import { FactScan } from './fact-scan.js';
import {
  CannotFollow,
  foreignVoid,
  isAnothers,
  OF_ANOTHER,
  readIn,
  reading,
  readUnlessForeign,
  type FollowWatch,
  type Placed,
} from './following.js';
import { Recall } from './recall.js';
import type { FactEvent, Shelf } from './shelf.js';
import { ForeignEvent, readStored, type StoredFact } from './stored-fact.js';
import { hashesOf, subjectHash } from './subject-hash.js';

/** Facts that are read and followed at a time: few enough that what was read of them is let go while it is young. */
const PIECE = 500;
/** The same where what they touch has to be looked up, which costs a round trip. */
const LOOKED_UP = 5_000;

const setup = subjectHash(SETUP);

/**
 * A settlement at a position of the log that holds only what it has needed so far. Before a fact is applied, the facts that touch
 * what it touches are recalled from the shelf, and the books of its client are resumed.
 *
 * The shelf may be behind the workbench or ahead of it, as long as it says of what the workbench has not touched yet what it said at the
 * workbench's position: whatever was applied since then is at hand, since applying recalls.
 */
export class Workbench {
  readonly settlement: Settlement;
  /** Position of the last fact that was applied. */
  #position: number;
  readonly #recalled: Recall;
  readonly #scan = new FactScan();
  readonly #lines = new ScannedLines();
  /** Clients whose books are resumed. */
  readonly #books = new Set<string>();

  private constructor(
    readonly shelf: Shelf,
    /** Where it was opened, and of which shelf. What touches a subject behind that was applied here, and so the subject is known. */
    readonly origin: { readonly opened: number; readonly epoch?: string | undefined },
    facts: number,
    /** Opened before the first fact: whatever there is will be at hand. */
    readonly isComplete: boolean,
    models?: readonly PaymentModel[],
    isDated = false,
  ) {
    this.settlement = new Settlement(models);
    this.settlement.world.standAt(facts);
    this.#position = origin.opened;
    this.#recalled = new Recall(this.settlement, shelf, origin.opened, isDated);
  }

  /** A workbench at the position that the shelf has reached, with the setup at hand. */
  static async open(shelf: Shelf, models?: readonly PaymentModel[]): Promise<Workbench> {
    const { position: opened, facts, epoch } = await shelf.reach();
    const bench = new Workbench(shelf, { opened, epoch }, facts, facts === 0, models);
    await bench.#recalled.recall([setup]);
    return bench;
  }

  /**
   * A workbench to look at what was known at a position, with the setup of then at hand. What it recalls is dated by positions of the log, which
   * stand for counts of facts in its reports.
   */
  static async lookingAt(shelf: Shelf, position: number, models?: readonly PaymentModel[]): Promise<Workbench> {
    const bench = new Workbench(shelf, { opened: position }, position, false, models, true);
    await bench.#recalled.recall([setup]);
    return bench;
  }

  get position(): number {
    return this.#position;
  }

  /** Facts on record up to the position. */
  get facts(): number {
    return this.settlement.world.position;
  }

  /** Facts at hand: what memory grows with. */
  get size(): number {
    return this.settlement.world.facts.size;
  }

  /** Has everything at hand that these facts touch. */
  async prepare(facts: readonly Fact[]): Promise<void> {
    if (!this.isComplete) await this.prepareFor(facts.map(hashesOf));
  }

  /** The same by the hashes of what facts touch. */
  async prepareFor(touched: readonly (readonly number[])[]): Promise<void> {
    if (!this.isComplete) await this.#recalled.recall(this.#recalled.unknown(touched));
  }

  /** Has all facts at hand that touch something, and that touch what these touch. */
  async look(subjects: readonly string[]): Promise<void> {
    await this.#recalled.recall(this.#recalled.unknown([subjects.map(subjectHash)]));
  }

  /** Has all facts of a client at hand. */
  async lookAtAccount(clientId: string): Promise<void> {
    await this.#recalled.recallAccount(clientId, this.#position);
  }

  /**
   * Has the books of a fact's client at hand, and of few facts everything of the client. What the fact touches must be
   * prepared. Answers the client, or `undefined` where the fact refers to nothing on record and will be refused.
   */
  async openAccount(fact: Fact): Promise<string | undefined> {
    const clientId = accountOf(this.settlement, fact);
    if (clientId === undefined) return undefined;
    if (this.isComplete) return clientId;
    await this.openBooks(clientId);
    const whole = wholeAccountFor(this.settlement, fact);
    if (whole !== undefined) await this.#recalled.recallAccount(whole, this.#position);
    return clientId;
  }

  /** Whether {@link openAccount} has nothing to do for a fact of this client. */
  isOpen(clientId: string, fact: Fact): boolean {
    return this.isComplete || (this.#books.has(clientId) && wholeAccountFor(this.settlement, fact) === undefined);
  }

  /** Whether {@link openBooks} has nothing to do for this client: a fact that was scanned needs no more. */
  hasBooks(clientId: string): boolean {
    return this.isComplete || this.#books.has(clientId);
  }

  /** Offers a fact that was prepared and whose account is open. */
  apply({ read, content }: StoredFact): Applied {
    return this.settlement.offer(read, content);
  }

  /** As {@link apply}, of a fact that was scanned. */
  applyScanned(scanned: ScannedFact): Applied {
    return this.settlement.applyScanned(scanned);
  }

  /** What was applied and appended stands at this position of the log. */
  standAt(position: number): void {
    this.#position = Math.max(this.#position, position);
  }

  /** Follows the log: facts that come after the position, in its order. */
  async follow(events: readonly FactEvent[], watch: FollowWatch = {}): Promise<void> {
    const piece = this.isComplete ? PIECE : LOOKED_UP;
    for (let start = 0; start < events.length; start += piece) {
      await this.#followPiece(events.slice(start, start + piece), watch);
    }
  }

  async #followPiece(events: readonly FactEvent[], watch: FollowWatch): Promise<void> {
    const scan = this.#scan;
    scan.open(events);
    const stored: (StoredFact | ForeignEvent | undefined)[] = [];
    const touched: (readonly number[])[] = [];
    for (const event of events) {
      const scanned = scan.next();
      const parsed = scanned ? undefined : readUnlessForeign(event, event.text);
      stored.push(parsed);
      touched.push(scanned ? scan.touchedBy(scanned) : touchedByStored(parsed));
    }
    if (!this.isComplete) await this.#recalled.recall(this.#recalled.unknown(touched));
    scan.rewind();
    for (let i = 0; i < events.length; i++) {
      const event = events[i] as FactEvent;
      const scanned = scan.next();
      const parsed = stored[i];
      const { position, clientId } = event;
      if (parsed instanceof ForeignEvent) {
        this.standAt(position);
        watch.void?.(foreignVoid(event, parsed));
        continue;
      }
      const opening = this.#opening(clientId, parsed, scanned);
      if (opening) await opening;
      const applied = parsed ? this.#offer(event, parsed) : this.#offerScanned(event, scanned as ScannedFact);
      this.standAt(position);
      if (applied.kind === 'refused') watch.void?.({ event, ...applied.refusal });
      if (applied.kind !== 'recorded') continue;
      const { fact } = parsed?.read ?? (scanned as ScannedFact);
      watch.followed?.({ position, clientId, fact, subjects: touched[i] ?? [] });
      if (isClaimed(parsed, scanned)) watch.claimed?.(claimedFact(event, parsed, event));
      if (applied.statement) watch.issued?.(applied.statement, event);
    }
  }

  /**
   * Follows a block of the log that comes after the position. Of facts that were scanned, `followed` is not told: what they touch stands in the block.
   * Answers which facts of the block count for nothing.
   */
  async followBlock(block: FactBlock, watch: FollowWatch): Promise<readonly number[]> {
    const { count, positions, clients, clientIds } = block;
    const lines = this.#lines;
    const read = readIn(block, lines);
    const touched = this.isComplete ? [] : [...read.values()].map(touchedByStored);
    if (!this.isComplete)
      await this.#recalled.recall(this.#recalled.unknown([Array.from(touchedBy(block)), ...touched]));
    const uncounted: number[] = [];
    const at = { position: 0, clientId: '' };
    lines.open(block.bytes, block.cells, block.places);
    for (let i = 0; i < count; i++) {
      lines.next();
      const { scanned } = lines;
      const parsed = scanned ? undefined : read.get(i);
      at.position = positions[i] as number;
      at.clientId = clientIds[clients[i] as number] as string;
      const opening = parsed instanceof ForeignEvent ? undefined : this.#opening(at.clientId, parsed, scanned);
      if (opening) await opening;
      if (!this.#followLine(at, parsed, scanned, watch)) uncounted.push(i);
    }
    if (count > 0) this.standAt(positions[count - 1] as number);
    return uncounted;
  }

  /**
   * Follows the line of a block at which the lines stand; answers whether it counts. By itself, so that what a rare fact undoes of the compiler's work
   * is this only, and not a loop that is under way.
   */
  #followLine(
    at: Placed,
    parsed: StoredFact | ForeignEvent | undefined,
    scanned: ScannedFact | undefined,
    watch: FollowWatch,
  ): boolean {
    const lines = this.#lines;
    if (parsed instanceof ForeignEvent) {
      watch.void?.(foreignVoid({ ...at, text: lines.text }, parsed));
      return false;
    }
    const applied = parsed ? this.#offer(at, parsed) : this.#offerScanned(at, scanned as ScannedFact);
    if (applied.kind === 'refused') watch.void?.({ event: { ...at, text: lines.text }, ...applied.refusal });
    if (applied.kind !== 'recorded') return false;
    if (parsed) watch.followed?.({ ...at, fact: parsed.read.fact, subjects: hashesOf(parsed.read.fact) });
    if (isClaimed(parsed, scanned)) watch.claimed?.(claimedFact(at, parsed, lines));
    if (applied.statement) watch.issued?.(applied.statement, at);
    return true;
  }

  /** Where the account of the next fact has to be opened: waiting for nothing would cost more than most facts. */
  #opening(clientId: string, parsed?: StoredFact, scanned?: ScannedFact): Promise<unknown> | undefined {
    if (parsed) return this.isOpen(clientId, parsed.read.fact) ? undefined : this.openAccount(parsed.read.fact);
    if (this.isComplete || !scanned) return undefined;
    const owner = accountOfScanned(this.settlement, scanned);
    return owner === undefined || this.#books.has(owner) ? undefined : this.openBooks(owner);
  }

  #offer(event: Placed, { read, content }: StoredFact): Applied {
    return isAnothers(event, accountOf(this.settlement, read.fact))
      ? OF_ANOTHER
      : reading(event, () => this.settlement.offer(read, content));
  }

  #offerScanned(event: Placed, scanned: ScannedFact): Applied {
    if (isAnothers(event, accountOfScanned(this.settlement, scanned))) return OF_ANOTHER;
    // Not by `reading`: a closure for each of millions is work for the collector.
    try {
      return this.settlement.applyScanned(scanned);
    } catch (error) {
      throw new CannotFollow(event.position, error);
    }
  }

  /** Has the books of a client at hand. */
  async openBooks(clientId: string): Promise<void> {
    if (this.#books.has(clientId)) return;
    const books = await this.shelf.books(clientId);
    this.#books.add(clientId);
    resume(this.settlement, books);
  }
}

/** What touches of what was not scanned: what is not of ours touches nothing. */
function touchedByStored(read: StoredFact | ForeignEvent | undefined): readonly number[] {
  return read && !(read instanceof ForeignEvent) ? hashesOf(read.read.fact) : [];
}

function isClaimed(parsed: StoredFact | undefined, scanned: ScannedFact | undefined): boolean {
  return parsed ? isClaimedType(parsed.read.fact.type) : claimedCodes[(scanned as ScannedFact).code] === 1;
}

/** Of a fact that was scanned not all is at hand: there are few of these, so they are read. */
function claimedFact(
  { position, clientId }: Placed,
  parsed: StoredFact | undefined,
  line: { readonly text: string },
): ClaimedFact {
  return { position, clientId, fact: (parsed ?? readStored(line.text)).read.fact };
}
