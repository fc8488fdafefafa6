/** Every fact of a client, and the statements issued to it, stand in one stream: the client's account. */
const PREFIX = 'account-';

export function streamOf(clientId: string): string {
  return PREFIX + clientId;
}

/** Entries of the journal stand in streams of their own. */
const JOURNAL_PREFIX = 'journal-';

export function journalStreamOf(month: string): string {
  return JOURNAL_PREFIX + month;
}

/** How the names of all streams begin that there are for us: a log may be shared with others. */
export const STREAMS: readonly string[] = [PREFIX, JOURNAL_PREFIX];

/** The client whose account a stream is. */
export function clientOfStream(stream: string): string | undefined {
  if (stream !== last.stream)
    last = { stream, clientId: stream.startsWith(PREFIX) ? stream.slice(PREFIX.length) : undefined };
  return last.clientId;
}

/** Mostly it is asked of the same one again. */
let last: { readonly stream: string; readonly clientId: string | undefined } = { stream: '', clientId: undefined };

/** Type of the event that follows a closing: its data is the statement, byte for byte. */
export const STATEMENT_ISSUED = 'statement.issued';

/** Type of the events that say who did what, outside of all accounts: nothing is decided or owed by them. */
export const JOURNAL_ENTRY = 'journal.entry';
