import type { Context } from '../context.js';
import { usageFailure, exitCodes, Failure, type ExitCode } from '../failure.js';
import { Progress } from '../history/progress.js';
import type { Output } from '../terminal/output.js';
import { answerTo, blocksOf, Interrupted } from './answer.js';
import { unavailable } from './patience.js';
import { withServer, type RemoteServer, type ServerOptions } from './remote-server.js';
import { withReplacedFile } from './replaced.file.js';

export interface ExportOptions extends ServerOptions {
  readonly after?: string;
  readonly from?: string;
  readonly to?: string;
  readonly type?: readonly string[];
  readonly client?: string;
  readonly contract?: string;
  readonly positions?: true;
  readonly unsealed?: true;
  readonly output?: string;
  readonly quiet?: true;
}

const STANDARD_OUTPUT = '-';

/** Writes the facts that a server has, one a line, in the order of their recording. */
export async function exportHistory(context: Context, options: ExportOptions): Promise<ExitCode> {
  const { err, texts, formats } = context;
  const { after, output = STANDARD_OUTPUT } = options;
  if (after !== undefined && !/^\d{1,18}$/.test(after)) throw usageFailure(texts.export.noPosition(after));
  return withServer(context, options, async (server) => {
    if (output === STANDARD_OUTPUT) {
      await receive(context, server, options, context.out, texts.export.incomplete);
      return exitCodes.ok;
    }
    let facts = 0;
    await withReplacedFile(context, output, async (file) => {
      facts = await receive(context, server, options, file, texts.export.notWritten(output));
    });
    err.line(texts.export.written(formats.counted(facts, texts.facts), output));
    return exitCodes.ok;
  });
}

/**
 * Writes the answer as it comes, no faster than it is taken; answers how many facts there were. Throws a Failure that ends with `otherwise`
 * where the answer breaks off.
 */
async function receive(
  context: Context,
  server: RemoteServer,
  options: ExportOptions,
  output: Output,
  otherwise: string,
): Promise<number> {
  const { err, out, texts } = context;
  const isOff = options.quiet === true || !err.isTerminal || (output === out && out.isTerminal);
  const progress = new Progress(context, undefined, isOff, texts.progress.receiving);
  const request = server.request('GET', `/v1/history${queryOf(options)}`, { accept: 'application/x-ndjson' });
  let facts = 0;
  let isWhole = true;
  let hasBegun = false;
  try {
    request.end();
    const answer = await answerTo(context, request);
    hasBegun = true;
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    for await (const block of blocksOf(context, answer)) {
      facts += newlinesIn(block);
      isWhole = block.at(-1) === NEWLINE;
      output.write(decoder.decode(block, { stream: true }));
      await output.flush();
      progress.add(block.length);
      await progress.show();
    }
    if (!isWhole) throw new Interrupted(texts.remote.brokeOff, true);
    return facts;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const { exitCode, message } = unavailable(context, server, error);
    throw new Failure(exitCode, hasBegun ? `${message}\n${otherwise}` : message);
  } finally {
    progress.stop();
    request.destroy();
  }
}

const NEWLINE = 0x0a;

function newlinesIn(block: Buffer): number {
  let count = 0;
  for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

function queryOf({ after, from, to, type = [], client, contract, positions, unsealed }: ExportOptions): string {
  const query = new URLSearchParams();
  const members = { after, from, to, client, contract, positions: positions && 'true', unsealed: unsealed && 'true' };
  for (const [name, value] of Object.entries(members)) if (value !== undefined) query.append(name, value);
  for (const each of type) query.append('type', each);
  return query.size > 0 ? `?${query.toString()}` : '';
}
