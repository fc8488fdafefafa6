import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { factTypes } from '@paidonce/facts';
import { Transform } from 'class-transformer';
import { IsIn, IsNotEmpty, IsOptional, IsString, Matches } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { pipeline } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import { Allow, Asking } from '../access/access.guard.js';
import type { Principal } from '../access/principal.js';
import { READERS } from '../access/roles.js';
import { LineStream } from '../facts/line-stream.js';
import { NDJSON } from '../facts/media-types.js';
import { Scribe } from '../journal/scribe.js';
import { seenPersons } from '../journal/seen-persons.js';
import { describeHistory } from '../openapi/queries.openapi.js';
import { Ledger, type HistoryLine } from '../ports/ledger.js';
import { Problem } from '../problems/problem.js';
import { Instant } from './instant.query.js';
import { clientOf } from './of-client.query.js';

const asList = Transform(({ value }: { value: unknown }) =>
  (Array.isArray(value) ? value : [value]).flatMap((one) => String(one).split(',')),
);

class HistoryQueryString {
  @ApiPropertyOptional({ type: 'integer', description: 'Facts behind this position of the log.' })
  @IsOptional()
  @Matches(/^\d{1,18}$/)
  readonly after?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Recorded at this instant or later.' })
  @IsOptional()
  @Instant()
  readonly from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Recorded before this instant.' })
  @IsOptional()
  @Instant()
  readonly to?: string;

  @ApiPropertyOptional({ type: [String], enum: factTypes, description: 'Several with commas, or given several times.' })
  @IsOptional()
  @asList
  @IsIn(factTypes, { each: true })
  readonly type?: readonly string[];

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  readonly client?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  readonly contract?: string;

  @ApiPropertyOptional({ enum: ['true', 'false'], description: 'Persons in plain; administrators only.' })
  @IsOptional()
  @IsIn(['true', 'false'])
  readonly unsealed?: string;

  @ApiPropertyOptional({
    enum: ['true', 'false'],
    description: 'Each fact tells its position as the attribute `sequence`: where to go on.',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  readonly positions?: string;
}

/** All that is recorded, in its order: what `settle` reads. */
@ApiTags('history')
@Controller('v1/history')
export class HistoryController {
  constructor(
    readonly ledger: Ledger,
    readonly scribe: Scribe,
  ) {}

  @Get()
  @Allow(...READERS)
  @describeHistory
  async read(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Asking() principal: Principal,
    @Query() query: HistoryQueryString,
  ): Promise<void> {
    const unsealed = query.unsealed === 'true';
    if (unsealed && principal.role !== 'administrator')
      throw new Problem('forbidden', 'Only an administrator sees persons in plain.');
    const gone = new AbortController();
    reply.raw.once('close', () => {
      gone.abort();
    });
    const lines = this.ledger.history({
      after: query.after === undefined ? undefined : BigInt(query.after),
      from: query.from,
      to: query.to,
      types: query.type,
      clientId: clientOf(principal, query),
      contractId: query.contract,
      unsealed,
      signal: gone.signal,
    });
    const shown = unsealed ? seenPersons(this.scribe, request, lines) : lines;
    const stream = new LineStream(textsOf(shown, query.positions === 'true'));
    void reply.type(NDJSON).header('vary', 'Accept-Encoding');
    if (!/\bgzip\b(?!;q=0(\.0*)?\b)/.test(request.headers['accept-encoding'] ?? '')) {
      await reply.send(stream);
      return;
    }
    const gzip = createGzip({ level: constants.Z_BEST_SPEED });
    pipeline(stream, gzip, () => {
      // Fastify ends the answer with the error of the packed stream.
    });
    await reply.header('content-encoding', 'gzip').send(gzip);
  }
}

async function* textsOf(lines: AsyncIterable<HistoryLine>, positions: boolean): AsyncGenerator<string, void> {
  for await (const { position, line } of lines) {
    yield positions ? `{"sequence":"${position}",${line.slice(1)}\n` : `${line}\n`;
  }
}
