import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { UnknownCursor } from '@paidonce/ledger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { codeOfStatus } from './catalogue.js';
import { notedOf } from '../journal/noted.js';
import { Problem } from './problem.js';

/** Codes of errors of a compressed or broken body, by zlib and by the HTTP parser. */
const BROKEN = /^(Z_|ERR_STREAM_PREMATURE_CLOSE$|ABORT_ERR$)/;
/** What a store says, or what is said of its connection, while it is away or starts again. */
const AWAY = /^(08...|57P0[123]|53300|ECONN\w+|EPIPE|ETIMEDOUT)$/;
const AWAY_WITHOUT_CODE =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** What is said where a log on another server does not answer, and what has to be entered into it waits. */
const AWAY_BY_NAME = /^(LogUnavailable|JournalUnavailable)$/;

/** Makes a problem of anything that is thrown. What an unexpected error says may be personal: it goes nowhere but its class to the log. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof UnknownCursor) {
    const message = 'it is not the `next` of a page of this list';
    return new Problem('malformed-request', `cursor: ${message}`, { errors: [{ path: 'cursor', message }] });
  }
  if (error instanceof HttpException) return new Problem(codeOfStatus(error.getStatus()));
  const { name, code, statusCode, message } = (error ?? {}) as Readonly<Record<string, unknown>>;
  // Node says so of a request that its sender gave up; of any other connection it says more.
  const isGivenUp = code === 'ECONNRESET' && message === 'aborted';
  if (typeof code === 'string' && (BROKEN.test(code) || isGivenUp)) return new Problem('broken-body');
  if (AWAY.test(String(code)) || AWAY_WITHOUT_CODE.test(String(message)) || AWAY_BY_NAME.test(String(name)))
    return new Problem('unavailable', 'The store does not answer.');
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return new Problem(codeOfStatus(statusCode));
  return new Problem('internal');
}

/** The last resort of every route, and of what Fastify refuses before a route is reached. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error);
    if (problem.code === 'internal') logUnexpected(this.log, request, error);
    if (reply.sent) {
      reply.raw.destroy();
      return;
    }
    sendProblem(request, reply, problem);
  }
}

export function logUnexpected(log: Logger, { id }: FastifyRequest, error: unknown): void {
  log.error({ requestId: id, ...traceOf(error) }, 'unexpected error');
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: Problem): void {
  notedOf(request).problem = problem.code;
  if (problem.code === 'unauthorized') void reply.header('www-authenticate', 'Bearer realm="paidonce"');
  void reply
    .status(problem.details.status)
    .removeHeader('etag')
    .header('x-request-id', request.id)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify({ ...problem.details, requestId: request.id }));
}

/** Where it happened, without what it says: messages may quote data. */
function traceOf(error: unknown): { error: string; at?: string[] } {
  if (!(error instanceof Error)) return { error: typeof error };
  const at = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return { error: error.name, at: at.slice(0, 12).map((line) => line.trim()) };
}
