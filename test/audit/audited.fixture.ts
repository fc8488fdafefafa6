import { readdirSync, readFileSync } from 'node:fs';
import { replay, type AuditedLedger, type ReplayLine, type ReplayScope, type Rules } from '@paidonce/audit';
import { importing, LedgerInParts } from '../ledger/ledger.fixture.js';

const folder = new URL('../cases/', import.meta.url);

/** The histories of `test/cases` that are in order, by name. */
export const cases: readonly (readonly [string, readonly string[]])[] = readdirSync(folder)
  .flatMap((name) => /^(.+)\.expected\.json$/.exec(name)?.[1] ?? [])
  .map((name) => [name, linesOf(readFileSync(new URL(`${name}.ndjson`, folder), 'utf8'))]);

function linesOf(ndjson: string): string[] {
  return ndjson.split('\n').filter((line) => line.trim() !== '');
}

interface Recorded {
  readonly audited: AuditedLedger;
  readonly parts: LedgerInParts;
}

/** Has a history decided and recorded. Whoever looks at it closes its parts. */
export async function recorded(url: string, lines: readonly string[]): Promise<Recorded> {
  const parts = await LedgerInParts.open(url, 100_000);
  await parts.decider().decideAll(lines, importing);
  return { audited: auditedOf(parts), parts };
}

/** Has a history decided and recorded, and works with what the log has then. */
export async function withRecorded<T>(
  url: string,
  lines: readonly string[],
  work: (audited: AuditedLedger, parts: LedgerInParts) => Promise<T>,
): Promise<T> {
  const { audited, parts } = await recorded(url, lines);
  try {
    return await work(audited, parts);
  } finally {
    await parts.close();
  }
}

/** The log of a ledger, followed to its end. */
function auditedOf({ log }: LedgerInParts, voids: ReadonlySet<number> = new Set()): AuditedLedger {
  return { log, followed: () => Promise.resolve({ position: log.events.length, voids }) };
}

/** Everything that a replay says, without its progress. */
export async function replayed(audited: AuditedLedger, scope: ReplayScope = {}, rules?: Rules): Promise<ReplayLine[]> {
  const lines: ReplayLine[] = [];
  for await (const line of replay(audited, scope, rules ? { rules } : {}))
    if (line.kind !== 'progress') lines.push(line);
  return lines;
}

/** What of a replay speaks against the log. */
export function against(lines: readonly ReplayLine[]): ReplayLine[] {
  return lines.filter((line) => line.kind === 'finding' || (line.kind === 'statement' && !line.equal));
}

/** Changes events in the log, as somebody could who gets at its bytes. */
export function planted(parts: LedgerInParts, position: number, from: string | RegExp, to: string): void {
  const event = parts.log.events[position - 1] as { data: string };
  const changed = event.data.replace(from, to);
  if (changed === event.data) throw new Error(`nothing to change in ${event.data}`);
  event.data = changed;
}
