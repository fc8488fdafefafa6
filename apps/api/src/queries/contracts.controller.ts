import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Asking } from '../access/access.guard.js';
import type { Principal } from '../access/principal.js';
import { READERS } from '../access/roles.js';
import { describeList, describeOne } from '../openapi/queries.openapi.js';
import { Ledger } from '../ports/ledger.js';
import { ContractSchema, type ContractView } from '../views/contract.view.js';
import { PeriodSchema, type PeriodView } from '../views/period.view.js';
import { etagOfContract } from './etag.js';
import { clientOf, OfClientQuery } from './of-client.query.js';
import { pageOf, pageView, type PageView } from './page.query.js';
import { Read } from './read.query.js';

@ApiTags('contracts')
@Allow(...READERS)
@Controller('v1/contracts')
export class ContractsController {
  constructor(
    readonly bus: QueryBus,
    readonly ledger: Ledger,
  ) {}

  @Get()
  @describeList('listContracts', 'List contracts', ContractSchema)
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() principal: Principal,
    @Query() query: OfClientQuery,
  ): Promise<PageView<ContractView>> {
    const of = { clientId: clientOf(principal, query) };
    return pageView(request, reply, await this.ledger.views.contracts(of, pageOf(query)), (contract) => contract);
  }

  @Get(':contractId')
  @describeOne('showContract', 'Show a contract with its terms', ContractSchema)
  async show(
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() principal: Principal,
    @Param('contractId') contractId: string,
  ): Promise<ContractView> {
    const contract = await this.#contract(principal, contractId);
    void reply.header('etag', etagOfContract(contract)).header('cache-control', 'private, no-cache');
    return contract;
  }

  #contract(principal: Principal, contractId: string): Promise<ContractView> {
    return this.bus.execute(new Read(principal, 'contract', (views) => views.contract(contractId)));
  }

  @Get(':contractId/periods')
  @describeList('listPeriods', 'List the periods of a contract', PeriodSchema, { paged: false })
  async periods(
    @Asking() principal: Principal,
    @Param('contractId') contractId: string,
  ): Promise<PageView<PeriodView>> {
    await this.#contract(principal, contractId);
    return { items: await this.ledger.views.periods(contractId), next: null };
  }

  @Get(':contractId/periods/:period')
  @describeOne('showPeriod', 'Show a period with what it bills so far', PeriodSchema)
  period(
    @Asking() principal: Principal,
    @Param('contractId') contractId: string,
    @Param('period') period: string,
  ): Promise<PeriodView> {
    return this.bus.execute(new Read(principal, 'period', (views) => views.period(contractId, period)));
  }
}
