import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiProperty, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import { NotAsSealed, NothingIssued, NotSealedYet } from '@paidonce/audit';
import { isPeriodName } from '@paidonce/kernel';
import { IsIn, IsNotEmpty, IsOptional, IsString, ValidateBy } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { Allow, Asking } from '../access/access.guard.js';
import type { Principal } from '../access/principal.js';
import { READERS } from '../access/roles.js';
import { Scribe } from '../journal/scribe.js';
import { problemResponses } from '../openapi/responses.js';
import { Bundles, type Bundle, type BundleScope } from '../ports/bundles.js';
import { Problem } from '../problems/problem.js';
import { Read } from '../queries/read.query.js';

const TAR = 'application/x-tar';

const PeriodName = (): PropertyDecorator =>
  ValidateBy({
    name: 'period',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && isPeriodName(value),
      defaultMessage: () => '$property must be a period, such as 2026-01, 2026-W05 or 2026-Q1',
    },
  });

class BundleQueryString {
  @ApiProperty()
  @IsString()
  @IsNotEmpty()
  readonly contract!: string;

  @ApiPropertyOptional({ example: '2026-01', description: 'From the statement of this period on.' })
  @IsOptional()
  @PeriodName()
  readonly from?: string;

  @ApiPropertyOptional({ example: '2026-03', description: 'Up to the statement of this period, and its corrections.' })
  @IsOptional()
  @PeriodName()
  readonly to?: string;

  @ApiPropertyOptional({ enum: ['true', 'false'], description: 'With persons in plain; administrators only.' })
  @IsOptional()
  @IsIn(['true', 'false'])
  readonly persons?: string;

  @ApiPropertyOptional({ enum: ['true', 'false'], description: 'With who recorded each fact; not for clients.' })
  @IsOptional()
  @IsIn(['true', 'false'])
  readonly staff?: string;
}

/** Evidence to take away: it is verified without this server. */
@ApiTags('audit')
@Controller('v1/audit/bundle')
export class BundleController {
  constructor(
    readonly bus: QueryBus,
    readonly bundles: Bundles,
    readonly scribe: Scribe,
  ) {}

  @Get()
  @Allow(...READERS)
  @ApiOperation({
    operationId: 'fetchBundle',
    summary: 'Fetch the evidence for the statements of a contract',
    description:
      'A tar archive that `paidonce audit verify` checks offline: facts, statements, terms, and the proof that they stand in the log. A client has it of its own contracts.',
  })
  @ApiProduces(TAR)
  @ApiResponse({
    status: 200,
    description: 'The archive.',
    content: { [TAR]: { schema: { type: 'string', format: 'binary' } } },
  })
  @problemResponses(400, 401, 403, 404, 409, 503)
  async fetch(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Asking() principal: Principal,
    @Query() { contract, from, to, ...shown }: BundleQueryString,
  ): Promise<void> {
    const [persons, staff] = [shown.persons === 'true', shown.staff === 'true'];
    if (persons && principal.role !== 'administrator')
      throw new Problem('forbidden', 'Only an administrator sees persons in plain.');
    if (staff && principal.role === 'client')
      throw new Problem('forbidden', 'A client does not see who recorded what.');
    const { clientId } = await this.bus.execute(new Read(principal, 'contract', (views) => views.contract(contract)));
    if (persons) await this.scribe.seen(request, { clients: [clientId], subjects: [`contract:${contract}`] });
    const gone = new AbortController();
    reply.raw.once('close', () => {
      gone.abort();
    });
    const bundle = await this.#written({ contract, clientId, from, to, persons, staff, signal: gone.signal });
    const stream = Readable.from(bundle.blocks, { objectMode: false });
    stream.once('close', () => void bundle.discard());
    if (gone.signal.aborted) stream.destroy();
    await reply
      .type(TAR)
      .header('content-disposition', `attachment; filename="${fileNameOf(bundle)}"`)
      .send(stream);
  }

  async #written(scope: BundleScope): Promise<Bundle> {
    try {
      return await this.bundles.write(scope);
    } catch (error) {
      if (error instanceof NothingIssued) throw new Problem('not-found', 'No statement was issued for these periods.');
      if (error instanceof NotAsSealed)
        throw new Problem('not-as-sealed', `The event at position ${error.position} was changed.`);
      if (error instanceof NotSealedYet) throw new Problem('unavailable', 'The log is not sealed that far yet.');
      throw error;
    }
  }
}

function fileNameOf({ manifest: { contract, first, last } }: Bundle): string {
  return `${contract.replace(/[^\w.-]/g, '_')}-${first}-${last}.tar`;
}
