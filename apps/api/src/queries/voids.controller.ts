import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow } from '../access/access.guard.js';
import { OVERSEERS } from '../access/roles.js';
import { describeList } from '../openapi/queries.openapi.js';
import { Ledger } from '../ports/ledger.js';
import { VoidSchema, voidView, type VoidView } from '../views/void.view.js';
import { pageOf, PageQuery, pageView, type PageView } from './page.query.js';

/** What stands in accounts and counts for nothing: in no figure, and not in the history. */
@ApiTags('history')
@Controller('v1/voids')
export class VoidsController {
  constructor(readonly ledger: Ledger) {}

  @Get()
  @Allow(...OVERSEERS)
  @describeList('listVoids', 'List events that count for nothing', VoidSchema)
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() query: PageQuery,
  ): Promise<PageView<VoidView>> {
    return pageView(request, reply, await this.ledger.views.voids(pageOf(query)), voidView);
  }
}
