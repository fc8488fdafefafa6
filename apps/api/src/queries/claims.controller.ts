import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { disputeStates, type DisputeState } from '@paidonce/ledger';
import { IsIn, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Asking } from '../access/access.guard.js';
import type { Principal } from '../access/principal.js';
import { READERS } from '../access/roles.js';
import { describeList } from '../openapi/queries.openapi.js';
import { Ledger } from '../ports/ledger.js';
import {
  DisputeSchema,
  PaymentSchema,
  ReturnSchema,
  type DisputeView,
  type PaymentView,
  type ReturnView,
} from '../views/claims.view.js';
import { clientOf, OfClientQuery } from './of-client.query.js';
import { pageOf, pageView, type PageView } from './page.query.js';

class OfContractQuery extends OfClientQuery {
  @ApiPropertyOptional({ description: 'Of this contract only.' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  readonly contract?: string;
}

class DisputesQueryString extends OfContractQuery {
  @ApiPropertyOptional({ enum: disputeStates, description: 'By default all of them.' })
  @IsOptional()
  @IsIn(disputeStates)
  readonly state?: DisputeState;
}

class ReturnsQueryString extends OfContractQuery {
  @ApiPropertyOptional({ enum: ['pending'], default: 'pending', description: 'Those that wait for a decision.' })
  @IsOptional()
  @IsIn(['pending'])
  readonly state?: 'pending';
}

/** What is said of what is billed, and what was paid: where billing staff find what waits for them. */
@Allow(...READERS)
@Controller('v1')
export class ClaimsController {
  constructor(readonly ledger: Ledger) {}

  @Get('disputes')
  @ApiTags('disputes')
  @describeList('listDisputes', 'List disputes', DisputeSchema)
  async disputes(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() principal: Principal,
    @Query() query: DisputesQueryString,
  ): Promise<PageView<DisputeView>> {
    const of = { ...scopeOf(principal, query), state: query.state };
    return pageView(request, reply, await this.ledger.views.disputes(of, pageOf(query)), (dispute) => dispute);
  }

  @Get('returns')
  @ApiTags('leads')
  @describeList('listReturns', 'List returns of leads that wait for a decision', ReturnSchema)
  async returns(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() principal: Principal,
    @Query() query: ReturnsQueryString,
  ): Promise<PageView<ReturnView>> {
    const page = await this.ledger.views.pendingReturns(scopeOf(principal, query), pageOf(query));
    return pageView(request, reply, page, (one) => one);
  }

  @Get('payments')
  @ApiTags('payments')
  @describeList('listPayments', 'List payments', PaymentSchema)
  async payments(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() principal: Principal,
    @Query() query: OfContractQuery,
  ): Promise<PageView<PaymentView>> {
    const page = await this.ledger.views.payments(scopeOf(principal, query), pageOf(query));
    return pageView(request, reply, page, (payment) => payment);
  }
}

function scopeOf(
  principal: Principal,
  query: OfContractQuery,
): { readonly clientId: string | undefined; readonly contractId: string | undefined } {
  return { clientId: clientOf(principal, query), contractId: query.contract };
}
