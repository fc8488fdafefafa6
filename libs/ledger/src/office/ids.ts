import { NIL, validate } from 'uuid';
import { keyBehind, type Page } from '../paging.js';

/** The id that a page begins behind. What is no cursor begins at the start. */
export function idBehind(page: Page): string {
  const key = keyBehind(page);
  return validate(key) ? key : NIL;
}
