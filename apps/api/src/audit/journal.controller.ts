import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiProduces, ApiPropertyOptional, ApiResponse, ApiTags } from '@nestjs/swagger';
import { entryKinds, entryOutcomes, type EntryKind, type EntryOutcome } from '@paidonce/audit';
import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow } from '../access/access.guard.js';
import { LineStream } from '../facts/line-stream.js';
import { NDJSON } from '../facts/media-types.js';
import { listOf } from '../openapi/queries.openapi.js';
import { problemResponses } from '../openapi/responses.js';
import { Journal, type JournalQuery } from '../ports/journal.js';
import { Instant } from '../queries/instant.query.js';
import { pageOf, PageQuery, pageView } from '../queries/page.query.js';
import { JournalEntrySchema, journalEntryView } from '../views/journal-entry.view.js';

const AT_ONCE = 500;

class JournalQueryString extends PageQuery {
  @ApiPropertyOptional({ description: 'Id or name of a token.' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  readonly actor?: string;

  @ApiPropertyOptional({ enum: entryKinds })
  @IsOptional()
  @IsIn(entryKinds)
  readonly kind?: EntryKind;

  @ApiPropertyOptional({ example: 'closePeriod', description: 'An operation of this API, or `signIn`.' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  readonly action?: string;

  @ApiPropertyOptional({ example: 'lead:L-1', description: '`KIND:ID`.' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(1100)
  readonly subject?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  readonly client?: string;

  @ApiPropertyOptional({ enum: entryOutcomes })
  @IsOptional()
  @IsIn(entryOutcomes)
  readonly outcome?: EntryOutcome;

  @ApiPropertyOptional({ format: 'date-time', description: 'At this instant or later.' })
  @IsOptional()
  @Instant()
  readonly from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Before this instant.' })
  @IsOptional()
  @Instant()
  readonly to?: string;
}

/** Who did what: the newest first. */
@ApiTags('audit')
@Controller('v1/audit/journal')
export class JournalController {
  constructor(readonly journal: Journal) {}

  @Get()
  @Allow('administrator', 'auditor')
  @ApiExtraModels(JournalEntrySchema)
  @ApiOperation({
    operationId: 'readJournal',
    summary: 'Read who did what, the newest first',
    description: `A page as JSON, or with \`Accept: ${NDJSON}\` all of them, one a line.`,
  })
  @ApiProduces('application/json', NDJSON)
  @ApiResponse({
    status: 200,
    description: 'A page; `Link: rel="next"` leads to the next one.',
    schema: listOf({ $ref: '#/components/schemas/JournalEntry' }),
  })
  @problemResponses(400, 401, 403)
  async read(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query() parameters: JournalQueryString,
  ): Promise<void> {
    const { actor, kind, action, subject, client: clientId, outcome, from, to } = parameters;
    const query = { actor, kind, action, subject, clientId, outcome, from, to };
    if (request.headers.accept?.includes(NDJSON)) {
      await reply.type(NDJSON).send(new LineStream(this.#all(query)));
      return;
    }
    const page = await this.journal.find(query, pageOf(parameters));
    await reply.send(pageView(request, reply, page, journalEntryView));
  }

  async *#all(query: JournalQuery): AsyncGenerator<string, void> {
    let cursor: string | undefined;
    do {
      const { items, next } = await this.journal.find(query, { limit: AT_ONCE, cursor });
      for (const entry of items) yield `${JSON.stringify(journalEntryView(entry))}\n`;
      cursor = next;
    } while (cursor !== undefined);
  }
}
