import type { Context } from '../context.js';
import { exitCodes, Failure, type ExitCode } from '../failure.js';
import { Progress } from '../history/progress.js';
import { answerTo, blocksOf, Interrupted } from '../remote/answer.js';
import { unavailable } from '../remote/patience.js';
import { withServer, type RemoteServer, type ServerOptions } from '../remote/remote-server.js';
import { withReplacedFile } from '../remote/replaced.file.js';
import type { Output } from '../terminal/output.js';

export interface BundleOptions extends ServerOptions {
  readonly contract: string;
  readonly from?: string;
  readonly to?: string;
  readonly out: string;
  readonly persons?: true;
  readonly staff?: true;
  readonly quiet?: true;
}

/** Fetches a bundle of evidence into a file. */
export async function auditBundle(context: Context, options: BundleOptions): Promise<ExitCode> {
  const { err, texts, formats } = context;
  const { out: path } = options;
  return withServer(context, options, async (server) => {
    let bytes = 0;
    await withReplacedFile(context, path, async (file) => {
      bytes = await receive(context, server, options, file);
    });
    err.line(texts.bundle.written(formats.count(bytes), path));
    return exitCodes.ok;
  });
}

async function receive(context: Context, server: RemoteServer, options: BundleOptions, file: Output): Promise<number> {
  const { texts, err } = context;
  const progress = new Progress(
    context,
    undefined,
    options.quiet === true || !err.isTerminal,
    texts.progress.receiving,
  );
  const request = server.request('GET', `/v1/audit/bundle?${queryOf(options)}`, { accept: 'application/x-tar' });
  // Gathering an account may take the server long; it says nothing meanwhile.
  request.setTimeout(0);
  let bytes = 0;
  try {
    request.end();
    const answer = await answerTo(context, request);
    // All of it is text in UTF-8, the headers of the archive too.
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    for await (const block of blocksOf(context, answer)) {
      bytes += block.length;
      file.write(decoder.decode(block, { stream: true }));
      await file.flush();
      progress.add(block.length);
      await progress.show();
    }
    return bytes;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const { exitCode, message } = unavailable(context, server, error);
    throw new Failure(exitCode, message);
  } finally {
    progress.stop();
    request.destroy();
  }
}

function queryOf({ contract, from, to, persons, staff }: BundleOptions): string {
  const query = new URLSearchParams({ contract });
  if (from !== undefined) query.set('from', from);
  if (to !== undefined) query.set('to', to);
  if (persons) query.set('persons', 'true');
  if (staff) query.set('staff', 'true');
  return query.toString();
}
