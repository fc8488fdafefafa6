import type { Fact, ScannedFact } from '@paidonce/facts';
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
import { FactScan } from './fact-scan.js';
import { HashSet } from './hash-set.js';
import type { FactEvent, Shelf } from './shelf.js';
import { readStored, type StoredFact } from './stored-fact.js';
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

function reading<T>({ position }: FactEvent, work: () => T): T {
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
function isAnothers({ clientId }: FactEvent, owner: string | undefined): boolean {
  return owner !== undefined && owner !== clientId;
}

const setup = subjectHash(SETUP);

/** What a fact touches, as hashes, each once. */
export function hashesOf(fact: Fact): number[] {
  const hashes = subjectsOf(fact).map(subjectHash);
  return hashes.length > 1 ? hashes.filter((hash, i) => hashes.indexOf(hash) === i) : hashes;
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
  /** Of what is recalled, also while something is followed. */
  readonly #recalled = new FactScan();
  /** Clients whose books are resumed. */
  readonly #books = new Set<string>();
  readonly #whole = new Set<string>();
  /** Opened before the first fact: whatever there is will be at hand. */
  #complete = false;
  /** Of the shelf when it was opened. */
  #epoch: string | undefined;

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
    const { position, facts, epoch } = await shelf.reach();
    bench.#position = bench.#opened = position;
    bench.#epoch = epoch;
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

  /** Where it was opened, and what it rests on there. */
  get origin(): { readonly opened: number; readonly epoch: string | undefined } {
    return { opened: this.#opened, epoch: this.#epoch };
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
    if (!this.#complete) await this.prepareFor(facts.map(hashesOf));
  }

  /** The same by the hashes of what facts touch. */
  async prepareFor(touched: readonly (readonly number[])[]): Promise<void> {
    if (!this.#complete) await this.#recall(this.#unknown(touched));
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

  /** Whether {@link openBooks} has nothing to do for this client: a fact that was scanned needs no more. */
  hasBooks(clientId: string): boolean {
    return this.#complete || this.#books.has(clientId);
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
      // Waiting for nothing would cost more than most facts.
      if (parsed && !this.isOpen(clientId, parsed.read.fact)) await this.openAccount(parsed.read.fact);
      else if (scanned && !this.#complete) {
        const owner = accountOfScanned(this.settlement, scanned);
        if (owner !== undefined && !this.#books.has(owner)) await this.openBooks(owner);
      }
      const applied = parsed ? this.#offer(event, parsed) : this.#offerScanned(event, scanned as ScannedFact);
      this.standAt(position);
      if (applied.kind === 'refused') watch.void?.({ event, ...applied.refusal });
      if (applied.kind !== 'recorded') continue;
      const { fact } = parsed?.read ?? (scanned as ScannedFact);
      watch.followed?.({ position, clientId, fact, subjects: touched[i] ?? [] });
      if (applied.statement) watch.issued?.(applied.statement);
    }
  }

  #offer(event: FactEvent, { read, content }: StoredFact): Applied {
    return isAnothers(event, accountOf(this.settlement, read.fact))
      ? OF_ANOTHER
      : reading(event, () => this.settlement.offer(read, content));
  }

  #offerScanned(event: FactEvent, scanned: ScannedFact): Applied {
    return isAnothers(event, accountOfScanned(this.settlement, scanned))
      ? OF_ANOTHER
      : reading(event, () => this.settlement.applyScanned(scanned));
  }

  #unknown(touched: readonly (readonly number[])[]): Set<number> {
    const unknown = new Set<number>();
    for (const subjects of touched) for (const subject of subjects) if (!this.#known.has(subject)) unknown.add(subject);
    return unknown;
  }

  /** Recalls the facts that touch some subjects, and those that touch what these touch, and so on. */
  async #recall(subjects: Iterable<number>): Promise<void> {
    const found = new Map<number, FactEvent>();
    let asked = [...subjects];
    while (asked.length > 0) {
      for (const subject of asked) this.#known.add(subject);
      const positions = await this.shelf.touching(asked, this.#opened);
      const events = await this.shelf.facts(positions.filter((position) => !found.has(position)));
      const next = new Set<number>();
      this.#read(events, (event, fact, scanned) => {
        found.set(event.position, event);
        const touched = scanned ? this.#recalled.touchedBy(scanned) : hashesOf(fact().read.fact);
        for (const subject of this.#unknown([touched])) next.add(subject);
      });
      asked = [...next];
    }
    const inOrder = [...found.values()].sort((a, b) => a.position - b.position);
    this.#read(inOrder, ({ position }, fact, scanned) => {
      const at = this.dated ? position : undefined;
      if (scanned) {
        this.settlement.recallScanned(scanned, at);
        return;
      }
      const { read, content } = fact();
      this.settlement.recall(read, content, at);
    });
  }

  /** Goes through facts on record, scanned where they can be. */
  #read(
    events: readonly FactEvent[],
    take: (event: FactEvent, parsed: () => StoredFact, scanned: ScannedFact | undefined) => void,
  ): void {
    const scan = this.#recalled;
    for (let start = 0; start < events.length; start += PIECE) {
      const piece = events.slice(start, start + PIECE);
      scan.open(piece);
      for (const event of piece) take(event, () => readStored(event.text), scan.next());
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
      const touched: (readonly number[])[] = [];
      this.#read(events, (_, fact, scanned) => {
        touched.push(scanned ? this.#recalled.touchedBy(scanned) : hashesOf(fact().read.fact));
      });
      await this.prepareFor(touched);
    }
  }
}
