import type { Fingerprint, Instant, Text } from '@paidonce/kernel';
import { grow, Names } from './names.js';

const NONE = -1;
/** The bits of a type, and the one that says of most facts that nothing took them back. */
const [TYPE, RETRACTED] = [0x7f, 0x80];

/** What is kept of a fact beside its identity. Numbers: what they mean is the business of who records the fact. */
export interface FactRow {
  readonly type: number;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly fingerprint: Fingerprint;
  /** What the fact is about (a lead, a call, a shift…), or -1. */
  readonly subject: number;
  /** What it says of it (which arrival, which reason, which score…), or 0. */
  readonly detail: number;
}

/** The facts on record, by their position: columns, since there are millions. */
export interface FactTable {
  readonly size: number;
  /** Position of a fact, or -1. */
  find(source: Text, id: Text): number;
  /** Records a fact that is not yet on record; answers its position. */
  add(source: Text, id: Text, row: FactRow): number;
  hasContent(position: number, row: Pick<FactRow, 'type' | 'occurredAt' | 'fingerprint'>): boolean;
  typeOf(position: number): number;
  occurredAt(position: number): Instant;
  recordedAt(position: number): Instant;
  subjectOf(position: number): number;
  detailOf(position: number): number;
  identityOf(position: number): { readonly source: string; readonly id: string };
  /** By `(source, id)`, code point by code point. */
  compareIdentity(a: number, b: number): number;
  retract(position: number, by: number): void;
  /** The first fact that took this one back, or -1 while it stands. */
  retractedBy(position: number): number;
}

/** In memory: about 90 bytes a fact. */
export class MemoryFactTable implements FactTable {
  readonly #sources = new Names();
  readonly #identities = new Names();
  #types = new Uint8Array(1 << 10);
  #occurred = new Float64Array(1 << 10);
  #recorded = new Float64Array(1 << 10);
  #high = new Int32Array(1 << 10);
  #low = new Int32Array(1 << 10);
  #subjects = new Int32Array(1 << 10);
  #details = new Int32Array(1 << 10);
  readonly #retracted = new Map<number, number>();

  get size(): number {
    return this.#identities.size;
  }

  find(source: Text, id: Text): number {
    const scope = this.#sources.find(0, source);
    return scope === NONE ? NONE : this.#identities.find(scope, id);
  }

  add(source: Text, id: Text, row: FactRow): number {
    const position = this.#identities.add(this.#sources.add(0, source), id);
    if (position >= this.#types.length) this.#grow();
    this.#types[position] = row.type;
    this.#occurred[position] = row.occurredAt;
    this.#recorded[position] = row.recordedAt;
    this.#high[position] = row.fingerprint.high;
    this.#low[position] = row.fingerprint.low;
    this.#subjects[position] = row.subject;
    this.#details[position] = row.detail;
    return position;
  }

  hasContent(position: number, row: Pick<FactRow, 'type' | 'occurredAt' | 'fingerprint'>): boolean {
    return (
      this.typeOf(position) === row.type &&
      this.#occurred[position] === row.occurredAt &&
      this.#high[position] === row.fingerprint.high &&
      this.#low[position] === row.fingerprint.low
    );
  }

  typeOf(position: number): number {
    const type = this.#types[position];
    return type === undefined ? NONE : type & TYPE;
  }

  occurredAt(position: number): Instant {
    return this.#occurred[position] ?? NaN;
  }

  recordedAt(position: number): Instant {
    return this.#recorded[position] ?? NaN;
  }

  subjectOf(position: number): number {
    return this.#subjects[position] ?? NONE;
  }

  detailOf(position: number): number {
    return this.#details[position] ?? 0;
  }

  identityOf(position: number): { source: string; id: string } {
    const source = this.#sources.textOf(this.#identities.scopeOf(position));
    return { source, id: this.#identities.textOf(position) };
  }

  compareIdentity(a: number, b: number): number {
    const sources = [this.#identities.scopeOf(a), this.#identities.scopeOf(b)] as const;
    if (sources[0] !== sources[1]) return this.#sources.compareTexts(...sources);
    return this.#identities.compareTexts(a, b);
  }

  retract(position: number, by: number): void {
    if (this.#retracted.has(position)) return;
    this.#retracted.set(position, by);
    this.#types[position] = this.typeOf(position) | RETRACTED;
  }

  retractedBy(position: number): number {
    const isRetracted = ((this.#types[position] ?? 0) & RETRACTED) !== 0;
    return isRetracted ? (this.#retracted.get(position) ?? NONE) : NONE;
  }

  #grow(): void {
    const rows = this.#types.length * 2;
    this.#types = grow(this.#types, new Uint8Array(rows));
    this.#occurred = grow(this.#occurred, new Float64Array(rows));
    this.#recorded = grow(this.#recorded, new Float64Array(rows));
    this.#high = grow(this.#high, new Int32Array(rows));
    this.#low = grow(this.#low, new Int32Array(rows));
    this.#subjects = grow(this.#subjects, new Int32Array(rows));
    this.#details = grow(this.#details, new Int32Array(rows));
  }
}
