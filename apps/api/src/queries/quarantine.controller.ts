import { applyDecorators, Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { factTypes, type FactType } from '@paidonce/facts';
import { refusalCodes, type RefusalCode } from '@paidonce/kernel';
import { quarantineStates, type QuarantineState } from '@paidonce/ledger';
import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Asking } from '../access/access.guard.js';
import { originOf, postingOriginOf, type Principal } from '../access/principal.js';
import { OVERSEERS, STAFF } from '../access/roles.js';
import { mediaTypeOf } from '../facts/body-parsers.js';
import { CLOUD_EVENT } from '../facts/media-types.js';
import { wholeText } from '../facts/text-in.js';
import { notedOf, noteFact } from '../journal/noted.js';
import { Scribe } from '../journal/scribe.js';
import { describeList, describeOne } from '../openapi/queries.openapi.js';
import { problemResponses } from '../openapi/responses.js';
import { Ledger } from '../ports/ledger.js';
import { notFound, Problem, refused } from '../problems/problem.js';
import { QuarantinedFactSchema, quarantinedView, type QuarantinedFact } from '../views/quarantine.view.js';
import { pageOf, PageQuery, pageView, type PageView } from './page.query.js';

const OF_IMPORT =
  'An import brought it, with the moment when it was recorded: an administrator resubmits it, or send it corrected, without `recordedtime`.';

class Dismissal {
  @ApiProperty({
    description:
      'Why it will never be recorded. It is kept, and stays in the journal for good, so it must not say who a person is.',
  })
  @IsString()
  @IsNotEmpty()
  @MaxLength(2000)
  readonly reason!: string;
}

const text = (description: string): PropertyDecorator =>
  applyDecorators(ApiPropertyOptional({ description }), IsOptional(), IsString(), MinLength(1), MaxLength(500));

class QuarantineQueryString extends PageQuery {
  @ApiPropertyOptional({ enum: quarantineStates, default: 'waiting' })
  @IsOptional()
  @IsIn(quarantineStates)
  readonly state?: QuarantineState;

  @ApiPropertyOptional({ enum: refusalCodes, description: 'Refused for this.' })
  @IsOptional()
  @IsIn(refusalCodes)
  readonly code?: RefusalCode;

  @text('Facts that name this source.')
  readonly source?: string;

  @ApiPropertyOptional({ enum: factTypes })
  @IsOptional()
  @IsIn(factTypes)
  readonly type?: FactType;

  @text('Facts that name this client, or that its token posted.')
  readonly client?: string;
}

/** Refused facts: seen, corrected and sent again, or dismissed with a reason. */
@ApiTags('quarantine')
@Controller('v1/quarantine')
export class QuarantineController {
  constructor(
    readonly ledger: Ledger,
    readonly scribe: Scribe,
  ) {}

  @Get()
  @Allow(...OVERSEERS)
  @describeList('listQuarantine', 'List refused facts', QuarantinedFactSchema)
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() query: QuarantineQueryString,
  ): Promise<PageView<QuarantinedFact>> {
    const { state, code, source, type, client: clientId } = query;
    const page = await this.ledger.quarantine.list({ state, code, source, type, clientId }, pageOf(query));
    return pageView(request, reply, page, (fact) => ({ ...quarantinedView(fact), text: null, raw: null }));
  }

  /** The fact as it was posted may hold personal data: it is for those who correct it. */
  @Get(':id')
  @Allow(...STAFF)
  @describeOne('showQuarantined', 'Show a refused fact, or what became of it', QuarantinedFactSchema)
  async show(@Req() request: FastifyRequest, @Param('id') id: string): Promise<QuarantinedFact> {
    const found = await this.ledger.quarantine.get(id);
    if (!found) throw notFound('refused fact');
    await this.scribe.seen(request, { subjects: [`quarantine:${id}`] });
    return quarantinedView(found);
  }

  @Post(':id/resubmit')
  @Allow(...STAFF)
  @ApiOperation({
    operationId: 'resubmitQuarantined',
    summary: 'Record a refused fact after all',
    description:
      'As it is, or as the body has it. Once it is recorded it leaves the quarantine. What an import brought is imported where an administrator resubmits it.',
  })
  @ApiConsumes(CLOUD_EVENT)
  @ApiBody({ required: false, schema: { $ref: '#/components/schemas/Fact' } })
  @ApiResponse({ status: 201, description: 'Recorded.' })
  @ApiResponse({ status: 200, description: 'It was recorded before.' })
  @problemResponses(401, 403, 404, 415, 422)
  async resubmit(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Asking() principal: Principal,
    @Param('id') id: string,
  ): Promise<object> {
    const text = correctionOf(request);
    const mayImport = principal.role === 'administrator';
    const answer = await this.ledger.quarantine.resubmit(id, text, postingOriginOf(request, principal, mayImport));
    if (!answer) throw notFound('refused fact that waits');
    if (answer === 'of-import') throw new Problem('forbidden', OF_IMPORT);
    if (answer.status === 'refused') throw refused(answer.refusal);
    noteFact(request, answer);
    const { status, source, id: factId } = answer;
    void reply.status(status === 'accepted' ? 201 : 200);
    return { status, source, id: factId, ...(status === 'accepted' && { position: Number(answer.position) }) };
  }

  @Post(':id/dismiss')
  @HttpCode(204)
  @Allow(...STAFF)
  @ApiOperation({ operationId: 'dismissQuarantined', summary: 'Let a refused fact go' })
  @ApiResponse({ status: 204, description: 'It is gone; the reason is kept.' })
  @problemResponses(400, 401, 403, 404)
  async dismiss(
    @Req() request: FastifyRequest,
    @Asking() principal: Principal,
    @Param('id') id: string,
    @Body() { reason }: Dismissal,
  ): Promise<void> {
    const done = await this.ledger.quarantine.dismiss(id, reason, originOf(request, principal));
    if (!done) throw notFound('refused fact that waits');
    notedOf(request).reason = reason;
  }
}

function correctionOf(request: FastifyRequest): string | undefined {
  const body: unknown = request.body;
  if (body === undefined || body === null) return undefined;
  if (mediaTypeOf(request) === CLOUD_EVENT && Buffer.isBuffer(body))
    return body.length === 0 ? undefined : wholeText(body);
  throw new Problem('unsupported-media-type', `A corrected fact is ${CLOUD_EVENT}.`);
}
