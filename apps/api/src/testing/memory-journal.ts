import { parseInstant } from '@paidonce/kernel';
import { cursorOf, keyIn } from '@paidonce/ledger';
import { Journal, type JournalEntry, type JournalQuery, type KeptEntry } from '../ports/journal.js';
import type { Page, Paged } from '../ports/ledger.js';

/** A journal in memory. */
export class MemoryJournal extends Journal {
  readonly entries: KeptEntry[] = [];

  override enter(entry: JournalEntry): Promise<void> {
    this.entries.push({ ...entry, position: BigInt(this.entries.length + 1) });
    return Promise.resolve();
  }

  override find(query: JournalQuery, { limit, cursor }: Page): Promise<Paged<KeptEntry>> {
    const behind = BigInt(cursor === undefined ? this.entries.length + 1 : keyIn(cursor));
    const found = this.entries.filter((entry) => entry.position < behind && isChosen(entry, query)).reverse();
    const items = found.slice(0, limit);
    return Promise.resolve(
      found.length > limit ? { items, next: cursorOf(String(items.at(-1)?.position)) } : { items },
    );
  }
}

function isChosen(
  entry: KeptEntry,
  { actor, kind, action, outcome, subject, clientId, from, to }: JournalQuery,
): boolean {
  const at = parseInstant(entry.at);
  return (
    (actor === undefined || actor === entry.actor?.id || actor === entry.actor?.name) &&
    (kind === undefined || kind === entry.kind) &&
    (action === undefined || action === entry.action) &&
    (outcome === undefined || outcome === entry.outcome) &&
    (subject === undefined || entry.subjects.includes(subject)) &&
    (clientId === undefined || entry.clients.includes(clientId)) &&
    (from === undefined || at >= parseInstant(from)) &&
    (to === undefined || at < parseInstant(to))
  );
}
