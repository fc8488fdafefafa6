import { Controller, Post, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Asking } from '../access/access.guard.js';
import { postingOriginOf, type Principal } from '../access/principal.js';
import type { Role } from '../access/roles.js';
import { factSubject, MOST_NAMED, notedOf } from '../journal/noted.js';
import { Scribe } from '../journal/scribe.js';
import { Metrics } from '../operations/metrics.js';
import { Ledger, type Answer, type Posted, type Origin } from '../ports/ledger.js';
import { Problem, refused } from '../problems/problem.js';
import { logUnexpected, problemOf, sendProblem } from '../problems/problem.filter.js';
import { answerLine, nothingYet, whereKept } from './answer-lines.js';
import { FactsQuery } from './facts.query.js';
import { describeFacts } from './facts.openapi.js';
import { LineStream } from './line-stream.js';
import { NDJSON } from './media-types.js';
import { mediaTypeOf, type FactsBody } from './body-parsers.js';
import { binaryEvent, isBinaryMode, postedBatch, postedFact } from './posted-events.js';
import { PostedLines } from './posted-lines.js';

const RECORDING = ['administrator', 'billing', 'client', 'recorder'] as const satisfies readonly Role[];

@ApiTags('facts')
@Controller('v1/facts')
export class FactsController {
  constructor(
    readonly ledger: Ledger,
    readonly metrics: Metrics,
    readonly scribe: Scribe,
  ) {}

  @Post()
  @Allow(...RECORDING)
  @describeFacts
  async record(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Asking() principal: Principal,
    @Query() query: FactsQuery,
  ): Promise<void> {
    const isImport = query.import === 'true';
    if (isImport && principal.role !== 'administrator')
      throw new Problem('forbidden', 'Only an administrator may import.');
    const origin = postingOriginOf(request, principal, isImport);
    const body = request.body as FactsBody;
    switch (mediaTypeOf(request)) {
      case 'application/cloudevents+json':
        return this.#one(request, reply, origin, postedFact(body as Buffer));
      case 'application/json':
        if (!isBinaryMode(request.headers))
          throw new Problem('unsupported-media-type', 'A CloudEvent is application/cloudevents+json.');
        return this.#one(request, reply, origin, { line: 1, text: binaryEvent(request.headers, body) });
      case 'application/cloudevents-batch+json':
        return this.#many(request, reply, origin, one(postedBatch(body as Buffer)));
      case NDJSON:
        return this.#many(request, reply, origin, new PostedLines(body as AsyncIterable<Buffer>));
      default:
        throw new Problem('unsupported-media-type');
    }
  }

  async #one(request: FastifyRequest, reply: FastifyReply, origin: Origin, posted: Posted): Promise<void> {
    for await (const [answer] of this.ledger.record(one([posted]), origin)) {
      if (!answer) break;
      this.metrics.facts.inc({ outcome: answer.status });
      const noted = notedOf(request);
      noted.counts = { [answer.status]: 1 };
      if (answer.status === 'refused') {
        sendProblem(request, reply, refused(answer.refusal, whereKept(answer.quarantineId)));
        return;
      }
      noted.subjects.add(factSubject(answer));
      if (answer.status === 'accepted') noted.clients.add(answer.clientId);
      const { status: outcome, source, id } = answer;
      const at = answer.status === 'accepted' ? { position: Number(answer.position) } : {};
      const status = answer.status === 'accepted' ? 201 : 200;
      await reply.status(status).send({ status: outcome, source, id, ...at });
      return;
    }
    throw new Error('the ledger gave no answer');
  }

  /** Answers while it reads. Where the body is broken from the beginning there is nothing to answer but that. */
  async #many(
    request: FastifyRequest,
    reply: FastifyReply,
    origin: Origin,
    posted: AsyncIterable<readonly Posted[]>,
  ): Promise<void> {
    const answers = this.ledger.record(posted, origin)[Symbol.asyncIterator]();
    const first = await answers.next();
    const failureOf = (): unknown => (posted instanceof PostedLines ? posted.failure : undefined);
    if (first.done && failureOf() !== undefined) throw failureOf();
    const brief = /(^|[ ,;])return=minimal([ ,;]|$)/.test(String(request.headers['prefer'] ?? ''));
    // It is known what became of them only when the answer ends.
    notedOf(request).isEntered = true;
    const lines = this.#lines(request, first, answers, brief, failureOf);
    if (brief) void reply.header('preference-applied', 'return=minimal');
    await reply.status(200).type(NDJSON).send(new LineStream(lines));
  }

  async *#lines(
    request: FastifyRequest,
    first: IteratorResult<readonly Answer[]>,
    answers: AsyncIterator<readonly Answer[]>,
    brief: boolean,
    failureOf: () => unknown,
  ): AsyncGenerator<string, void> {
    const summary = nothingYet();
    const clients = new Set<string>();
    let broken: unknown;
    try {
      for (let next = first; !next.done; next = await answers.next()) {
        let text = '';
        for (const answer of next.value) {
          summary[answer.status]++;
          if (answer.status === 'accepted' && clients.size < MOST_NAMED) clients.add(answer.clientId);
          if (!brief || answer.status === 'refused') text += answerLine(answer);
        }
        if (text !== '') yield text;
      }
    } catch (error) {
      // The store fails while answers are on their way: whoever reads them has to be told that there are no more.
      broken = error;
    } finally {
      await answers.return?.();
      broken ??= failureOf();
      for (const [outcome, count] of Object.entries(summary)) this.metrics.facts.inc({ outcome }, count);
      const problem = broken === undefined ? null : problemOf(broken).code;
      await this.scribe.did(request, { clients: [...clients], counts: summary, problem });
    }
    const problem = broken === undefined ? undefined : this.#told(request, broken);
    yield `${JSON.stringify({ ...summary, ...(problem && { problem }) })}\n`;
  }

  /** What broke off an answer, as its last line tells it. */
  #told(request: FastifyRequest, error: unknown): object {
    const { code, details } = problemOf(error);
    if (code === 'internal') logUnexpected(this.scribe.log, request, error);
    return { ...details, requestId: request.id };
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- the ledger takes what comes over time
async function* one(block: readonly Posted[]): AsyncGenerator<readonly Posted[], void> {
  yield block;
}
