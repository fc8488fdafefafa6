import type { Page, Paged } from '../ports/ledger.js';

/** A page of a list that is there whole. */
export function part<T>(all: readonly T[], { limit, cursor }: Page, key: (item: T) => string): Paged<T> {
  const cursorOf = (item: T): string => Buffer.from(key(item)).toString('base64url');
  const from = cursor === undefined ? 0 : all.findIndex((item) => cursorOf(item) === cursor) + 1;
  const items = all.slice(from, from + limit);
  const last = items.at(-1);
  return last !== undefined && from + limit < all.length ? { items, next: cursorOf(last) } : { items };
}
