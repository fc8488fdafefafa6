import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { copyIn, type CopyIn } from './copy-streams.js';

/** A value as COPY takes it: `null` is NULL; a `Buffer` is bytea; a `Date` an instant. */
export type CopyValue = string | number | bigint | boolean | Date | Buffer | null | undefined;

/** Characters of a chunk: large enough that a chunk costs nothing, small enough to stay in the cache. */
const CHUNK_CHARACTERS = 1 << 18;

/**
 * Writes rows by COPY FROM STDIN on a connection, which may be inside a transaction and can do nothing else until {@link end}. Any error of the server is
 * thrown by {@link flush} or {@link end}.
 */
export class CopyWriter {
  readonly #stream: CopyIn;
  readonly #done: Promise<void>;
  #text = '';

  /** @param target Table with columns, as written after COPY: `event (position, data)`. */
  constructor(client: ClientBase, target: string) {
    this.#stream = client.query(copyIn(`COPY ${target} FROM STDIN`));
    this.#done = finished(this.#stream);
    // Whoever awaits `flush` or `end` sees it.
    this.#done.catch(() => undefined);
  }

  /** Adds a row. `true` asks for {@link flush} before the next one; ignoring that costs memory only. */
  row(values: readonly CopyValue[]): boolean {
    return this.add(copyLine(values));
  }

  /** Adds rows that are in the text format of COPY already, each with its newline. */
  add(lines: string): boolean {
    this.#text += lines;
    return this.#text.length >= CHUNK_CHARACTERS;
  }

  /** Sends what was added, and waits where the server is slower. */
  async flush(): Promise<void> {
    if (this.#text === '') return;
    const chunk = Buffer.from(this.#text, 'utf8');
    this.#text = '';
    if (this.#stream.destroyed || this.#stream.errored !== null) return this.#done;
    if (!this.#stream.write(chunk)) await Promise.race([once(this.#stream, 'drain'), this.#done]);
  }

  /** Sends the rest and resolves with the number of rows once the server has them all. */
  async end(): Promise<number> {
    await this.flush();
    this.#stream.end();
    await this.#done;
    return this.#stream.rowCount;
  }

  /** Gives up: the server rolls the COPY back. */
  async abort(reason: string): Promise<void> {
    this.#stream.destroy(new Error(reason));
    await this.#done.catch(() => undefined);
  }
}

/** Copies rows into `target`, see {@link CopyWriter}; resolves with their number. When `rows` throws, nothing is copied. */
export async function copyRows(
  client: ClientBase,
  target: string,
  rows: Iterable<readonly CopyValue[]> | AsyncIterable<readonly CopyValue[]>,
): Promise<number> {
  const writer = new CopyWriter(client, target);
  try {
    // A plain `for` does not give way to the event loop at every row.
    if (Symbol.iterator in rows) {
      for (const row of rows) if (writer.row(row)) await writer.flush();
    } else {
      for await (const row of rows) if (writer.row(row)) await writer.flush();
    }
  } catch (error) {
    await writer.abort(String(error));
    throw error;
  }
  return writer.end();
}

/** Copies what is in the binary format of COPY already, its signature and end included. */
export async function copyBinary(client: ClientBase, target: string, bytes: Buffer): Promise<void> {
  const stream = client.query(copyIn(`COPY ${target} FROM STDIN (FORMAT binary)`));
  stream.end(bytes);
  await finished(stream);
}

/** A row in the text format of COPY, with its newline. */
export function copyLine(values: readonly CopyValue[]): string {
  let line = '';
  for (let index = 0; index < values.length; index++) {
    if (index > 0) line += '\t';
    line += copyField(values[index]);
  }
  return line + '\n';
}

const SPECIAL = /[\\\t\n\r]/;
const SPECIALS = /[\\\t\n\r]/g;
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** A value in the text format of COPY. Text must not hold U+0000, which PostgreSQL refuses. */
export function copyField(value: CopyValue): string {
  switch (typeof value) {
    case 'string':
      return SPECIAL.test(value) ? value.replace(SPECIALS, (found) => ESCAPED[found] ?? found) : value;
    case 'number':
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 't' : 'f';
    case 'undefined':
      return '\\N';
    default:
      if (value === null) return '\\N';
      return value instanceof Date ? value.toISOString() : `\\\\x${value.toString('hex')}`;
  }
}
