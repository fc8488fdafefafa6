import type { ScannedFact } from '@paidonce/facts';
import type { Settlement } from '@paidonce/settlement';
import { FactScan } from './fact-scan.js';
import { HashSet } from './hash-set.js';
import type { FactEvent, Shelf } from './shelf.js';
import { readIfFact, readStored, type StoredFact } from './stored-fact.js';
import { hashesOf } from './subject-hash.js';

/** Facts that are scanned at a time. */
const PIECE = 500;

/** Brings facts on record to a settlement that holds only some, from the shelf: those that touch something, and all that belong to them. */
export class Recall {
  /** Subjects all of whose facts are at hand. */
  readonly #known = new HashSet();
  readonly #whole = new Set<string>();
  readonly #scan = new FactScan();

  constructor(
    readonly settlement: Settlement,
    readonly shelf: Shelf,
    /** Up to where the shelf is asked. */
    readonly opened: number,
    /** Whether facts are dated by positions. */
    readonly dated: boolean,
  ) {}

  /** What is not known to be at hand. */
  unknown(touched: readonly (readonly number[])[]): Set<number> {
    const unknown = new Set<number>();
    for (const subjects of touched) for (const subject of subjects) if (!this.#known.has(subject)) unknown.add(subject);
    return unknown;
  }

  /** Recalls the facts that touch some subjects, and those that touch what these touch, and so on. */
  async recall(subjects: Iterable<number>): Promise<void> {
    const found = new Map<number, FactEvent>();
    let asked = [...subjects];
    while (asked.length > 0) {
      for (const subject of asked) this.#known.add(subject);
      const positions = await this.shelf.touching(asked, this.opened);
      const events = await this.shelf.facts(positions.filter((position) => !found.has(position)));
      const next = new Set<number>();
      this.#read(events, (event, fact, scanned) => {
        found.set(event.position, event);
        const touched = scanned ? this.#scan.touchedBy(scanned) : hashesOf(fact().read.fact);
        for (const subject of this.unknown([touched])) next.add(subject);
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
    const scan = this.#scan;
    for (let start = 0; start < events.length; start += PIECE) {
      const piece = events.slice(start, start + PIECE);
      scan.open(piece);
      for (const event of piece) take(event, () => readStored(event.text), scan.next());
    }
  }

  /** Recalls all facts of a client up to a position. */
  async recallAccount(clientId: string, upTo: number): Promise<void> {
    if (this.#whole.has(clientId)) return;
    this.#whole.add(clientId);
    for await (const events of this.shelf.account(clientId, upTo)) {
      const touched: (readonly number[])[] = [];
      this.#read(events, ({ text }, _, scanned) => {
        if (scanned) touched.push(this.#scan.touchedBy(scanned));
        else {
          // What was passed over touches nothing.
          const fact = readIfFact(text)?.read.fact;
          if (fact) touched.push(hashesOf(fact));
        }
      });
      await this.recall(this.unknown(touched));
    }
  }
}
