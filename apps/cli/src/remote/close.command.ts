import { isPeriodName } from '@paidonce/kernel';
import type { Statement } from '@paidonce/settlement';
import type { Context } from '../context.js';
import { exitCodes, Failure, usageFailure, type ExitCode } from '../failure.js';
import { writeStatement } from '../settle/statement.tables.js';
import { strange } from './answer.js';
import { ask } from './ask.js';
import { withServer, type RemoteServer, type ServerOptions } from './remote-server.js';

export interface CloseOptions extends ServerOptions {
  readonly json?: true;
}

const CREATED = 201;

/** Closes a period of a contract, by default the next, and shows its statement; that of a closed one is shown again. */
export async function closePeriod(
  context: Context,
  contractId: string,
  period: string | undefined,
  options: CloseOptions,
): Promise<ExitCode> {
  const { out, err, texts } = context;
  if (period !== undefined && !isPeriodName(period)) throw usageFailure(texts.errors.noPeriod(period));
  return withServer(context, options, async (server) => {
    const periods = `/v1/contracts/${encodeURIComponent(contractId)}/periods`;
    const name = period ?? (await nextPeriod(context, server, contractId, periods));
    const { status, value } = await ask(context, server, 'POST', `${periods}/${name}/close`);
    if (!isStatement(value)) throw strange(context, JSON.stringify(value));
    if (options.json) out.line(`{"statements":[\n${JSON.stringify(value)}\n]}`);
    else writeStatement(context, value);
    if (status !== CREATED) err.line(texts.close.closedBefore(name));
    return exitCodes.ok;
  });
}

/** The first period that is not closed; whether it is over is for the server to say. */
async function nextPeriod(context: Context, server: RemoteServer, contractId: string, path: string): Promise<string> {
  const { value } = await ask(context, server, 'GET', path);
  const { items } = (value ?? {}) as { readonly items?: unknown };
  if (!Array.isArray(items)) throw strange(context, JSON.stringify(value));
  const next = (items as readonly { readonly period?: unknown; readonly state?: unknown }[]).find(
    ({ state }) => state !== 'closed',
  );
  if (!next) throw new Failure(exitCodes.refused, context.texts.close.allClosed(contractId));
  if (typeof next.period !== 'string') throw strange(context, JSON.stringify(next));
  return next.period;
}

/** A statement with the members that `settle` prints, or more. */
function isStatement(value: unknown): value is Statement {
  const { lines, number, total } = (value ?? {}) as Partial<Record<keyof Statement, unknown>>;
  return Array.isArray(lines) && typeof number === 'number' && typeof total === 'string';
}
