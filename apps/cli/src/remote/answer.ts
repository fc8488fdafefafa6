import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Context } from '../context.js';
import { Failure, exitCodes, messageOf, systemCode, type ExitCode } from '../failure.js';
import { printable } from '../terminal/printable.js';

/** The connection did not come about or did not last, or the server asks for patience: the same may be asked again. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor(
    message: string,
    /** Whether anybody was there at all. */
    readonly isReached: boolean,
  ) {
    super(message);
  }
}

/** The server answers, and says no. */
export class Denial extends Failure {
  constructor(
    exitCode: ExitCode,
    message: string,
    readonly status: number,
  ) {
    super(exitCode, message);
  }
}

/** Statuses that speak of the moment, not of the request. */
const TEMPORARY = new Set([408, 425, 429, 502, 503, 504]);
const LONGEST_PROBLEM = 1 << 16;
const LONGEST_QUOTE = 100;

/** The beginning of a good answer. Throws {@link Denial} with the problem that the server tells of, or {@link Interrupted}. */
export async function answerTo(context: Context, request: ClientRequest): Promise<IncomingMessage> {
  let isReached = false;
  request.once('socket', (socket) => {
    if (!socket.connecting) isReached = true;
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => (isReached = true));
  });
  // Who reads the answer learns of what breaks later.
  request.on('error', () => undefined);
  let answer: IncomingMessage;
  try {
    [answer] = (await once(request, 'response')) as [IncomingMessage];
  } catch (error) {
    if (systemCode(error)?.startsWith('HPE_')) throw strange(context, messageOf(error));
    throw new Interrupted(whyBroken(context, error), isReached);
  }
  const status = answer.statusCode ?? 0;
  if (status >= 200 && status < 300) return answer;
  throw denialOf(context, status, await bodyOf(context, answer, LONGEST_PROBLEM).catch(() => ''));
}

/** The bytes of an answer. Throws {@link Interrupted} where it breaks off. */
export async function* blocksOf(context: Context, answer: IncomingMessage): AsyncGenerator<Buffer, void> {
  try {
    for await (const block of answer) yield block as Buffer;
  } catch (error) {
    throw new Interrupted(whyBroken(context, error), true);
  }
  if (!answer.complete) throw new Interrupted(context.texts.remote.brokeOff, true);
}

/** The text of an answer, or the beginning of it. */
export async function bodyOf(context: Context, answer: IncomingMessage, most = Infinity): Promise<string> {
  const blocks: Buffer[] = [];
  let bytes = 0;
  for await (const block of blocksOf(context, answer)) {
    blocks.push(block);
    bytes += block.length;
    if (bytes >= most) break;
  }
  return Buffer.concat(blocks).toString('utf8');
}

/** A Failure: what is there speaks otherwise than a server of facts. */
export function strange({ texts }: Context, what: string): Failure {
  return new Failure(exitCodes.unavailable, texts.remote.strange(printable(what.slice(0, LONGEST_QUOTE))));
}

function whyBroken({ texts }: Context, error: unknown): string {
  const code = systemCode(error);
  const known = Object.entries(texts.remote.broken).find(([each]) => each === code)?.[1];
  // Where several addresses were tried in vain there is no message.
  return known ?? (messageOf(error) || (code ?? String(error)));
}

/** Problem details (RFC 9457), as far as they are there. */
interface ProblemDetails {
  readonly title: string;
  readonly detail?: unknown;
  readonly errors?: unknown;
  readonly requestId?: unknown;
}

function denialOf(context: Context, status: number, body: string): Error {
  const problem = problemIn(body);
  if (TEMPORARY.has(status)) return new Interrupted(problem ? summaryOf(problem) : String(status), true);
  if (status === 401 || status === 403) {
    const why = problem ? spoken(context, problem) : String(status);
    return new Denial(exitCodes.denied, context.texts.remote.denied(why), status);
  }
  if (!problem) return strange(context, `HTTP ${status}`);
  const exitCode = status >= 400 && status < 500 ? exitCodes.refused : exitCodes.unavailable;
  return new Denial(exitCode, spoken(context, problem), status);
}

function problemIn(body: string): ProblemDetails | undefined {
  try {
    const problem = JSON.parse(body) as Partial<ProblemDetails> | null;
    return typeof problem?.title === 'string' ? (problem as ProblemDetails) : undefined;
  } catch {
    return undefined;
  }
}

function summaryOf({ title, detail }: ProblemDetails): string {
  return printable(typeof detail === 'string' && detail !== '' ? `${title}: ${detail}` : title);
}

/** Title and detail; a line for each member at fault where there are several; what the log of the server calls the request. */
function spoken({ texts }: Context, problem: ProblemDetails): string {
  const { errors, requestId } = problem;
  const members = (Array.isArray(errors) && errors.length > 1 ? errors : []).flatMap((error: unknown) => {
    const { path, message } = (error ?? {}) as Record<string, unknown>;
    return typeof message === 'string' ? [`\n  ${printable(`${String(path)}: ${message}`)}`] : [];
  });
  const trace = typeof requestId === 'string' ? ` (${texts.remote.request(printable(requestId))})` : '';
  return `${summaryOf(problem)}${trace}${members.join('')}`;
}
