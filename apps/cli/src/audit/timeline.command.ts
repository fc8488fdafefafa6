import type { Identity, Item } from '@paidonce/settlement';
import type { Context } from '../context.js';
import { exitCodes, type ExitCode } from '../failure.js';
import type { ServerOptions } from '../remote/remote-server.js';
import { writeTable } from '../terminal/table.js';
import { eachAnswered, queryOf } from './answered-lines.js';
import type { FactTold } from './replay-answer.js';

export interface TimelineOptions extends ServerOptions {
  readonly lead: string;
  readonly person?: true;
  readonly json?: true;
}

interface Entry extends FactTold {
  readonly recordedTime: string;
  readonly effects: readonly {
    readonly fact: Identity;
    readonly clauseId: string | null;
    readonly before: Item | null;
    readonly after: Item | null;
  }[];
}

/** Shows every fact about a lead, and what it did to the bill. */
export async function auditTimeline(context: Context, options: TimelineOptions): Promise<ExitCode> {
  const { out, texts } = context;
  const say = texts.replay;
  const entries: Entry[] = [];
  const path = `/v1/audit/timelines/${encodeURIComponent(options.lead)}${queryOf({ of: options.person && 'person' })}`;
  await eachAnswered(context, options, path, (entry, text) => {
    if (options.json) out.line(text);
    else entries.push(entry as Entry);
  });
  if (options.json) return exitCodes.ok;
  writeTable(out, {
    columns: [
      ...[{ title: say.position }, { title: say.recorded }, { title: say.actor }, { title: texts.columns.fact }],
      ...[{ title: texts.columns.type }, { title: say.effect, wraps: true as const }],
    ],
    rows: entries.map(({ position, recordedTime, actor, source, id, type, effects }) => [
      String(position),
      recordedTime,
      actor ?? '',
      `${source}/${id}`,
      type,
      effects.map((effect) => effectText(context, effect, { source, id })).join('; ') || say.nothing,
    ]),
  });
  return exitCodes.ok;
}

/** The fact is named where it is another one than the one that has the effect. */
function effectText(
  { texts }: Context,
  { fact, clauseId, before, after }: Entry['effects'][number],
  by: Identity,
): string {
  const named = fact.source === by.source && fact.id === by.id ? '' : `${fact.source}/${fact.id} `;
  const shown = (item: Item | null): string =>
    item ? [texts.fates[item.fate], item.amount ?? ''].join(' ').trim() : '—';
  return `${named}${clauseId ?? '—'}: ${shown(before)} → ${shown(after)}`;
}
