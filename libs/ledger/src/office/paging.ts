import { NIL, validate } from 'uuid';

/** Which part of a list. `cursor` is the `next` of the part before. */
export interface Page {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Paged<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly next?: string | undefined;
}

/** The id that a page begins behind. What is no cursor begins at the start. */
export function idBehind({ cursor }: Page): string {
  return cursor !== undefined && validate(cursor) ? cursor : NIL;
}

/** The page of rows in the order of their ids, of which one more was fetched than there is place for. */
export function pageOf<Row extends { readonly id: string }, T>(
  rows: readonly Row[],
  { limit }: Page,
  view: (row: Row) => T,
): Paged<T> {
  const shown = rows.slice(0, limit);
  const items = shown.map(view);
  const last = shown.at(-1);
  return last && rows.length > limit ? { items, next: last.id } : { items };
}
