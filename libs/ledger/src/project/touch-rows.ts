import type { ClientBase } from 'pg';
import { copyBinary } from '@paidonce/postgres';

/** Two columns, each a length and 8 bytes. */
const ROW_BYTES = 2 + 2 * 12;
const SIGNATURE = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const END = Buffer.from([0xff, 0xff]);

/** What facts touch, on its way into the table `touch`: there are several rows a fact. */
export class TouchRows {
  #subjects: Float64Array = new Float64Array(64);
  #positions: Float64Array = new Float64Array(64);
  #count = 0;

  /** Those that are given, as they are. */
  static of(subjects: Float64Array, positions: Float64Array): TouchRows {
    const rows = new TouchRows();
    rows.#subjects = subjects;
    rows.#positions = positions;
    rows.#count = subjects.length;
    return rows;
  }

  get count(): number {
    return this.#count;
  }

  get subjects(): Float64Array {
    return this.#subjects.subarray(0, this.#count);
  }

  get positions(): Float64Array {
    return this.#positions.subarray(0, this.#count);
  }

  add(subjects: readonly number[], position: number): void {
    if (this.#count + subjects.length > this.#subjects.length) this.#grow(subjects.length);
    for (const subject of subjects) {
      this.#subjects[this.#count] = subject;
      this.#positions[this.#count++] = position;
    }
  }

  addOne(subject: number, position: number): void {
    if (this.#count === this.#subjects.length) this.#grow(1);
    this.#subjects[this.#count] = subject;
    this.#positions[this.#count++] = position;
  }

  async copyTo(client: ClientBase): Promise<void> {
    const bytes = Buffer.allocUnsafe(SIGNATURE.length + this.#count * ROW_BYTES + END.length);
    let at = SIGNATURE.copy(bytes);
    for (let i = 0; i < this.#count; i++) {
      at = bytes.writeInt16BE(2, at);
      at = writeBigint(bytes, this.#subjects[i] as number, at);
      at = writeBigint(bytes, this.#positions[i] as number, at);
    }
    END.copy(bytes, at);
    await copyBinary(client, 'touch (subject, position)', bytes);
  }

  #grow(by: number): void {
    const length = 2 * this.#subjects.length + by;
    this.#subjects = longer(this.#subjects, length);
    this.#positions = longer(this.#positions, length);
  }
}

function longer(column: Float64Array, length: number): Float64Array {
  const grown = new Float64Array(length);
  grown.set(column);
  return grown;
}

function writeBigint(bytes: Buffer, value: number, start: number): number {
  const at = bytes.writeInt32BE(Math.floor(value / 2 ** 32), bytes.writeInt32BE(8, start));
  return bytes.writeUInt32BE(value % 2 ** 32, at);
}
