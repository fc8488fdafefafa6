import { ScannedLines, type Fact, type ScannedFact } from '@paidonce/facts';
import type { PaymentModel } from '@paidonce/payment-models';
import {
  accountOf,
  accountOfScanned,
  resume,
  Settlement,
  SETUP,
  subjectsOf,
  wholeAccountFor,
  type Applied,
  type Statement,
} from '@paidonce/settlement';
import { touchedBy, type FactBlock } from './fact-block.js';
import { FactScan } from './fact-scan.js';
import { HashSet } from './hash-set.js';
import type { FactEvent, Shelf } from './shelf.js';
import { asReceived, PERSONAL, readStored, type StoredFact } from './stored-fact.js';
import { subjectHash } from './subject-hash.js';

/** Why a fact that is in the log counts for nothing: two writers raced for it, and the other one's came first. */
export interface Void {
  readonly event: FactEvent;
  readonly code: string;
  readonly message: string;
}

/** A fact that was followed and counts. */
export interface FollowedFact {
  readonly position: number;
  readonly clientId: string;
  /** One that was scanned holds during the call only. */
  readonly fact: Fact | ScannedFact['fact'];
  /** What it touches, as hashes; each once. */
  readonly subjects: readonly number[];
}

/** Is told what following the log comes to, as it comes. */
export interface FollowWatch {
  followed?(fact: FollowedFact): void;
  issued?(statement: Statement): void;
  void?(fact: Void): void;
}

/** Facts that are read and followed at a time: few enough that what was read of them is let go while it is young. */
const PIECE = 500;
/** The same where what they touch has to be looked up, which costs a round trip. */
const LOOKED_UP = 5_000;

/** One event of the log is damaged, or the rules cannot take it: trying again is of no use. */
export class CannotFollow extends Error {
  override readonly name = 'CannotFollow';

  constructor(
    readonly position: number,
    cause: unknown,
  ) {
    super(`the fact at position ${position} cannot be followed`, { cause });
  }
}

type Placed = Pick<FactEvent, 'position' | 'clientId'>;

function reading<T>({ position }: Placed, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new CannotFollow(position, error);
  }
}

const OF_ANOTHER: Applied = {
  kind: 'refused',
  refusal: { code: 'unknown-reference', path: 'data', message: 'what it refers to is of another client' },
};

/** Whether a fact is not in the account where it belongs: others may have recorded meanwhile what it refers to. */
function isAnothers({ clientId }: Placed, owner: string | undefined): boolean {
  return owner !== undefined && owner !== clientId;
}

const setup = subjectHash(SETUP);

/** What a fact touches, each once. */
function hashesOf(fact: Fact): number[] {
  const hashes = subjectsOf(fact).map(subjectHash);
  return hashes.length > 1 ? hashes.filter((hash, i) => hashes.indexOf(hash) === i) : hashes;
}

/** The facts of a block that were not scanned, by their places in it. */
function storedIn({ bytes, cells, places, positions }: FactBlock, lines: ScannedLines): Map<number, StoredFact> {
  const stored = new Map<number, StoredFact>();
  lines.open(bytes, cells, places);
  for (let i = 0; lines.next(); i++) {
    const position = positions[i] as number;
    if (!lines.isScanned)
      stored.set(
        i,
        reading({ position, clientId: '' }, () => readStored(lines.text)),
      );
  }
  return stored;
}

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
  #position = 0;
  /** Where it was opened. What touches a subject behind that was applied here, and so the subject is known. */
  #opened = 0;
  /** Subjects all of whose facts up to the position are at hand. */
  readonly #known = new HashSet();
  readonly #scan = new FactScan();
  readonly #lines = new ScannedLines();
  /** Clients whose books are resumed. */
  readonly #books = new Set<string>();
  readonly #whole = new Set<string>();
  /** Opened before the first fact: whatever there is will be at hand. */
  #complete = false;

  private constructor(
    readonly shelf: Shelf,
    readonly dated: boolean,
    models?: readonly PaymentModel[],
  ) {
    this.settlement = new Settlement(models);
  }

  /** A workbench at the position that the shelf has reached, with the setup at hand. */
  static async open(shelf: Shelf, models?: readonly PaymentModel[]): Promise<Workbench> {
    const bench = new Workbench(shelf, false, models);
    const { position, facts } = await shelf.reach();
    bench.#position = bench.#opened = position;
    bench.#complete = facts === 0;
    bench.settlement.world.standAt(facts);
    await bench.#recall([setup]);
    return bench;
  }

  /**
   * A workbench to look at what was known at a position, with the setup of then at hand. What it recalls is dated by positions of the log, which
   * stand for counts of facts in its reports.
   */
  static async lookingAt(shelf: Shelf, position: number, models?: readonly PaymentModel[]): Promise<Workbench> {
    const bench = new Workbench(shelf, true, models);
    bench.#position = bench.#opened = position;
    bench.settlement.world.standAt(position);
    await bench.#recall([setup]);
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
    if (!this.#complete) await this.#recall(this.#unknown(facts.map(hashesOf)));
  }

  /** Has all facts at hand that touch something, and that touch what these touch. */
  async look(subjects: readonly string[]): Promise<void> {
    await this.#recall(this.#unknown([subjects.map(subjectHash)]));
  }

  /** Has all facts of a client at hand. */
  async lookAtAccount(clientId: string): Promise<void> {
    await this.#recallAccount(clientId);
  }

  /**
   * Has the books of a fact's client at hand, and of few facts everything of the client. What the fact touches must be
   * prepared. Answers the client, or `undefined` where the fact refers to nothing on record and will be refused.
   */
  async openAccount(fact: Fact): Promise<string | undefined> {
    const clientId = accountOf(this.settlement, fact);
    if (clientId === undefined) return undefined;
    if (this.#complete) return clientId;
    await this.openBooks(clientId);
    const whole = wholeAccountFor(this.settlement, fact);
    if (whole !== undefined) await this.#recallAccount(whole);
    return clientId;
  }

  /** Whether {@link openAccount} has nothing to do for a fact of this client. */
  isOpen(clientId: string, fact: Fact): boolean {
    return this.#complete || (this.#books.has(clientId) && wholeAccountFor(this.settlement, fact) === undefined);
  }

  /** Offers a fact that was prepared and whose account is open. */
  apply({ read, content }: StoredFact): Applied {
    // Digests have taken the place of keys in what was read of a personal fact, which may have nulls again.
    return PERSONAL.has(read.fact.type)
      ? this.settlement.apply(asReceived(read), content)
      : this.settlement.offer(read, content);
  }

  /** What was applied and appended stands at this position of the log. */
  standAt(position: number): void {
    this.#position = Math.max(this.#position, position);
  }

  /** Follows the log: facts that come after the position, in its order. */
  async follow(events: readonly FactEvent[], watch: FollowWatch = {}): Promise<void> {
    const piece = this.#complete ? PIECE : LOOKED_UP;
    for (let start = 0; start < events.length; start += piece) {
      await this.#followPiece(events.slice(start, start + piece), watch);
    }
  }

  async #followPiece(events: readonly FactEvent[], watch: FollowWatch): Promise<void> {
    const scan = this.#scan;
    scan.open(events);
    const stored: (StoredFact | undefined)[] = [];
    const touched: (readonly number[])[] = [];
    for (const event of events) {
      const scanned = scan.next();
      const parsed = scanned ? undefined : reading(event, () => readStored(event.text));
      stored.push(parsed);
      touched.push(parsed ? hashesOf(parsed.read.fact) : scan.touchedBy(scanned as ScannedFact));
    }
    if (!this.#complete) await this.#recall(this.#unknown(touched));
    scan.rewind();
    for (let i = 0; i < events.length; i++) {
      const event = events[i] as FactEvent;
      const scanned = scan.next();
      const parsed = stored[i];
      const { position, clientId } = event;
      const opening = this.#opening(clientId, parsed, scanned);
      if (opening) await opening;
      const applied = parsed ? this.#offer(event, parsed) : this.#offerScanned(event, scanned as ScannedFact);
      this.standAt(position);
      if (applied.kind === 'refused') watch.void?.({ event, ...applied.refusal });
      if (applied.kind !== 'recorded') continue;
      const { fact } = parsed?.read ?? (scanned as ScannedFact);
      watch.followed?.({ position, clientId, fact, subjects: touched[i] ?? [] });
      if (applied.statement) watch.issued?.(applied.statement);
    }
  }

  /**
   * Follows a block of the log that comes after the position. Of facts that were scanned, `followed` is not told: what they touch stands in the block.
   * Answers which facts of the block count for nothing.
   */
  async followBlock(block: FactBlock, watch: FollowWatch): Promise<readonly number[]> {
    const { count, positions, clients, clientIds } = block;
    const lines = this.#lines;
    const stored = storedIn(block, lines);
    const touched = this.#complete ? [] : [...stored.values()].map(({ read }) => hashesOf(read.fact));
    if (!this.#complete) await this.#recall(this.#unknown([Array.from(touchedBy(block)), ...touched]));
    const uncounted: number[] = [];
    const at = { position: 0, clientId: '' };
    lines.open(block.bytes, block.cells, block.places);
    for (let i = 0; i < count; i++) {
      lines.next();
      const { scanned } = lines;
      const parsed = scanned ? undefined : stored.get(i);
      at.position = positions[i] as number;
      at.clientId = clientIds[clients[i] as number] as string;
      const opening = this.#opening(at.clientId, parsed, scanned);
      if (opening) await opening;
      const applied = parsed ? this.#offer(at, parsed) : this.#offerScanned(at, scanned as ScannedFact);
      if (applied.kind === 'refused') watch.void?.({ event: { ...at, text: lines.text }, ...applied.refusal });
      if (applied.kind !== 'recorded') uncounted.push(i);
      else if (parsed) watch.followed?.({ ...at, fact: parsed.read.fact, subjects: hashesOf(parsed.read.fact) });
      if (applied.kind === 'recorded' && applied.statement) watch.issued?.(applied.statement);
    }
    if (count > 0) this.standAt(positions[count - 1] as number);
    return uncounted;
  }

  /** Where the account of the next fact has to be opened: waiting for nothing would cost more than most facts. */
  #opening(clientId: string, parsed?: StoredFact, scanned?: ScannedFact): Promise<unknown> | undefined {
    if (parsed) return this.isOpen(clientId, parsed.read.fact) ? undefined : this.openAccount(parsed.read.fact);
    if (this.#complete || !scanned) return undefined;
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

  #unknown(touched: readonly (readonly number[])[]): Set<number> {
    const unknown = new Set<number>();
    for (const subjects of touched) for (const subject of subjects) if (!this.#known.has(subject)) unknown.add(subject);
    return unknown;
  }

  /** Recalls the facts that touch some subjects, and those that touch what these touch, and so on. */
  async #recall(subjects: Iterable<number>): Promise<void> {
    const found = new Map<number, StoredFact>();
    let asked = [...subjects];
    while (asked.length > 0) {
      for (const subject of asked) this.#known.add(subject);
      const positions = await this.shelf.touching(asked, this.#opened);
      const fresh = positions.filter((position) => !found.has(position));
      const next = new Set<number>();
      for (const { position, text } of await this.shelf.facts(fresh)) {
        const stored = readStored(text);
        found.set(position, stored);
        for (const subject of this.#unknown([hashesOf(stored.read.fact)])) next.add(subject);
      }
      asked = [...next];
    }
    for (const [position, { read, content }] of [...found].sort(([a], [b]) => a - b)) {
      this.settlement.recall(read, content, this.dated ? position : undefined);
    }
  }

  /** Has the books of a client at hand. */
  async openBooks(clientId: string): Promise<void> {
    if (this.#books.has(clientId)) return;
    const books = await this.shelf.books(clientId);
    this.#books.add(clientId);
    resume(this.settlement, books);
  }

  async #recallAccount(clientId: string): Promise<void> {
    if (this.#whole.has(clientId)) return;
    this.#whole.add(clientId);
    for await (const events of this.shelf.account(clientId, this.#position)) {
      const stored = events.map(({ text }) => readStored(text));
      await this.prepare(stored.map(({ read }) => read.fact));
    }
  }
}
