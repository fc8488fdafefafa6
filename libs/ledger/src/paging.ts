import { createHash } from 'node:crypto';

/** Which part of a list. `cursor` is the `next` of the part before: letters, digits, `-` and `_`, of any meaning. */
export interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Paged<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly next?: string | undefined;
}

/** The page of rows of which one more was read than asked for, to see whether there are more. */
export function paged<R, T>(
  rows: readonly R[],
  { limit }: Page,
  keyOf: (row: R) => string,
  view: (row: R) => T,
): Paged<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const items = shown.map(view);
  return rows.length > limit && last ? { items, next: cursorOf(keyOf(last)) } : { items };
}

/** A cursor that no list here has given. */
export class UnknownCursor extends Error {
  override readonly name = 'UnknownCursor';
}

/** Cursors mean nothing to those who pass them on. What they hold comes with a digest of it, so that what is none is known. */
export function cursorOf(key: string): string {
  return Buffer.concat([digestOf(key), Buffer.from(key)]).toString('base64url');
}

const DIGEST_BYTES = 4;

function digestOf(key: string): Buffer {
  return createHash('sha256').update(`cursor ${key}`).digest().subarray(0, DIGEST_BYTES);
}

/** What a cursor holds. Throws {@link UnknownCursor}: a page that begins anywhere else would look like the end of the list, or like its beginning. */
export function keyIn(cursor: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const key = bytes.subarray(DIGEST_BYTES).toString();
  if (cursorOf(key) !== cursor) throw new UnknownCursor('no list here has given this cursor');
  return key;
}

/** The key that a page begins behind; everything comes behind the empty one. Throws {@link UnknownCursor}. */
export function keyBehind({ cursor }: Page): string {
  return cursor === undefined ? '' : keyIn(cursor);
}

/** The whole numbers that a cursor holds; zeros of the first page. Throws {@link UnknownCursor}. */
export function numbersBehind(page: Page): readonly [number, number] {
  if (page.cursor === undefined) return [0, 0];
  const match = /^(\d{1,15})(?: (\d{1,15}))?$/.exec(keyBehind(page));
  if (!match) throw new UnknownCursor('this cursor is of another list');
  return [Number(match[1]), Number(match[2] ?? 0)];
}
