export {
  entryKinds,
  entryOutcomes,
  type EntryActor,
  type EntryKind,
  type EntryOutcome,
  type JournalEntry,
  type KeptEntry,
} from './journal-entry.js';
export { Journal, JournalUnavailable, type JournalWatch } from './journal.js';
export { JournalIndex, type JournalIndexWatch, type JournalQuery } from './journal-index.js';
