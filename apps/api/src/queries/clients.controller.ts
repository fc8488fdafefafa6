import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Asking } from '../access/access.guard.js';
import type { Principal } from '../access/principal.js';
import { OVERSEERS, READERS } from '../access/roles.js';
import { describeList, describeOne } from '../openapi/queries.openapi.js';
import { Ledger } from '../ports/ledger.js';
import { ClientSchema, type ClientView } from '../views/client.view.js';
import { pageOf, PageQuery, pageView, type PageView } from './page.query.js';
import { Read } from './read.query.js';

@ApiTags('clients')
@Controller('v1/clients')
export class ClientsController {
  constructor(
    readonly bus: QueryBus,
    readonly ledger: Ledger,
  ) {}

  @Get()
  @Allow(...OVERSEERS)
  @describeList('listClients', 'List clients', ClientSchema)
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() query: PageQuery,
  ): Promise<PageView<ClientView>> {
    return pageView(request, reply, await this.ledger.views.clients(pageOf(query)), (client) => client);
  }

  @Get(':clientId')
  @Allow(...READERS)
  @describeOne('showClient', 'Show a client', ClientSchema)
  show(@Asking() principal: Principal, @Param('clientId') clientId: string): Promise<ClientView> {
    return this.bus.execute(new Read(principal, 'client', (views) => views.client(clientId)));
  }
}
