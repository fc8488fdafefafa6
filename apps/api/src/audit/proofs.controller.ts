import { Controller, Get, Header, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiProduces, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import { KeyOfEnvironment } from '@paidonce/audit';
import { clientOfStream } from '@paidonce/ledger';
import { Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, MaxLength, Max, Min } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, Asking } from '../access/access.guard.js';
import { sees, type Principal } from '../access/principal.js';
import { READERS } from '../access/roles.js';
import { describeList } from '../openapi/queries.openapi.js';
import { problemResponses } from '../openapi/responses.js';
import { Seal, type ProofFile, type PublicKeys } from '../ports/seal.js';
import { notFound, Problem } from '../problems/problem.js';
import { pageOf, PageQuery, pageView, type PageView } from '../queries/page.query.js';
import { Read } from '../queries/read.query.js';
import { proofFor } from './who-recorded.js';
import { CheckpointSchema, checkpointView, LogKeysSchema, type CheckpointView } from '../views/checkpoint.view.js';

class InclusionQuery {
  @ApiPropertyOptional({ type: 'integer', description: 'An event, by its position in the log.' })
  @IsOptional()
  @Matches(/^\d{1,18}$/)
  readonly position?: string;

  @ApiPropertyOptional({ description: 'A fact, with `id`.' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(1000)
  readonly source?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(1000)
  readonly id?: string;

  @ApiPropertyOptional({ description: 'A statement, with `statement`; beside a fact, the statement that bills it.' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(1000)
  readonly contract?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(2 ** 31 - 1)
  readonly statement?: number;

  @ApiPropertyOptional({ type: 'integer', description: 'Size of a checkpoint; by default the first that has it.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  readonly checkpoint?: number;
}

class ConsistencyQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, required: true })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  readonly from!: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, required: true })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  readonly to!: number;
}

const proof = { type: 'object', additionalProperties: true };

/** What was signed, and what it proves. Whoever reads anything may have checkpoints and keys; proofs of what is a client’s, that client. */
@ApiTags('audit')
@Controller('v1/audit')
@Allow(...READERS)
export class ProofsController {
  constructor(
    readonly seal: Seal,
    readonly bus: QueryBus,
  ) {}

  @Get('checkpoints')
  @describeList('listCheckpoints', 'List the signed checkpoints of the log', CheckpointSchema)
  async checkpoints(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query() query: PageQuery,
  ): Promise<PageView<CheckpointView>> {
    return pageView(request, reply, await this.seal.checkpoints(pageOf(query)), checkpointView);
  }

  @Get('checkpoints/latest')
  @Header('content-type', 'text/plain; charset=utf-8')
  @ApiOperation({ operationId: 'latestCheckpoint', summary: 'Show the latest checkpoint, as the note that was signed' })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'C2SP tlog-checkpoint.', schema: { type: 'string' } })
  @problemResponses(401, 403, 404)
  async latest(): Promise<string> {
    const latest = await this.seal.latest();
    if (!latest) throw notFound('checkpoint yet');
    return latest.note;
  }

  @Get('keys')
  @ApiOperation({ operationId: 'listLogKeys', summary: 'List the public keys that checkpoints are verified by' })
  @ApiResponse({ status: 200, description: 'They.', type: LogKeysSchema })
  @problemResponses(401, 403)
  keys(): Promise<PublicKeys> {
    return this.seal.keys();
  }

  @Post('keys/rotate')
  @HttpCode(200)
  @Allow('administrator')
  @ApiOperation({
    operationId: 'rotateLogKey',
    summary: 'Have another key sign from now on; the one before hands over',
  })
  @ApiResponse({ status: 200, description: 'The keys by now.', type: LogKeysSchema })
  @problemResponses(401, 403, 409)
  async rotate(): Promise<PublicKeys> {
    try {
      return await this.seal.renewKey();
    } catch (error) {
      if (error instanceof KeyOfEnvironment) throw new Problem('key-of-environment', error.message);
      throw error;
    }
  }

  @Get('proofs/inclusion')
  @ApiOperation({
    operationId: 'proveInclusion',
    summary: 'Prove that a fact, a statement, or both are in the log as it was signed',
    description: 'By `position`, by `source` and `id`, by `contract` and `statement`, or by several of them.',
  })
  @ApiResponse({ status: 200, description: 'The proof, as `paidonce audit prove` writes it.', schema: proof })
  @problemResponses(400, 401, 403, 404)
  async inclusion(@Asking() principal: Principal, @Query() query: InclusionQuery): Promise<ProofFile> {
    const positions = await this.#positionsOf(principal, query);
    if (positions.length === 0) {
      throw new Problem('malformed-request', 'Name a position, a source and an id, or a contract and a statement.');
    }
    const proven = await this.seal.inclusion(positions, query.checkpoint);
    const mine = proven?.events.every(({ event }) => sees(principal, clientOfStream(event.stream) ?? ''));
    if (!proven || !mine) throw notFound('event in a checkpoint yet');
    return proofFor(principal, proven);
  }

  @Get('proofs/consistency')
  @ApiOperation({
    operationId: 'proveConsistency',
    summary: 'Prove that the log of one size begins with the log of another',
  })
  @ApiResponse({ status: 200, description: 'RFC 9162, 2.1.4: hashes in base64.', schema: proof })
  @problemResponses(400, 401, 403, 404)
  async consistency(@Query() { from, to }: ConsistencyQuery): Promise<object> {
    const hashes = await this.seal.consistency(from, to);
    if (!hashes) throw notFound('pair of sizes of what is sealed');
    return { from, to, hashes };
  }

  async #positionsOf(principal: Principal, query: InclusionQuery): Promise<bigint[]> {
    const { position, source, id, contract, statement } = query;
    const positions = position === undefined ? [] : [BigInt(position)];
    if (source !== undefined && id !== undefined) {
      const fact = await this.bus.execute(new Read(principal, 'fact', (views) => views.explainFact({ source, id })));
      if (fact.position === null) throw notFound('fact in the log');
      positions.push(BigInt(fact.position));
    }
    if (contract !== undefined && statement !== undefined) {
      const issued = await this.bus.execute(
        new Read(principal, 'statement', async (views) => {
          const found = await views.statement(contract, statement);
          return found && { ...found, clientId: found.statement.clientId };
        }),
      );
      positions.push(issued.position);
    }
    return positions;
  }
}
