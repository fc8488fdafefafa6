import { Buffer } from 'node:buffer';
import { parseInstantIn, type Fingerprint, type Instant } from '@paidonce/kernel';
import { factTypes, type FactType } from '../catalogue.js';
import { DEEMED_SOURCE, SPEC_VERSION } from '../envelope.js';
import { Cursor } from './cursor.js';
import { placesOf } from './layout.js';
import { scannedShapeOf } from './scanned-shape.js';
import { scanOf, type Scan } from './scan-shape.js';
import { LINE, Place, type Tape } from './tape.js';
import { DATA_SCHEMA, DATA_SCHEMA_PREFIX, dataSchemaOf, versionOf } from '../versions.js';

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
  readonly isPersonal: boolean;
  /** What data in today's form say of their version, and whether they may say nothing. */
  readonly schema: Buffer;
  readonly isFirstVersion: boolean;
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
const SCHEMA = Buffer.from(DATA_SCHEMA);
const SCHEMA_PREFIX = Buffer.from(DATA_SCHEMA_PREFIX);
const NOT_SAID = -1;
const DIGEST_DIGITS = 32;
const WORD_DIGITS = 8;
const [ZERO, NINE, LETTER_A, LETTER_F] = [0x30, 0x39, 0x61, 0x66];

/**
 * Reads lines to a tape, by the same rules as `JSON.parse` and `readFact`: a line is read here only where they would read
 * the same fact from it. Any other line, in order or not, is left to them.
 */
export class Scanner {
  readonly #cursor = new Cursor();
  readonly #types: readonly Sought[] = scannedTypes.map((type) => {
    const shape = scannedShapeOf(type);
    const [name, code, isPersonal] = [Buffer.from(type), factTypes.indexOf(type), 'person' in shape.properties];
    const schema = Buffer.from(dataSchemaOf(type));
    const isFirstVersion = versionOf(type) === 1;
    return { name, code, isPersonal, schema, isFirstVersion, places: placesOf(shape), scan: scanOf(shape) };
  });
  readonly #digestName: Buffer | undefined;
  readonly #digest: Fingerprint = { high: 0, low: 0 };
  #hasDigest = false;
  /** Where what is said of the version begins and ends. */
  #schemaStart = NOT_SAID;
  #schemaEnd = NOT_SAID;
  #type: Sought | undefined;

  /**
   * @param digestName An attribute of facts of persons: 32 hexadecimal digits, of which the first half is their fingerprint as they
   * were received, where they are kept in another form.
   */
  constructor(digestName?: string) {
    this.#digestName = digestName === undefined ? undefined : Buffer.from(digestName);
  }

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
      if (!this.#scanLine(tape, line, start)) this.#leaveLine(tape, line, start, bytes.indexOf(NEWLINE, cursor.at));
      cursor.at++;
    }
    return line;
  }

  /** Scans texts of which the ends are given, each with a newline behind it: they may have others. All have a record, numbered from 1. */
  scanTexts(bytes: Buffer, ends: Int32Array, tape: Tape): void {
    let start = 0;
    for (let i = 0; i < ends.length; i++) {
      const end = ends[i] as number;
      this.scanText(bytes, start, end, i + 1, tape);
      start = end + 1;
    }
  }

  /** Scans one such text, wherever it stands. */
  scanText(bytes: Buffer, start: number, end: number, number: number, tape: Tape): void {
    this.#cursor.bytes = bytes;
    this.#cursor.at = start;
    if (!this.#scanLine(tape, number, start, end)) this.#leaveLine(tape, number, start, end);
  }

  /** Reads the line on which the cursor stands, and leaves it on its newline; false where it is not to be read here. */
  #scanLine(tape: Tape, line: number, start: number, end?: number): boolean {
    const cursor = this.#cursor;
    const record = tape.begin(Place.data);
    if (!this.#readsFact(tape, record) || cursor.peek() !== NEWLINE || (end !== undefined && cursor.at !== end))
      return false;
    finish(tape, record, line, start, cursor.at);
    return true;
  }

  #leaveLine(tape: Tape, line: number, start: number, end: number): void {
    const record = tape.begin(Place.occurredAt);
    tape.cells[record + Place.type] = LINE;
    finish(tape, record, line, start, end);
    this.#cursor.at = end;
  }

  #readsFact(tape: Tape, record: number): boolean {
    const cursor = this.#cursor;
    this.#type = undefined;
    if (!cursor.takes(OPEN_OBJECT)) return false;
    tape.cells[record + Place.recordedAt] = NaN;
    this.#hasDigest = false;
    this.#schemaStart = NOT_SAID;
    let seen = 0;
    let expected = 0;
    do {
      if (!cursor.readText()) return false;
      const attribute = this.#attribute(expected);
      if (attribute < 0) {
        const isDigest = this.#digestName !== undefined && cursor.isText(this.#digestName);
        const isSchema = cursor.isText(SCHEMA);
        if (!cursor.takes(COLON) || !cursor.readText()) return false;
        if (isSchema) this.#readSchema();
        // Any other means nothing; only texts, since most are.
        if (isDigest) this.#readDigest();
        continue;
      }
      if (!cursor.takes(COLON)) return false;
      const bit = 1 << attribute;
      if ((seen & bit) !== 0 || !this.#reads(attributes[attribute] as Attribute, tape, record)) return false;
      seen |= bit;
      expected = attribute + 1;
    } while (cursor.takes(COMMA));
    if (!cursor.takes(CLOSE_OBJECT) || (seen & REQUIRED) !== REQUIRED) return false;
    this.#writeDigest(tape.cells, record);
    return this.#isToday() && this.#hasMoments(tape.cells, record);
  }

  #readSchema(): void {
    const { bytes, start, end } = this.#cursor;
    const isOurs = bytes.subarray(start, Math.min(end, start + SCHEMA_PREFIX.length)).equals(SCHEMA_PREFIX);
    this.#schemaStart = isOurs ? start : NOT_SAID;
    this.#schemaEnd = end;
  }

  /** Whether the data are in today's form; those of former versions are left to others. */
  #isToday(): boolean {
    const type = this.#type as Sought;
    if (this.#schemaStart === NOT_SAID) return type.isFirstVersion;
    return this.#cursor.bytes.subarray(this.#schemaStart, this.#schemaEnd).equals(type.schema);
  }

  #writeDigest(cells: Float64Array, record: number): void {
    if (this.#hasDigest && this.#type?.isPersonal === true) writeHash(cells, record, this.#digest);
  }

  /** The text that was read last, where it is a digest. */
  #readDigest(): void {
    const { bytes, start, end } = this.#cursor;
    this.#hasDigest = end - start === DIGEST_DIGITS && areHexadecimal(bytes, start, end);
    if (!this.#hasDigest) return;
    this.#digest.high = wordAt(bytes, start);
    this.#digest.low = wordAt(bytes, start + WORD_DIGITS);
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
    tape.cells[record + Place.type] = type.code;
    writeHash(tape.cells, record, this.#cursor.hash);
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

function areHexadecimal(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const digit = bytes[i] as number;
    if ((digit < ZERO || digit > NINE) && (digit < LETTER_A || digit > LETTER_F)) return false;
  }
  return true;
}

/** The 32 bits that hexadecimal digits write. */
function wordAt(bytes: Buffer, start: number): number {
  let word = 0;
  for (let i = start; i < start + WORD_DIGITS; i++) {
    const digit = bytes[i] as number;
    word = (word << 4) | (digit <= NINE ? digit - ZERO : digit - LETTER_A + 10);
  }
  return word;
}

function finish(tape: Tape, record: number, line: number, start: number, end: number): void {
  tape.cells[record + Place.line] = line;
  tape.cells[record + Place.start] = start;
  tape.cells[record + Place.end] = end;
  tape.finish();
}

function writeHash(cells: Float64Array, record: number, { high, low }: Readonly<Fingerprint>): void {
  cells[record + Place.high] = high;
  cells[record + Place.low] = low;
}
