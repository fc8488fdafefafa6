import type { ClientRequest } from 'node:http';
import type { Refusal } from '@paidonce/kernel';
import type { Context } from '../context.js';
import { textSplitter } from '@paidonce/facts';
import { printable } from '../terminal/printable.js';
import { answerTo, blocksOf, Interrupted, strange } from './answer.js';
import type { Outbox, Place } from './outbox.js';

/** What became of one line. */
type LineAnswer =
  | { readonly status: 'accepted' | 'duplicate' }
  | { readonly status: 'refused'; readonly refusal: Refusal; readonly quarantine: string | undefined };

/** Takes answers in the order of the lines; what it answers is waited for. */
export type Answered = (place: Place, answer: LineAnswer) => Promise<void> | undefined;

/**
 * Sends what is in the outbox, and what is added to it, over one request, and reads the answers at the same time: neither
 * waits for the other, so that back-pressure on either side cannot stop both. Settles when all that there will ever be is
 * answered. Throws {@link Interrupted} where the connection ends before; what was not answered is still in the outbox.
 */
export async function exchange(
  context: Context,
  request: ClientRequest,
  outbox: Outbox,
  answered: Answered,
): Promise<void> {
  outbox.rewind();
  const pump = (): void => {
    while (!request.writableNeedDrain && !request.writableEnded && !request.destroyed) {
      const text = outbox.take();
      if (text !== undefined) request.write(text);
      else if (outbox.isAllTaken) request.end();
      else return;
    }
  };
  outbox.onMore = pump;
  request.on('drain', pump);
  try {
    request.flushHeaders();
    pump();
    const answers = linesOf(context, blocksOf(context, await answerTo(context, request)));
    let line = 0;
    let isCounted = false;
    for await (const text of answers) {
      const answer = readAnswer(context, text);
      isCounted = !('line' in answer);
      if (!('line' in answer)) continue;
      const place = answer.line === ++line ? outbox.answer() : undefined;
      if (!place) throw strange(context, text);
      const pause = answered(place, answer);
      if (pause) await pause;
    }
    if (!isCounted || !outbox.isAllTaken || !outbox.isEmpty) throw new Interrupted(context.texts.remote.brokeOff, true);
  } finally {
    outbox.onMore = undefined;
    request.destroy();
  }
}

/** Lines of an answer as they come in. */
async function* linesOf(context: Context, blocks: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  let found: string[] = [];
  const splitter = textSplitter({
    line: (text) => found.push(text),
    unreadable: (reason) => {
      throw strange(context, reason);
    },
  });
  for await (const block of blocks) {
    splitter.push(block);
    yield* found;
    found = [];
  }
  // What has no newline is the beginning of an answer whose rest was lost.
}

type ReadAnswer = (LineAnswer & { readonly line: number }) | { readonly counts: true };

/** What an answer may have for members, of whatever kind. */
type Members = Readonly<
  Partial<Record<'line' | 'status' | 'code' | 'path' | 'message' | 'quarantine' | 'accepted', unknown>>
> & { readonly problem?: { readonly title?: unknown } | null };

/** An answer to a line, or the counts at the end. Throws a Failure where it is neither, Interrupted where the counts tell of a problem. */
function readAnswer(context: Context, text: string): ReadAnswer {
  const { line, status, accepted, problem, ...refused } = membersOf(text);
  if (typeof line === 'number') {
    if (status === 'accepted' || status === 'duplicate') return { line, status };
    if (status === 'refused') return { line, status, ...refusalOf(refused) };
  } else if (typeof accepted === 'number') {
    if (!problem) return { counts: true };
    throw new Interrupted(printable(String(problem.title)), true);
  }
  throw strange(context, text);
}

function refusalOf({
  code,
  path,
  message,
  quarantine,
}: Members): Pick<LineAnswer & { status: 'refused' }, 'refusal' | 'quarantine'> {
  return {
    // Codes that came up later are shown as they are.
    refusal: { code: printable(String(code)) as Refusal['code'], path: String(path), message: String(message) },
    quarantine: typeof quarantine === 'string' ? quarantine : undefined,
  };
}

function membersOf(text: string): Members {
  try {
    return (JSON.parse(text) as Members | null) ?? {};
  } catch {
    return {};
  }
}
