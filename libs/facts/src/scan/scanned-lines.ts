import { Buffer } from 'node:buffer';
import { Token, type Fingerprint, type Instant, type Text } from '@paidonce/kernel';
import { factTypes, type FactType } from '../catalogue.js';
import { ScannedCall, ScannedScore } from './scanned-call.js';
import { setText, type DataOf, type ScannedData, type TapeRecord } from './scanned-data.js';
import { ScannedAnswer, ScannedIdentity, ScannedOutcome } from './scanned-lead.js';
import type { ScannedType } from './scanner.js';
import { LINE, Place } from './tape.js';

/** What is known of a fact of a type, whether it was read from a tape or by `JSON.parse`. */
export interface Offered<T extends FactType = FactType> {
  readonly fact: {
    readonly type: T;
    readonly source: Text;
    readonly id: Text;
    readonly data: DataOf<T>;
  };
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
}

/** A fact in order by itself, as it was scanned; set to the next one by the next line. */
export interface ScannedFact extends Offered<ScannedType> {
  /** The place of its type in the catalogue. */
  readonly code: number;
  /** Of `data` as it was received. */
  readonly fingerprint: Readonly<Fingerprint>;
}

type Data = { readonly [T in ScannedType]: ScannedData & DataOf<T> };

function scannedData(): Data {
  return {
    'call.completed': new ScannedCall(),
    'call.scored': new ScannedScore(),
    'lead.registered': new ScannedIdentity('lead.registered'),
    'lead.identified': new ScannedIdentity('lead.identified'),
    'lead.confirmed': new ScannedOutcome('lead.confirmed'),
    'lead.transferred': new ScannedOutcome('lead.transferred'),
    'lead.arrived': new ScannedOutcome('lead.arrived'),
    'lead.not-arrived': new ScannedAnswer(),
    'lead.returned': new ScannedOutcome('lead.returned'),
    'return.decided': new ScannedOutcome('return.decided'),
  };
}

/** Goes through what was scanned of some bytes, line by line. Each line overwrites what was read of the one before. */
export class ScannedLines implements TapeRecord, ScannedFact {
  readonly #data = scannedData();
  /** The same by the place of the type in the catalogue: looking it up by name would take longer than reading it. */
  readonly #dataByCode = factTypes.map((type) => (this.#data as Partial<Record<FactType, Data[ScannedType]>>)[type]);
  readonly #source = new Token();
  readonly #id = new Token();
  readonly fact: { type: ScannedType; source: Token; id: Token; data: DataOf<ScannedType> } = {
    type: 'call.completed',
    source: this.#source,
    id: this.#id,
    data: this.#data['call.completed'],
  };
  readonly fingerprint: Fingerprint = { high: 0, low: 0 };
  bytes: Buffer;
  cells: Float64Array;
  code = LINE;
  occurredAt = 0;
  recordedAt = 0;
  /** Where the record of the line begins on the tape. */
  at = 0;
  #next = 0;
  #end = 0;

  constructor() {
    this.bytes = Buffer.alloc(0);
    this.cells = new Float64Array(0);
  }

  /** Starts with other lines: those of which `end` places of a tape were written. */
  open(bytes: Buffer, cells: Float64Array, end: number): void {
    this.bytes = bytes;
    this.cells = cells;
    this.#next = 0;
    this.#end = end;
  }

  /** Goes to the next line; false after the last one. */
  next(): boolean {
    if (this.#next >= this.#end) return false;
    this.at = this.#next;
    this.#next += this.#cell(Place.length);
    return true;
  }

  /** From 1 among the lines that were scanned, blank ones included. */
  get line(): number {
    return this.#cell(Place.line);
  }

  /** Where the line stands in the bytes. */
  get start(): number {
    return this.#cell(Place.start);
  }

  get end(): number {
    return this.#cell(Place.end);
  }

  /** The line as text, as where it was not scanned it has to be read. */
  get text(): string {
    return this.bytes.toString('utf8', this.start, this.end);
  }

  /** Whether the line was scanned. */
  get isScanned(): boolean {
    return this.#cell(Place.type) !== LINE;
  }

  /** The fact of the line; `undefined` where it has to be read from its text. */
  get scanned(): ScannedFact | undefined {
    const code = this.#cell(Place.type);
    if (code === LINE) return undefined;
    const { fact } = this;
    fact.type = factTypes[code] as ScannedType;
    setText(this.#source, this, Place.source);
    setText(this.#id, this, Place.id);
    const data = this.#dataByCode[code] as Data[ScannedType];
    data.read(this);
    this.code = code;
    fact.data = data;
    this.occurredAt = this.#cell(Place.occurredAt);
    this.recordedAt = this.#cell(Place.recordedAt);
    this.fingerprint.high = this.#cell(Place.high);
    this.fingerprint.low = this.#cell(Place.low);
    return this;
  }

  /** Sets when the fact of the line was recorded, on the tape too. */
  stamp(recordedAt: Instant): void {
    this.cells[this.at + Place.recordedAt] = recordedAt;
    this.recordedAt = recordedAt;
  }

  #cell(place: number): number {
    return this.cells[this.at + place] as number;
  }
}
