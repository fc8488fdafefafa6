import type { Account, Item } from '@paidonce/settlement';
import type { Context } from '../context.js';
import { exitCodes, type ExitCode } from '../failure.js';
import { strange } from '../remote/answer.js';
import { ask } from '../remote/ask.js';
import { withServer, type ServerOptions } from '../remote/remote-server.js';
import { writeAccount } from '../settle/account.table.js';
import { writeTable } from '../terminal/table.js';
import { queryOf } from './answered-lines.js';
import type { FactTold } from './replay-answer.js';

export interface AccountOptions extends ServerOptions {
  readonly contract?: string;
  readonly client?: string;
  readonly period?: string;
  readonly knownAt?: string;
  readonly count?: string;
  readonly type?: string;
  readonly json?: true;
}

type Told = Omit<Account, 'repeated'> & { readonly voids: number };

/** A fact behind a count, or a refused one. */
type Counted =
  | (FactTold & { readonly items: readonly Item[] })
  | { readonly quarantine: string; readonly code: string; readonly path: string; readonly message: string };

/** Counts what became of every fact, or shows the facts behind a count. */
export async function auditAccount(context: Context, options: AccountOptions): Promise<ExitCode> {
  const { out, texts, formats } = context;
  const { contract, client, period, knownAt, count, type } = options;
  const scope = { contract, client, period, knownAt };
  await withServer(context, options, async (server) => {
    if (count === undefined) {
      const { value } = await ask(context, server, 'GET', `/v1/audit/account${queryOf(scope)}`);
      const told = value as Told;
      if (!Array.isArray((value as Partial<Told> | null)?.rows)) throw strange(context, JSON.stringify(value));
      if (options.json) out.line(JSON.stringify(told));
      else {
        writeAccount(context, { ...told, repeated: 0 });
        if (told.voids > 0) out.line(`  ${texts.replay.voids(formats.counted(told.voids, texts.facts))}`);
      }
      return;
    }
    let from: number | null = 0;
    while (from !== null) {
      const path = `/v1/audit/account/facts${queryOf({ ...scope, count, type, from, limit: 500 })}`;
      const { value } = await ask(context, server, 'GET', path);
      const { items, next } = value as { items?: readonly Counted[]; next?: number | null };
      if (!items) throw strange(context, JSON.stringify(value));
      if (options.json) for (const item of items) out.line(JSON.stringify(item));
      else writeCounted(context, items);
      await out.flush();
      from = next ?? null;
    }
  });
  return exitCodes.ok;
}

function writeCounted({ out, texts }: Context, facts: readonly Counted[]): void {
  const say = texts.replay;
  if (facts.length === 0) return;
  writeTable(out, {
    columns: [
      ...[{ title: say.position }, { title: texts.columns.fact }, { title: texts.columns.type }],
      ...[{ title: say.happened }, { title: say.reason, wraps: true as const }],
    ],
    rows: facts.map((fact) =>
      'quarantine' in fact
        ? ['', fact.quarantine, fact.code, '', `${fact.path}: ${fact.message}`]
        : [
            String(fact.position),
            `${fact.source}/${fact.id}`,
            fact.type,
            fact.time,
            fact.items.map((item) => reasonOf(texts, item)).join('; '),
          ],
    ),
  });
}

function reasonOf({ fates, explain }: Context['texts'], item: Item): string {
  const { fate, clauseId, amount, coveredBy, removedBy, reason, deadline } = item;
  const named = clauseId === null ? '' : `${clauseId}: `;
  if (coveredBy) return named + explain.coveredBy(`${coveredBy.source}/${coveredBy.id}`);
  if (removedBy) return `${named}${explain.removedBy[removedBy.rule]} ${removedBy.fact.source}/${removedBy.fact.id}`;
  if (reason !== null) return named + explain.reasons[reason];
  return [named + fates[fate], amount ?? '', deadline === null ? '' : explain.until(deadline)].join(' ').trim();
}
