import { Controller, Param, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Asking } from '../access/access.guard.js';
import { causedBy, originOf, type Principal } from '../access/principal.js';
import { STAFF } from '../access/roles.js';
import { problemResponses } from '../openapi/responses.js';
import { noteFact } from '../journal/noted.js';
import { Ledger } from '../ports/ledger.js';
import { Problem } from '../problems/problem.js';
import { Read } from '../queries/read.query.js';
import { StatementSchema, statementView, type IssuedStatement } from '../views/statement.view.js';
import { dataOf } from './command-body.js';
import { idempotencyHeader } from './commands.openapi.js';
import { Idempotency, type Outcome } from './idempotency.js';
import { RecordFact, type Given } from './record-fact.js';

/** How long a closing waits for its statement to be seen. */
const PATIENCE_MS = 15_000;

/** Closes periods. However many close one at the same time: one statement is issued, and all are shown it. */
@ApiTags('periods')
@Controller('v1/contracts/:contractId/periods/:period')
export class ClosingController {
  constructor(
    readonly commands: CommandBus,
    readonly queries: QueryBus,
    readonly ledger: Ledger,
    readonly idempotency: Idempotency,
  ) {}

  @Post('close')
  @Allow(...STAFF)
  @idempotencyHeader
  @ApiOperation({
    operationId: 'closePeriod',
    summary: 'Close a period and issue its statement',
    description: 'Records `period.closed`. Where the period is closed already, its statement is shown again.',
  })
  @ApiResponse({ status: 201, description: 'The statement, issued by this request.', type: StatementSchema })
  @ApiResponse({ status: 200, description: 'The statement, issued before.', type: StatementSchema })
  @problemResponses(400, 401, 403, 404, 409, 422, 503)
  async close(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() principal: Principal,
    @Param('contractId') contractId: string,
    @Param('period') period: string,
  ): Promise<unknown> {
    const contract = new Read(principal, 'contract', async (views) => {
      const seen = await views.contract(contractId);
      if (seen) return seen;
      // It may have been signed just now, by an import.
      await this.ledger.waitUntilProjected(await this.ledger.head(), PATIENCE_MS);
      return views.contract(contractId);
    });
    await this.queries.execute(contract);
    const outcome = await this.idempotency.once(request, principal, async (given): Promise<Outcome> => {
      const known = await this.#statementOf(contractId, period);
      const issued = known
        ? { ...known, isNew: false }
        : await this.#issue(request, principal, contractId, period, given);
      const body = statementView(issued);
      const headers = { location: body.links['self'] ?? '', etag: `"${body.hash}"` };
      return { status: issued.isNew ? 201 : 200, headers, body };
    });
    void reply.status(outcome.status).headers(outcome.headers);
    return outcome.body;
  }

  /** Refused may mean that somebody else was faster: then theirs is the statement. */
  async #issue(
    request: FastifyRequest,
    principal: Principal,
    contractId: string,
    period: string,
    given: Given,
  ): Promise<IssuedStatement & { readonly isNew: boolean }> {
    const { data, time } = dataOf(request);
    const origin = causedBy(given.id, originOf(request, principal));
    const command = new RecordFact('period.closed', data, time, given, origin);
    const recorded = await this.commands.execute(command).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'period-order') return error;
      throw error;
    });
    if (!(recorded instanceof Problem)) noteFact(request, recorded);
    const position = 'position' in recorded ? recorded.position : undefined;
    await this.ledger.waitUntilProjected(position ?? (await this.ledger.head()), PATIENCE_MS);
    const statement = await this.#statementOf(contractId, period);
    if (statement) return { ...statement, isNew: position !== undefined };
    if (recorded instanceof Problem) throw recorded;
    throw new Problem('unavailable', 'The period is closed; its statement is not to be seen yet. Ask again.');
  }

  async #statementOf(contractId: string, name: string): Promise<IssuedStatement | undefined> {
    const period = await this.ledger.views.period(contractId, name);
    const number = period?.statement ?? undefined;
    return number === undefined ? undefined : this.ledger.views.statement(contractId, number);
  }
}
