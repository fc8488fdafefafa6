import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Asking } from '../access/access.guard.js';
import { causedBy, originOf, recorderOf, type Principal } from '../access/principal.js';
import { OVERSEERS, STAFF } from '../access/roles.js';
import { notedOf, noteFact } from '../journal/noted.js';
import { describeList, describeOne } from '../openapi/queries.openapi.js';
import { problemResponses } from '../openapi/responses.js';
import { reference } from '../openapi/shared-schemas.js';
import { Ledger } from '../ports/ledger.js';
import { notFound, Problem } from '../problems/problem.js';
import { revisionOf } from '../queries/etag.js';
import { pageOf, PageQuery, pageView, type PageView } from '../queries/page.query.js';
import { DraftBody, DraftSchema, type Draft } from '../views/draft.view.js';
import { idempotencyHeader } from './commands.openapi.js';
import { Idempotency, type Outcome } from './idempotency.js';
import { RecordFact } from './record-fact.js';

const PATIENCE_MS = 1000;
const ifMatch = ApiHeader({ name: 'If-Match', required: true, description: 'The `ETag` of what was read.' });

/** What people write together before it is signed: nobody overwrites what another has done. */
@ApiTags('drafts')
@Allow(...STAFF)
@Controller('v1/drafts')
export class DraftsController {
  constructor(
    readonly bus: CommandBus,
    readonly ledger: Ledger,
    readonly idempotency: Idempotency,
  ) {}

  @Post()
  @ApiOperation({ operationId: 'createDraft', summary: 'Draft a contract' })
  @idempotencyHeader
  @ApiResponse({ status: 201, type: DraftSchema })
  @problemResponses(400, 401, 403, 409, 422)
  async create(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() principal: Principal,
    @Body() content: DraftBody,
  ): Promise<unknown> {
    const outcome = await this.idempotency.once(request, principal, async (): Promise<Outcome> => {
      const draft = await this.ledger.drafts.create(content, recorderOf(principal));
      notedOf(request).subjects.add(`draft:${draft.id}`);
      const headers = { location: `/v1/drafts/${draft.id}`, etag: `"${draft.revision}"` };
      return { status: 201, headers, body: draft };
    });
    void reply.status(outcome.status).headers(outcome.headers);
    return outcome.body;
  }

  @Get()
  @Allow(...OVERSEERS)
  @describeList('listDrafts', 'List drafts', DraftSchema)
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() query: PageQuery,
  ): Promise<PageView<Draft>> {
    return pageView(request, reply, await this.ledger.drafts.list(pageOf(query)), (draft) => draft);
  }

  @Get(':id')
  @Allow(...OVERSEERS)
  @describeOne('showDraft', 'Show a draft', DraftSchema)
  async show(@Res({ passthrough: true }) reply: FastifyReply, @Param('id') id: string): Promise<Draft> {
    return tagged(reply, await this.#draft(id));
  }

  @Put(':id')
  @ifMatch
  @ApiOperation({ operationId: 'updateDraft', summary: 'Change a draft' })
  @ApiResponse({ status: 200, type: DraftSchema })
  @problemResponses(400, 401, 403, 404, 412, 428)
  async update(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() principal: Principal,
    @Param('id') id: string,
    @Body() content: DraftBody,
  ): Promise<Draft> {
    const changed = await this.ledger.drafts.update(id, revisionOf(request), content, recorderOf(principal));
    return tagged(reply, unlessGone(changed));
  }

  @Delete(':id')
  @HttpCode(204)
  @ifMatch
  @ApiOperation({ operationId: 'removeDraft', summary: 'Throw a draft away' })
  @ApiResponse({ status: 204, description: 'It is gone.' })
  @problemResponses(401, 403, 404, 412, 428)
  async remove(@Req() request: FastifyRequest, @Param('id') id: string): Promise<void> {
    unlessGone(await this.ledger.drafts.remove(id, revisionOf(request)));
  }

  @Post(':id/sign')
  @ifMatch
  @idempotencyHeader
  @ApiOperation({
    operationId: 'signDraft',
    summary: 'Sign a contract as it was drafted',
    description: 'Records `contract.signed`; the draft is thrown away.',
  })
  @ApiResponse({ status: 201, description: 'Signed.', schema: reference('Recorded') })
  @problemResponses(401, 403, 404, 409, 412, 422, 428)
  async sign(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() principal: Principal,
    @Param('id') id: string,
  ): Promise<unknown> {
    const revision = revisionOf(request);
    const outcome = await this.idempotency.once(request, principal, async (given): Promise<Outcome> => {
      const draft = await this.#draft(id);
      if (draft.revision !== revision) throw new Problem('precondition-failed');
      const { contractId, clientId, terms } = draft;
      const origin = causedBy(id, originOf(request, principal));
      const recorded = await this.bus.execute(
        new RecordFact('contract.signed', { contractId, clientId, terms }, undefined, given, origin),
      );
      noteFact(request, recorded, { contractId, clientId });
      if (recorded.status === 'accepted') await this.ledger.waitUntilProjected(recorded.position, PATIENCE_MS);
      await this.ledger.drafts.remove(id, revision);
      const location = `/v1/contracts/${encodeURIComponent(contractId)}`;
      const { status, source, id: factId } = recorded;
      return { status: 201, headers: { location }, body: { status, source, id: factId, links: { shows: location } } };
    });
    void reply.status(outcome.status).headers(outcome.headers);
    return outcome.body;
  }

  async #draft(id: string): Promise<Draft> {
    const draft = await this.ledger.drafts.get(id);
    if (!draft) throw notFound('draft');
    return draft;
  }
}

function tagged(reply: FastifyReply, draft: Draft): Draft {
  void reply.header('etag', `"${draft.revision}"`);
  return draft;
}

function unlessGone<T>(result: T): Exclude<T, 'changed' | 'gone'> {
  if (result === 'gone') throw notFound('draft');
  if (result === 'changed') throw new Problem('precondition-failed');
  return result as Exclude<T, 'changed' | 'gone'>;
}
