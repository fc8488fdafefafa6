import type { Context } from '../context.js';
import { exitCodes, usageFailure, type ExitCode } from '../failure.js';
import { strange } from '../remote/answer.js';
import { ask } from '../remote/ask.js';
import { withServer, type ServerOptions } from '../remote/remote-server.js';
import { writeTable } from '../terminal/table.js';

const FILTERS = ['actor', 'kind', 'action', 'subject', 'client', 'outcome', 'from', 'to'] as const;

export interface JournalOptions extends ServerOptions, Partial<Record<(typeof FILTERS)[number], string>> {
  readonly limit: string;
  readonly json?: true;
}

interface Entry {
  readonly at: string;
  readonly action: string;
  readonly outcome: string;
  readonly problem: string | null;
  readonly actor: { readonly name: string; readonly role: string } | null;
  readonly subjects: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
  readonly reason: string | null;
}

/** Most entries of a page of the server. */
const PAGE = 500;
const SUBJECTS_SHOWN = 5;

/** Shows who did what, the newest first. */
export async function auditJournal(context: Context, options: JournalOptions): Promise<ExitCode> {
  const { out, texts } = context;
  if (!/^[1-9]\d{0,6}$/.test(options.limit)) throw usageFailure(texts.journal.noLimit(options.limit));
  const entries = await found(context, options);
  if (options.json) for (const entry of entries) out.line(JSON.stringify(entry));
  else if (entries.length === 0) out.line(texts.journal.none);
  else writeEntries(context, entries);
  return exitCodes.ok;
}

function found(context: Context, options: JournalOptions): Promise<Entry[]> {
  const most = Number(options.limit);
  const parameters = new URLSearchParams();
  for (const name of FILTERS) if (options[name] !== undefined) parameters.set(name, options[name]);
  return withServer(context, options, async (server) => {
    const entries: Entry[] = [];
    while (entries.length < most) {
      parameters.set('limit', String(Math.min(PAGE, most - entries.length)));
      const { value } = await ask(context, server, 'GET', `/v1/audit/journal?${parameters.toString()}`);
      const { items, next } = (value ?? {}) as { readonly items?: unknown; readonly next?: unknown };
      if (!Array.isArray(items)) throw strange(context, JSON.stringify(value));
      entries.push(...(items as Entry[]));
      if (typeof next !== 'string') break;
      parameters.set('cursor', next);
    }
    return entries;
  });
}

function writeEntries({ out, texts }: Context, entries: readonly Entry[]): void {
  const { columns } = texts.journal;
  writeTable(out, {
    columns: [
      ...[{ title: columns.at }, { title: columns.actor }, { title: columns.action }, { title: columns.outcome }],
      { title: columns.about, wraps: true },
    ],
    rows: entries.map((entry) => [
      entry.at.replace(/\.\d+Z$/, 'Z'),
      entry.actor ? `${entry.actor.name} (${entry.actor.role})` : '—',
      entry.action,
      entry.problem === null ? entry.outcome : `${entry.outcome}: ${entry.problem}`,
      aboutOf(entry),
    ]),
    styleOf: (row) => (entries[row]?.outcome === 'done' ? undefined : 'dim'),
  });
}

function aboutOf({ subjects, counts, reason }: Entry): string {
  const shown = subjects.slice(0, SUBJECTS_SHOWN).join(' ');
  const more = subjects.length > SUBJECTS_SHOWN ? `+${subjects.length - SUBJECTS_SHOWN}` : '';
  const counted = Object.entries(counts).map(([what, count]) => `${what} ${count}`);
  return [shown, more, counted.join(', '), reason ?? ''].filter((part) => part !== '').join(' · ');
}
