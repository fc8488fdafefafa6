import type { JournalEntry, JournalQuery, KeptEntry } from '@paidonce/audit';
import type { Page, Paged } from './ledger.js';

export type { JournalEntry, JournalQuery, KeptEntry };

/** Who did what. */
export abstract class Journal {
  /** Resolves once the entry is kept durably; not before the log can be reached. */
  abstract enter(entry: JournalEntry): Promise<void>;
  /** The newest first; what was entered before shows, unless the log is far ahead. */
  abstract find(query: JournalQuery, page: Page): Promise<Paged<KeptEntry>>;
}
