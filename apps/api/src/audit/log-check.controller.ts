import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CheckpointInvalid, verifierOf, type Verifier } from '@paidonce/proof';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/access.guard.js';
import { OVERSEERS } from '../access/roles.js';
import { LineStream } from '../facts/line-stream.js';
import { NDJSON } from '../facts/media-types.js';
import { problemResponses } from '../openapi/responses.js';
import { Seal, type CheckReport } from '../ports/seal.js';
import { Problem } from '../problems/problem.js';

class LogCheckQuery {
  @ApiPropertyOptional({
    type: [String],
    description: 'Public keys that the auditor trusts; by default the first that the log had.',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (Array.isArray(value) ? (value as unknown[]) : [value]))
  @ArrayMaxSize(16)
  @IsString({ each: true })
  @MaxLength(1000, { each: true })
  readonly key?: readonly string[];
}

@ApiTags('audit')
@Controller('v1/audit/check')
export class LogCheckController {
  constructor(readonly seal: Seal) {}

  @Get()
  @Allow(...OVERSEERS)
  @ApiOperation({
    operationId: 'checkLog',
    summary: 'Read the whole log and tell what is not as it was sealed',
    description: 'Lines of `kind` progress, finding and, last, done. An answer without that one broke off.',
  })
  @ApiProduces(NDJSON)
  @ApiResponse({
    status: 200,
    description: 'A report, a line each.',
    content: { [NDJSON]: { schema: { type: 'object', additionalProperties: true } } },
  })
  @problemResponses(400, 401, 403)
  async check(@Res() reply: FastifyReply, @Query() { key = [] }: LogCheckQuery): Promise<void> {
    const gone = new AbortController();
    reply.raw.once('close', () => {
      gone.abort();
    });
    const reports = this.seal.check({ keys: key.map(verifier), signal: gone.signal });
    await reply.type(NDJSON).send(new LineStream(linesOf(reports)));
  }
}

function verifier(vkey: string): Verifier {
  try {
    return verifierOf(vkey);
  } catch (error) {
    if (error instanceof CheckpointInvalid) throw new Problem('malformed-request', error.message);
    throw error;
  }
}

async function* linesOf(reports: AsyncIterable<CheckReport>): AsyncGenerator<string, void> {
  for await (const report of reports) yield `${JSON.stringify(report)}\n`;
}
