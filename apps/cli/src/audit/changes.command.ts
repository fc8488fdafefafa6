import type { StatementLine } from '@paidonce/settlement';
import type { Context } from '../context.js';
import { exitCodes, type ExitCode } from '../failure.js';
import type { ServerOptions } from '../remote/remote-server.js';
import { writeTable } from '../terminal/table.js';
import { eachAnswered, lineName, queryOf } from './answered-lines.js';
import type { FactTold } from './replay-answer.js';

export interface ChangesOptions extends ServerOptions {
  readonly contract: string;
  readonly since: string;
  readonly until?: string;
  readonly period?: string;
  readonly json?: true;
}

type Amounts = Pick<StatementLine, 'quantity' | 'amount'>;

interface Change extends FactTold {
  readonly recordedTime: string;
  readonly statement: number | null;
  readonly lines: readonly (Omit<StatementLine, 'kind' | 'quantity' | 'amount'> & {
    readonly before: Amounts | null;
    readonly after: Amounts | null;
  })[];
}

/** Shows what changed what a contract owes between two moments. */
export async function auditChanges(context: Context, options: ChangesOptions): Promise<ExitCode> {
  const { out, texts } = context;
  const say = texts.replay;
  const { contract, since, until, period } = options;
  const rows: string[][] = [];
  const path = `/v1/audit/changes${queryOf({ contract, since, until, period })}`;
  await eachAnswered(context, options, path, (change, text) => {
    if (options.json) out.line(text);
    else rows.push(...rowsOf(context, change as Change));
  });
  if (options.json) return exitCodes.ok;
  if (rows.length === 0) out.line(say.none);
  else {
    writeTable(out, {
      columns: [
        ...[{ title: say.position }, { title: say.recorded }, { title: say.actor }, { title: texts.columns.fact }],
        ...[{ title: texts.columns.type }, { title: say.line }, { title: say.effect }],
      ],
      rows,
    });
  }
  return exitCodes.ok;
}

/** A row a line that changed; of a statement that changed none, one. */
function rowsOf({ texts }: Context, change: Change): string[][] {
  const { position, recordedTime, actor, source, id, type, lines, statement } = change;
  const fact = [String(position), recordedTime, actor ?? '', `${source}/${id}`, type];
  const shown = (amounts: Amounts | null): string => (amounts ? `${amounts.quantity} · ${amounts.amount}` : '—');
  const rows = lines.map((line) => [lineName(line), `${shown(line.before)} → ${shown(line.after)}`]);
  if (statement !== null) rows.push([texts.settle.statement(String(statement)), '']);
  return rows.map((row, i) => [...(i === 0 ? fact : fact.map(() => '')), ...row]);
}
