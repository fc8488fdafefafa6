import type { Context } from '../context.js';
import { exitCodes, type ExitCode } from '../failure.js';
import { ask } from './ask.js';
import { withServer, type ServerOptions } from './remote-server.js';

export interface EraseOptions extends ServerOptions {
  readonly lead: string;
  readonly reason: string;
}

/** Erases who a lead is, for good. */
export async function erase(context: Context, options: EraseOptions): Promise<ExitCode> {
  const { out, texts } = context;
  const { lead, reason } = options;
  return withServer(context, options, async (server) => {
    const path = `/v1/leads/${encodeURIComponent(lead)}/erasure`;
    const { value } = await ask(context, server, 'POST', path, { reason });
    const { erased } = (value ?? {}) as { readonly erased?: unknown };
    out.line(erased === true ? texts.erase.done(lead) : texts.erase.nothing(lead));
    return exitCodes.ok;
  });
}
