import { NIL, validate } from 'uuid';
import { keyBehind, UnknownCursor, type Page } from '../paging.js';

/** The id that a page begins behind. Throws {@link UnknownCursor}. */
export function idBehind(page: Page): string {
  if (page.cursor === undefined) return NIL;
  const key = keyBehind(page);
  if (!validate(key)) throw new UnknownCursor('this cursor is of another list');
  return key;
}
