import { Body, Controller, HttpCode, Param, Post, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProperty, ApiResponse, ApiSchema, ApiTags } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Allow, Asking } from '../access/access.guard.js';
import type { Principal } from '../access/principal.js';
import { STAFF } from '../access/roles.js';
import { notedOf } from '../journal/noted.js';
import { problemResponses } from '../openapi/responses.js';
import { Ledger } from '../ports/ledger.js';
import { Read } from '../queries/read.query.js';
import type { View } from '../views/view.js';

class ErasureBody {
  @ApiProperty({
    example: 'asked for in letter 17 of 2 March',
    description: 'Why. It stays in the journal for good, so it must not say who the person is.',
  })
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  readonly reason!: string;
}

@ApiSchema({ name: 'Erasure' })
class ErasureSchema {
  @ApiProperty()
  readonly leadId!: string;

  @ApiProperty({ description: 'False where there was nothing to erase: erased before, or never known.' })
  readonly erased!: boolean;
}

@ApiTags('leads')
@Controller('v1/leads/:leadId/erasure')
export class ErasureController {
  constructor(
    readonly queries: QueryBus,
    readonly ledger: Ledger,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow(...STAFF)
  @ApiOperation({
    operationId: 'erasePerson',
    summary: 'Erase who a lead is, for good',
    description:
      'The key that seals the person of the lead is destroyed: nobody reads it again, in any copy of the log. What is owed does not change. ' +
      'Other leads of the same person, and refused facts in quarantine, are erased each by themselves.',
  })
  @ApiResponse({ status: 200, type: ErasureSchema })
  @problemResponses(400, 401, 403, 404)
  async erase(
    @Req() request: FastifyRequest,
    @Asking() principal: Principal,
    @Param('leadId') leadId: string,
    @Body() { reason }: ErasureBody,
  ): Promise<View<ErasureSchema>> {
    const lead = await this.queries.execute(
      new Read(principal, 'lead', (views) => views.lead(leadId, { unsealed: false })),
    );
    const erased = await this.ledger.erasePerson(leadId);
    const noted = notedOf(request);
    noted.clients.add(lead.clientId);
    noted.counts = { erased: erased ? 1 : 0 };
    noted.reason = reason;
    return { leadId, erased };
  }
}
