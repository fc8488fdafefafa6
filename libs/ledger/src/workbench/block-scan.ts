import { ScannedLines, Scanner, Tape } from '@paidonce/facts';
import { ScannedSubjects } from '@paidonce/settlement';
import { sharedFloats, type BlockRoom } from './fact-block.js';
import { CONTENT_DIGEST } from './stored-fact.js';
import { hashOfBytes } from './subject-hash.js';

const NEWLINE = 0x0a;

/** What was scanned into a room. */
export interface ScannedRoom {
  /** Facts. */
  readonly count: number;
  /** Places of the tape. */
  readonly places: number;
}

/** Scans the facts of one block after another, and what they touch. */
export class BlockScan {
  readonly #scanner = new Scanner(CONTENT_DIGEST);
  readonly #lines = new ScannedLines();
  readonly #touched = new ScannedSubjects((subject, end) => {
    this.#add(hashOfBytes(subject, end));
  });
  readonly #clients = new Map<string, number>();
  readonly #clientIds: string[] = [];
  #last = { clientId: '', number: -1 };
  #tape = new Tape();
  #count = 0;
  /** Where the subjects of a fact begin, and where those so far end. */
  #first = 0;
  #end = 0;

  constructor(public room: BlockRoom) {}

  /** Clients by their numbers. */
  get clientIds(): readonly string[] {
    return this.#clientIds;
  }

  get count(): number {
    return this.#count;
  }

  /** Starts with a block. */
  begin(room: BlockRoom): void {
    this.room = room;
    this.#tape = new Tape(room.cells);
    this.#count = this.#end = 0;
  }

  /** Scans a fact whose text stands in the room; the byte behind it is overwritten. */
  add(position: number, clientId: string, start: number, end: number): void {
    const { bytes, positions, clients } = this.room;
    bytes[end] = NEWLINE;
    positions[this.#count] = position;
    clients[this.#count] = clientId === this.#last.clientId ? this.#last.number : this.#numberOf(clientId);
    this.#scanner.scanText(bytes, start, end, ++this.#count, this.#tape);
  }

  /** Finds what the facts of the block touch. */
  finish(): ScannedRoom {
    const { room } = this;
    const { cells, end } = this.#tape;
    room.cells = cells;
    this.#lines.open(room.bytes, cells, end);
    for (let i = 0; i < this.#count; i++) room.ends[i] = this.#endOfNext();
    return { count: this.#count, places: end };
  }

  /** Takes what the next fact touches; answers where that ends. */
  #endOfNext(): number {
    this.#lines.next();
    const { scanned } = this.#lines;
    this.#first = this.#end;
    if (scanned) this.#touched.of(scanned);
    return this.#end;
  }

  #numberOf(clientId: string): number {
    let number = this.#clients.get(clientId);
    if (number === undefined) {
      number = this.#clientIds.push(clientId) - 1;
      this.#clients.set(clientId, number);
    }
    this.#last = { clientId, number };
    return number;
  }

  /** Adds what a fact touches, once. */
  #add(hash: number): void {
    let { subjects } = this.room;
    for (let i = this.#first; i < this.#end; i++) if (subjects[i] === hash) return;
    if (this.#end === subjects.length) {
      subjects = sharedFloats(2 * subjects.length);
      subjects.set(this.room.subjects);
      this.room.subjects = subjects;
    }
    subjects[this.#end++] = hash;
  }
}
