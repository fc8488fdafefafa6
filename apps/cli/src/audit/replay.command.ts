import type { Context } from '../context.js';
import { Failure, exitCodes, type ExitCode } from '../failure.js';
import { Progress } from '../history/progress.js';
import type { ServerOptions } from '../remote/remote-server.js';
import { writeTable } from '../terminal/table.js';
import { eachAnswered, lineName, queryOf } from './answered-lines.js';
import type { Difference, ReplayedStatement, ReplayLine } from './replay-answer.js';

export interface ReplayOptions extends ServerOptions {
  readonly contract?: string;
  readonly client?: string;
  readonly period?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Has a server compute its statements again, and tells what differs. */
export async function replayStatements(context: Context, options: ReplayOptions): Promise<ExitCode> {
  const { out, err, texts, formats } = context;
  const { contract, client, period } = options;
  let progress: Progress | undefined;
  let position = 0;
  let end: Extract<ReplayLine, { kind: 'end' }> | undefined;
  const isOff = options.quiet === true || !err.isTerminal;
  try {
    await eachAnswered(
      context,
      options,
      `/v1/audit/replay${queryOf({ contract, client, period })}`,
      async (told, text) => {
        const line = told as ReplayLine;
        if (options.json && line.kind !== 'progress') out.line(text);
        if (line.kind === 'progress') {
          progress ??= new Progress(context, line.of, isOff, texts.replay.progress, (done) => formats.count(done));
          progress.add(line.position - position);
          position = line.position;
          await progress.show();
        } else if (line.kind === 'end') end = line;
        else if (!options.json) writeLine(context, line);
      },
    );
  } finally {
    progress?.stop();
  }
  if (!end) throw new Failure(exitCodes.unavailable, texts.replay.brokeOff);
  if (!options.json) writeEnd(context, end);
  return end.differing + end.findings > 0 ? exitCodes.differs : exitCodes.ok;
}

function writeEnd({ out, texts, formats }: Context, end: Extract<ReplayLine, { kind: 'end' }>): void {
  const statements = formats.counted(end.statements, texts.replay.statements);
  const isSame = end.differing + end.findings === 0;
  out.line(
    isSame
      ? texts.replay.same(statements, formats.counted(end.facts, texts.facts))
      : texts.replay.differs(formats.count(end.differing), statements, formats.count(end.findings)),
  );
}

function writeLine(context: Context, line: Extract<ReplayLine, { kind: 'statement' | 'finding' }>): void {
  const { out, texts, formats } = context;
  const say = texts.replay;
  if (line.kind === 'finding') {
    out.line(
      out.styled('red', say.finding(say.findings[line.what], String(line.position), line.clientId, line.message)),
    );
  } else if (!line.equal) {
    out.line(out.styled('bold', say.statement(formats.count(line.number), line.contractId, String(line.position))));
    writeDifferences(context, line);
  }
}

function writeDifferences(context: Context, { differences }: ReplayedStatement): void {
  const { out, texts } = context;
  const say = texts.replay;
  const rows = differences.flatMap((one): string[][] => {
    if (one.in === 'member') return [[one.member, JSON.stringify(one.issued), JSON.stringify(one.replayed)]];
    return one.in === 'line' ? [[lineName(one.line), amounts(one.issued), amounts(one.replayed)]] : [];
  });
  if (rows.length > 0) {
    const right = { align: 'right' as const };
    writeTable(out, {
      columns: [{ title: say.line }, { title: say.issued, ...right }, { title: say.replayed, ...right }],
      rows,
    });
  }
  for (const one of differences) {
    if (one.in === 'bytes') out.line(`  ${say.bytes}`);
    else if (one.in === 'form') out.line(`  ${one.message}`);
    else if (one.in === 'line') writeFacts(context, one);
  }
  out.line();
}

function amounts(line: { readonly quantity: number; readonly amount: string } | null): string {
  return line ? `${line.quantity} · ${line.amount}` : '—';
}

function writeFacts({ out, texts }: Context, { line, facts, more }: Extract<Difference, { in: 'line' }>): void {
  const say = texts.replay;
  if (facts.length === 0) return;
  out.line(`  ${say.factsOf(lineName(line))}`);
  writeTable(out, {
    columns: [
      ...[{ title: texts.columns.fact }, { title: texts.columns.type }, { title: say.happened }],
      ...[{ title: say.position }, { title: say.actor }, { title: texts.columns.outcome }],
    ],
    rows: facts.map(({ source, id, type, time, position, actor, fate, amount }) => [
      `${source}/${id}`,
      type,
      time,
      position === null ? '' : String(position),
      actor ?? '',
      fate === 'terms' ? texts.columns.version : [texts.fates[fate], amount ?? ''].join(' ').trim(),
    ]),
  });
  if (more > 0) out.line(`  ${say.more(String(more))}`);
}
