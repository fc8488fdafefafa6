import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Asking } from '../access/access.guard.js';
import { seesPersons, type Principal } from '../access/principal.js';
import { READERS } from '../access/roles.js';
import { Scribe } from '../journal/scribe.js';
import { describeList, describeOne } from '../openapi/queries.openapi.js';
import { Ledger } from '../ports/ledger.js';
import { CampaignSchema, type CampaignView } from '../views/campaign.view.js';
import { LeadSchema, type LeadView } from '../views/lead.view.js';
import { clientOf, OfClientQuery } from './of-client.query.js';
import { pageOf, pageView, type PageView } from './page.query.js';
import { Read } from './read.query.js';

class CampaignsQuery extends OfClientQuery {
  @ApiPropertyOptional({ description: 'Of this contract only.' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  readonly contract?: string;
}

@ApiTags('campaigns')
@Allow(...READERS)
@Controller('v1/campaigns')
export class CampaignsController {
  constructor(
    readonly bus: QueryBus,
    readonly ledger: Ledger,
  ) {}

  @Get()
  @describeList('listCampaigns', 'List campaigns', CampaignSchema)
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() principal: Principal,
    @Query() query: CampaignsQuery,
  ): Promise<PageView<CampaignView>> {
    const of = { clientId: clientOf(principal, query), contractId: query.contract };
    return pageView(request, reply, await this.ledger.views.campaigns(of, pageOf(query)), (campaign) => campaign);
  }

  @Get(':campaignId')
  @describeOne('showCampaign', 'Show a campaign', CampaignSchema)
  show(@Asking() principal: Principal, @Param('campaignId') campaignId: string): Promise<CampaignView> {
    return this.bus.execute(new Read(principal, 'campaign', (views) => views.campaign(campaignId)));
  }
}

@ApiTags('leads')
@Allow(...READERS)
@Controller('v1/leads')
export class LeadsController {
  constructor(
    readonly bus: QueryBus,
    readonly scribe: Scribe,
  ) {}

  @Get(':leadId')
  @describeOne('showLead', 'Show a lead and what became of it', LeadSchema)
  async show(
    @Req() request: FastifyRequest,
    @Asking() principal: Principal,
    @Param('leadId') leadId: string,
  ): Promise<LeadView> {
    const as = { unsealed: seesPersons(principal) };
    const lead = await this.bus.execute(new Read(principal, 'lead', (views) => views.lead(leadId, as)));
    if (as.unsealed) {
      const about = { subjects: [`lead:${leadId}`], clients: [lead.clientId], counts: { leads: 1 } };
      await this.scribe.seen(request, about);
    }
    return lead;
  }
}
