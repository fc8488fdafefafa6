import type { Context } from '../context.js';
import { exitCodes, type ExitCode } from '../failure.js';
import { strange } from '../remote/answer.js';
import { ask } from '../remote/ask.js';
import { withServer, type ServerOptions } from '../remote/remote-server.js';

export interface KeysOptions extends ServerOptions {
  readonly rotate?: true;
  readonly json?: true;
}

/** Shows the public keys of the log, a line each, the first first; has another one made before where that is asked for. */
export async function auditKeys(context: Context, rotates: boolean, options: KeysOptions): Promise<ExitCode> {
  const { out } = context;
  return withServer(context, options, async (server) => {
    // Asked twice it makes two keys, each handed over to: no harm is done.
    const { value } = rotates
      ? await ask(context, server, 'POST', '/v1/audit/keys/rotate')
      : await ask(context, server, 'GET', '/v1/audit/keys');
    const { keys } = (value ?? {}) as { readonly keys?: readonly { readonly vkey: string }[] };
    if (!keys) throw strange(context, JSON.stringify(value));
    if (options.json) out.line(JSON.stringify(value));
    else for (const { vkey } of keys) out.line(vkey);
    return exitCodes.ok;
  });
}
