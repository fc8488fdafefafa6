import { Buffer } from 'node:buffer';
import { parseInstantIn, type Instant } from '@paidonce/kernel';
import { declarationOf, factTypes, type FactType } from '../catalogue.js';
import { DEEMED_SOURCE, SPEC_VERSION } from '../envelope.js';
import { shapeOf } from '../schema.builders.js';
import { Cursor } from './cursor.js';
import { placesOf } from './layout.js';
import { scanOf, type Scan } from './scan-shape.js';
import { LINE, Place, type Tape } from './tape.js';

/** The types that a history has by the million, in the order in which they are looked for. */
export const scannedTypes = [
  'call.completed',
  'lead.registered',
  'lead.confirmed',
  'lead.transferred',
  'lead.arrived',
  'lead.not-arrived',
  'call.scored',
  'lead.returned',
  'return.decided',
  'lead.identified',
] as const satisfies readonly FactType[];

export type ScannedType = (typeof scannedTypes)[number];

interface Sought {
  readonly name: Buffer;
  /** The place of the type in the catalogue. */
  readonly code: number;
  readonly places: number;
  readonly scan: Scan;
}

const [NEWLINE, OPEN_OBJECT, CLOSE_OBJECT, COMMA, COLON, LETTER_N] = [0x0a, 0x7b, 0x7d, 0x2c, 0x3a, 0x6e];
const NULL = Buffer.from('null');
const VERSION = Buffer.from(SPEC_VERSION);
const DEEMED = Buffer.from(DEEMED_SOURCE);
const attributes = ['specversion', 'id', 'source', 'type', 'time', 'recordedtime', 'data'] as const;
type Attribute = (typeof attributes)[number];
const names = attributes.map((name) => Buffer.from(name));
/** All but `recordedtime`. */
const REQUIRED = 0b101_1111;

/**
 * Reads lines to a tape, by the same rules as `JSON.parse` and `readFact`: a line is read here only where they would read
 * the same fact from it. Any other line, in order or not, is left to them.
 */
export class Scanner {
  readonly #cursor = new Cursor();
  readonly #types: readonly Sought[] = scannedTypes.map((type) => {
    const shape = shapeOf(declarationOf(type).data);
    return { name: Buffer.from(type), code: factTypes.indexOf(type), places: placesOf(shape), scan: scanOf(shape) };
  });
  #type: Sought | undefined;

  /** Scans whole lines, in UTF-8 and each with its newline; answers how many. Blank ones are left out. */
  scan(bytes: Buffer, tape: Tape): number {
    const cursor = this.#cursor;
    cursor.bytes = bytes;
    let line = 0;
    for (let start = 0; start < bytes.length; start = cursor.at) {
      line++;
      cursor.at = start;
      if (cursor.peek() === NEWLINE) {
        cursor.at++;
        continue;
      }
      const record = tape.begin(Place.data);
      if (!this.#readsFact(tape, record) || cursor.peek() !== NEWLINE) {
        cursor.at = bytes.indexOf(NEWLINE, cursor.at);
        tape.begin(Place.occurredAt);
        tape.cells[record + Place.type] = LINE;
      }
      tape.cells[record + Place.line] = line;
      tape.cells[record + Place.start] = start;
      tape.cells[record + Place.end] = cursor.at++;
      tape.finish();
    }
    return line;
  }

  #readsFact(tape: Tape, record: number): boolean {
    const cursor = this.#cursor;
    this.#type = undefined;
    if (!cursor.takes(OPEN_OBJECT)) return false;
    tape.cells[record + Place.recordedAt] = NaN;
    let seen = 0;
    let expected = 0;
    do {
      if (!cursor.readText()) return false;
      const attribute = this.#attribute(expected);
      if (!cursor.takes(COLON)) return false;
      if (attribute < 0) {
        // It means nothing; only texts, since most are.
        if (!cursor.readText()) return false;
        continue;
      }
      const bit = 1 << attribute;
      if ((seen & bit) !== 0 || !this.#reads(attributes[attribute] as Attribute, tape, record)) return false;
      seen |= bit;
      expected = attribute + 1;
    } while (cursor.takes(COMMA));
    if (!cursor.takes(CLOSE_OBJECT) || (seen & REQUIRED) !== REQUIRED) return false;
    return this.#hasMoments(tape.cells, record);
  }

  #attribute(expected: number): number {
    for (let i = 0, at = expected; i < names.length; i++, at++) {
      if (at >= names.length) at -= names.length;
      if (this.#cursor.isText(names[at] as Buffer)) return at;
    }
    return -1;
  }

  #reads(attribute: Attribute, tape: Tape, record: number): boolean {
    const cursor = this.#cursor;
    switch (attribute) {
      case 'specversion':
        return cursor.readText() && cursor.isText(VERSION);
      case 'id':
        return this.#readsId(tape, record + Place.id);
      case 'source':
        return this.#readsId(tape, record + Place.source) && !cursor.isText(DEEMED);
      case 'type':
        this.#type = cursor.readText() ? this.#types.find(({ name }) => cursor.isText(name)) : undefined;
        return this.#type !== undefined;
      case 'time':
        return this.#readsInstant(tape.cells, record + Place.occurredAt);
      case 'recordedtime':
        if (cursor.peek() === LETTER_N) return cursor.takesWord(NULL);
        return this.#readsInstant(tape.cells, record + Place.recordedAt);
      case 'data':
        return this.#readsData(tape, record);
    }
  }

  #readsId(tape: Tape, place: number): boolean {
    const cursor = this.#cursor;
    if (!cursor.readText() || cursor.start === cursor.end) return false;
    cursor.hashText();
    tape.writeText(place, cursor);
    return true;
  }

  #readsInstant(cells: Float64Array, place: number): boolean {
    const cursor = this.#cursor;
    if (!cursor.readText()) return false;
    const instant: Instant = parseInstantIn(cursor.bytes, cursor.start, cursor.end);
    cells[place] = instant;
    return !Number.isNaN(instant);
  }

  /** `data` of the type that was read before it; where it comes first, the line is left to others. */
  #readsData(tape: Tape, record: number): boolean {
    const type = this.#type;
    if (!type?.scan(this.#cursor, tape, tape.claim(type.places))) return false;
    const { hash } = this.#cursor;
    tape.cells[record + Place.type] = type.code;
    tape.cells[record + Place.high] = hash.high;
    tape.cells[record + Place.low] = hash.low;
    return true;
  }

  /** Recorded when it happened where nothing is said of it, and never before. */
  #hasMoments(cells: Float64Array, record: number): boolean {
    const occurredAt = cells[record + Place.occurredAt] as number;
    const recordedAt = cells[record + Place.recordedAt] as number;
    if (!Number.isNaN(recordedAt)) return recordedAt >= occurredAt;
    cells[record + Place.recordedAt] = occurredAt;
    return true;
  }
}
