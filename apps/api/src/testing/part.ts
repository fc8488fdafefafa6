import { cursorOf, UnknownCursor } from '@paidonce/ledger';
import type { Page, Paged } from '../ports/ledger.js';

/** A page of a list that is there whole. */
export function part<T>(all: readonly T[], { limit, cursor }: Page, key: (item: T) => string): Paged<T> {
  const before = all.findIndex((item) => cursorOf(key(item)) === cursor);
  if (cursor !== undefined && before < 0) throw new UnknownCursor('no list here has given this cursor');
  const items = all.slice(before + 1, before + 1 + limit);
  const last = items.at(-1);
  return last !== undefined && before + 1 + limit < all.length ? { items, next: cursorOf(key(last)) } : { items };
}
