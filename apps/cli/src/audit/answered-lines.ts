import { textSplitter } from '@paidonce/facts';
import type { Context } from '../context.js';
import { answerTo, blocksOf, Interrupted, strange } from '../remote/answer.js';
import { unavailable } from '../remote/patience.js';
import { withServer, type ServerOptions } from '../remote/remote-server.js';

/** Asks for a stream of JSON objects, one a line, and takes each as it comes. Throws a Failure. */
export async function eachAnswered(
  context: Context,
  options: ServerOptions,
  path: string,
  take: (line: object, text: string) => void | Promise<void>,
): Promise<void> {
  await withServer(context, options, async (server) => {
    const request = server.request('GET', path, { accept: 'application/x-ndjson' });
    try {
      request.end();
      const lines: string[] = [];
      const splitter = textSplitter({
        line: (text) => lines.push(text),
        unreadable: () => lines.push(''),
      });
      const takeAll = async (): Promise<void> => {
        for (const text of lines.splice(0)) await take(parsed(context, text), text);
        await context.out.flush();
      };
      for await (const block of blocksOf(context, await answerTo(context, request))) {
        splitter.push(block);
        await takeAll();
      }
      splitter.end();
      await takeAll();
    } catch (error) {
      throw error instanceof Interrupted ? unavailable(context, server, error) : error;
    } finally {
      request.destroy();
    }
  });
}

function parsed(context: Context, text: string): object {
  try {
    return JSON.parse(text) as object;
  } catch {
    throw strange(context, text);
  }
}

/** The members that are given, as a query. */
export function queryOf(members: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) if (value !== undefined) query.set(name, String(value));
  return query.size > 0 ? `?${query.toString()}` : '';
}

/** `C-1/2026-01/K-1/conf`, as `explain --line` takes it. */
export function lineName(line: {
  readonly forPeriod: string;
  readonly campaignId: string | null;
  readonly clauseId: string | null;
  readonly model: string;
  readonly detail: string | null;
}): string {
  const { forPeriod, campaignId, clauseId, model, detail } = line;
  const names = [forPeriod, campaignId ?? '-', clauseId ?? model, ...(detail === null ? [] : [detail])];
  return names.map((name) => name.replaceAll('/', '%2F')).join('/');
}
