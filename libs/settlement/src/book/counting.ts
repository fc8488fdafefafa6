import type { Book } from './book.js';

/**
 * Whether what facts add to books counts. It does not while facts are recalled whose sums are kept already: what they
 * come to is worked out again, so that what changes it can be told, but the books have it.
 */
export interface Counting {
  on: boolean;
  /** Books that changed since they were last saved, where they are kept elsewhere as well. */
  readonly changed: Set<Book>;
}
