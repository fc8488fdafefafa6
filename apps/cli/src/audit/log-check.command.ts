import type { CheckReport, EventPlace, LogFinding } from '@paidonce/audit';
import type { Context } from '../context.js';
import { exitCodes, Failure, type ExitCode } from '../failure.js';
import type { ServerOptions } from '../remote/remote-server.js';
import { printable } from '../terminal/printable.js';
import { eachAnswered } from './answered-lines.js';

export interface CheckOptions extends ServerOptions {
  readonly key?: readonly string[];
  readonly json?: true;
  readonly quiet?: true;
}

/** Has a server check its log and says what it finds, as it finds it. */
export async function auditCheck(context: Context, options: CheckOptions): Promise<ExitCode> {
  const { out, err, texts } = context;
  const query = new URLSearchParams((options.key ?? []).map((key): [string, string] => ['key', key]));
  const showsProgress = err.isTerminal && options.quiet !== true && options.json !== true;
  let done: Extract<CheckReport, { kind: 'done' }> | undefined;
  await eachAnswered(context, options, `/v1/audit/check?${query.toString()}`, (line, text) => {
    const report = line as CheckReport;
    if (report.kind === 'done') done = report;
    if (options.json) out.line(text);
    else if (report.kind === 'finding') out.line(printable(`✗ ${findingText(context, report.finding)}`));
    else if (report.kind === 'progress' && showsProgress) err.write(`\r  ${eventsText(context, report.events)}`);
  });
  if (showsProgress) err.write('\r\u001b[K');
  if (!done) throw new Failure(exitCodes.unavailable, texts.seal.brokeOff);
  if (!options.json) conclude(context, done);
  return done.findings === 0 ? exitCodes.ok : exitCodes.refused;
}

function conclude(context: Context, done: Extract<CheckReport, { kind: 'done' }>): void {
  const { out, texts, formats } = context;
  const { events, sealed, findings, seconds } = done;
  const read = eventsText(context, events);
  const rate = formats.count(Math.round(events / Math.max(seconds, 0.001)));
  if (findings > 0) out.line(texts.seal.unsound(formats.counted(findings, texts.seal.findings), read));
  else out.line(texts.seal.sound(read, formats.decimal(seconds.toFixed(1)), rate));
  if (events > sealed) out.line(texts.seal.unsealed(eventsText(context, events - sealed)));
}

const eventsText = ({ formats, texts }: Context, events: number): string => formats.counted(events, texts.seal.events);

function findingText(context: Context, finding: LogFinding): string {
  const { found } = context.texts.seal;
  switch (finding.kind) {
    case 'changed':
      return found.changed(placeText(context, finding.first), String(finding.to));
    case 'inserted':
      return found.inserted(placeText(context, finding.first), eventsText(context, finding.count));
    case 'dropped':
      return found.dropped(placeText(context, finding.before), eventsText(context, finding.count));
    case 'missing':
      return found.missing(String(finding.from), String(finding.to));
    case 'truncated':
      return found.truncated(String(finding.lastPosition), eventsText(context, finding.sealed));
    case 'revision':
      return found.revision(placeText(context, finding.event), String(finding.expected));
    case 'tile':
      return found.tile(String(finding.level), String(finding.index));
    case 'root':
      return found.root(String(finding.fromSize), String(finding.toSize));
    case 'checkpoint':
      return found.checkpoint(String(finding.size), finding.flaw, finding.message);
    case 'key':
      return found.key(finding.vkey, String(finding.fromSize));
    case 'statement':
      return found.statement(`${finding.contractId}/${finding.number}`, String(finding.position), finding.flaw);
  }
}

const placeText = ({ texts }: Context, { position, stream, revision, type }: EventPlace): string =>
  texts.seal.place(String(position), stream, String(revision), type);
