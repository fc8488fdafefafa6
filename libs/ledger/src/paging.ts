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

/** Cursors mean nothing to those who pass them on. */
export function cursorOf(key: string): string {
  return Buffer.from(key).toString('base64url');
}

/** The key that a page begins behind; everything comes behind the empty one, which stands for what is no cursor of ours. */
export function keyBehind({ cursor }: Page): string {
  const key = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
  return key.includes('\0') ? '' : key;
}

/** The whole numbers that a cursor holds; zeros where it holds none. */
export function numbersBehind(page: Page): readonly [number, number] {
  const match = /^(\d{1,15})(?: (\d{1,15}))?$/.exec(keyBehind(page));
  return [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
}
