import { refuse } from '@paidonce/kernel';
import type { Readable } from 'node:stream';
import type { Context } from '../context.js';
import { exitCodes, Failure, type ExitCode } from '../failure.js';
import { readTexts, STANDARD_INPUT } from '../history/read-history.js';
import { UNREADABLE } from '../history/unreadable.js';
import { jsonRefusals, readableRefusals, type RefusalReport } from '../settle/refusals.js';
import { Denial } from './answer.js';
import { deliver } from './deliver.js';
import type { Answered } from './exchange.js';
import { Outbox } from './outbox.js';
import { withServer, type RemoteServer, type ServerOptions } from './remote-server.js';

export interface ImportOptions extends ServerOptions {
  readonly live?: true;
  readonly json?: true;
  readonly quiet?: true;
}

interface Counts {
  accepted: number;
  duplicate: number;
  refused: number;
}

/** Sends histories to a server and tells what it made of them. Memory does not grow with them. */
export async function importHistory(
  context: Context,
  files: readonly string[],
  options: ImportOptions,
): Promise<ExitCode> {
  return withServer(context, options, async (server) => {
    const { out, err, texts } = context;
    const counts: Counts = { accepted: 0, duplicate: 0, refused: 0 };
    const said = { summary: texts.import.summary, advice: texts.import.advice(server.address) };
    const refusals = options.json ? jsonRefusals(context, files.length > 1) : readableRefusals(context, said);
    const outbox = new Outbox((line) => {
      counts.refused++;
      refusals.add(line);
    });
    const answered: Answered = ({ file, line }, answer) => {
      counts[answer.status]++;
      if (answer.status !== 'refused') return undefined;
      refusals.add({ file, line, refusal: answer.refusal, text: '', quarantine: answer.quarantine });
      return out.isFull || err.isFull ? flushBoth(context) : undefined;
    };
    const failure = await send(context, server, files, options, outbox, answered);
    const sum = counts.accepted + counts.duplicate + counts.refused;
    if (!failure || sum > 0) report(context, refusals, counts, options, failure === undefined);
    if (failure) throw failure.error;
    return counts.refused > 0 ? exitCodes.refused : exitCodes.ok;
  });
}

/** Reads and sends at the same time. What was read before a file turned out to be damaged is sent all the same. */
async function send(
  context: Context,
  server: RemoteServer,
  files: readonly string[],
  options: ImportOptions,
  outbox: Outbox,
  answered: Answered,
): Promise<{ readonly error: unknown } | undefined> {
  const path = options.live ? '/v1/facts' : '/v1/facts?import=true';
  const reading = readInto(context, files, options, outbox).finally(() => {
    outbox.close();
  });
  const sending = deliver(context, server, path, outbox, answered).catch((error: unknown) => {
    outbox.fail(error);
    // Nobody would end the reading of a terminal or a pipe that has nothing to say.
    if (files.includes(STANDARD_INPUT)) (context.stdin as Partial<Readable>).destroy?.();
    throw withAdvice(context, error, options);
  });
  const [read, sent] = await Promise.allSettled([reading, sending]);
  if (sent.status === 'rejected') return { error: sent.reason };
  return read.status === 'rejected' ? { error: read.reason } : undefined;
}

function readInto(context: Context, files: readonly string[], options: ImportOptions, outbox: Outbox): Promise<void> {
  let file = '';
  let texts: string[] = [];
  let lines: number[] = [];
  const gathered = async (): Promise<void> => {
    if (lines.length === 0) return;
    const portion = { file, lines, text: `${texts.join('\n')}\n` };
    [texts, lines] = [[], []];
    await outbox.add(portion);
  };
  let refused: Promise<void>[] = [];
  const reader = {
    line: (text: string, of: string, number: number) => {
      file = of;
      texts.push(text);
      lines.push(number);
    },
    unreadable: (reason: keyof typeof UNREADABLE, of: string, line: number) => {
      const refusal = refuse('invalid', '', UNREADABLE[reason]);
      refused.push(gathered(), outbox.add({ refused: { file: of, line, refusal, text: '' } }));
    },
    pause: async () => {
      refused.push(gathered());
      await Promise.all(refused);
      refused = [];
      if (context.out.isFull || context.err.isFull) await flushBoth(context);
    },
  };
  return readTexts(context, files, reader, { quiet: options.quiet === true, label: context.texts.progress.sending });
}

/** What an administrator alone may do is done by default: everybody else needs to know of the other way. */
function withAdvice({ texts }: Context, error: unknown, { live }: ImportOptions): unknown {
  if (!(error instanceof Denial) || error.status !== 403 || live) return error;
  return new Failure(error.exitCode, `${error.message}\n${texts.import.liveAdvice}`);
}

async function flushBoth({ out, err }: Context): Promise<void> {
  await out.flush();
  await err.flush();
}

function report(
  { out, texts, formats }: Context,
  refusals: RefusalReport,
  counts: Counts,
  options: ImportOptions,
  isComplete: boolean,
): void {
  if (options.json) {
    if (refusals.count > 0) refusals.end();
    else out.write('{"errors":[]');
    out.write(`,\n${JSON.stringify({ ...counts, complete: isComplete }).slice(1)}\n`);
    return;
  }
  const { accepted, duplicate, refused } = counts;
  const shown = [accepted, duplicate, refused].map((count) => formats.count(count)) as [string, string, string];
  out.line(texts.import.counts(formats.counted(accepted + duplicate + refused, texts.facts), ...shown));
  if (refused > 0) refusals.end();
}
