import { Controller, Get, Param, ParseIntPipe, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Item } from '@paidonce/settlement';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Asking } from '../access/access.guard.js';
import type { Principal } from '../access/principal.js';
import { READERS } from '../access/roles.js';
import { LineStream } from '../facts/line-stream.js';
import { NDJSON } from '../facts/media-types.js';
import { describeItems, describeList, describeOne } from '../openapi/queries.openapi.js';
import { Ledger } from '../ports/ledger.js';
import { notFound } from '../problems/problem.js';
import { StatementSchema, statementView, type StatementView, type IssuedStatement } from '../views/statement.view.js';
import { isUnchanged } from './etag.js';
import { pageOf, PageQuery, pageView, type PageView } from './page.query.js';
import { Read } from './read.query.js';

/** A number out of range is one that no statement has. */
const AStatementNumber = new ParseIntPipe({ exceptionFactory: () => notFound('statement') });
const ITEMS_AT_ONCE = 500;

@ApiTags('statements')
@Allow(...READERS)
@Controller('v1/contracts/:contractId/statements')
export class StatementsController {
  constructor(
    readonly bus: QueryBus,
    readonly ledger: Ledger,
  ) {}

  @Get()
  @describeList('listStatements', 'List the statements of a contract', StatementSchema)
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() principal: Principal,
    @Param('contractId') contractId: string,
    @Query() query: PageQuery,
  ): Promise<PageView<StatementView>> {
    await this.bus.execute(new Read(principal, 'contract', (views) => views.contract(contractId)));
    return pageView(request, reply, await this.ledger.views.statements(contractId, pageOf(query)), statementView);
  }

  /** A statement never changes: whoever has it need not fetch it again. */
  @Get(':number')
  @ApiHeader({ name: 'If-None-Match', required: false })
  @ApiResponse({ status: 304, description: 'It is the one that `If-None-Match` names.' })
  @describeOne('showStatement', 'Show a statement', StatementSchema)
  async show(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() principal: Principal,
    @Param('contractId') contractId: string,
    @Param('number', AStatementNumber) number: number,
  ): Promise<StatementView | undefined> {
    const issued = await this.#issued(principal, contractId, number);
    const etag = `"${issued.hash}"`;
    void reply.header('etag', etag).header('cache-control', 'private, no-cache');
    if (!isUnchanged(request, etag)) return statementView(issued);
    void reply.status(304);
    return undefined;
  }

  @Get(':number/items')
  @describeItems
  async items(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Asking() principal: Principal,
    @Param('contractId') contractId: string,
    @Param('number', AStatementNumber) number: number,
    @Query() query: PageQuery,
  ): Promise<void> {
    await this.#issued(principal, contractId, number);
    if (request.headers.accept?.includes(NDJSON)) {
      await reply.type(NDJSON).send(new LineStream(this.#all(contractId, number)));
      return;
    }
    const page = await this.ledger.views.statementItems(contractId, number, pageOf(query));
    await reply.send(pageView(request, reply, page, (item) => item));
  }

  async *#all(contractId: string, number: number): AsyncGenerator<string, void> {
    let cursor: string | undefined;
    do {
      const page: { items: readonly Item[]; next?: string | undefined } = await this.ledger.views.statementItems(
        contractId,
        number,
        { limit: ITEMS_AT_ONCE, cursor },
      );
      for (const item of page.items) yield `${JSON.stringify(item)}\n`;
      cursor = page.next;
    } while (cursor !== undefined);
  }

  #issued(principal: Principal, contractId: string, number: number): Promise<IssuedStatement> {
    return this.bus.execute(
      new Read(principal, 'statement', async (views) => {
        const issued = await views.statement(contractId, number);
        return issued && { ...issued, clientId: issued.statement.clientId };
      }),
    );
  }
}
