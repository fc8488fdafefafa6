import { Controller, Get, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import type { ReplayScope } from '@paidonce/audit';
import { fates, type Fate } from '@paidonce/settlement';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Allow, Asking } from '../access/access.guard.js';
import { sees, type Principal } from '../access/principal.js';
import { READERS } from '../access/roles.js';
import { Auditor } from '../ports/auditor.js';
import { Problem, notFound } from '../problems/problem.js';
import { clientOf } from '../queries/of-client.query.js';
import { Read } from '../queries/read.query.js';
import { describeAudit, describeLines } from './audit.openapi.js';
import { KnownQuery, momentOf } from './known.query.js';
import { sendLines } from './send-lines.js';

/** What is looked at: a contract, a client, or everything that may be seen. */
class ScopeQuery extends KnownQuery {
  @ApiPropertyOptional({ description: 'A client sees its own in any case.' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  readonly client?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  readonly contract?: string;

  @ApiPropertyOptional({ example: '2026-01', description: 'With a contract.' })
  @IsOptional()
  @IsString()
  @MinLength(1)
  readonly period?: string;
}

const counts = [...fates, 'refused'] as const;

class AccountedQuery extends ScopeQuery {
  @ApiPropertyOptional({ enum: counts })
  @IsIn(counts)
  readonly count!: Fate | 'refused';

  @ApiPropertyOptional({ example: 'lead.arrived' })
  @IsOptional()
  @IsString()
  readonly type?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, default: 0, description: 'The `next` of the page before.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  readonly from: number = 0;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  readonly limit: number = 50;
}

/** What was issued is computed again; no fact is left behind. */
@ApiTags('audit')
@Allow(...READERS)
@Controller('v1/audit')
export class ReplayController {
  constructor(
    readonly bus: QueryBus,
    readonly auditor: Auditor,
  ) {}

  @Get('replay')
  @describeLines('replay', 'Compute statements again from the log, and compare them to the byte')
  async replay(@Res() reply: FastifyReply, @Asking() principal: Principal, @Query() query: ScopeQuery): Promise<void> {
    if (query.knownAt !== undefined) throw new Problem('malformed-request', 'A replay is of all that was issued.');
    const scope = await this.#scopeOf(principal, query);
    await sendLines(reply, principal, (signal) => this.auditor.replay(scope, signal));
  }

  @Get('account')
  @describeAudit('countFacts', 'Count what became of every fact: no fact is left behind')
  async account(@Asking() principal: Principal, @Query() query: ScopeQuery): Promise<object> {
    const { clientId, ...rest } = await this.#scopeOf(principal, query);
    return this.auditor.account(clientId === undefined ? undefined : { clientId, ...rest }, momentOf(query.knownAt));
  }

  @Get('account/facts')
  @describeAudit(
    'listCountedFacts',
    'List the facts behind a count, each with its reason, what covers it, or its deadline',
  )
  async accounted(@Asking() principal: Principal, @Query() query: AccountedQuery): Promise<object> {
    const { clientId, ...rest } = await this.#scopeOf(principal, query);
    if (clientId === undefined) throw new Problem('malformed-request', 'Name a client or a contract.');
    const { items, next = null } = await this.auditor.accounted({ clientId, ...rest }, query, momentOf(query.knownAt));
    // What was refused may name persons: who may see them looks at it in quarantine, which the journal notes.
    return { items: items.map((item) => ('text' in item ? { ...item, text: null } : item)), next };
  }

  async #scopeOf(principal: Principal, query: ScopeQuery): Promise<ReplayScope> {
    const { contract: contractId, period } = query;
    if (contractId === undefined) {
      if (period !== undefined) throw new Problem('malformed-request', 'A period is one of a contract: name it.');
      if (query.client !== undefined && !sees(principal, query.client)) throw notFound('client');
      const clientId = clientOf(principal, query);
      return clientId === undefined ? {} : { clientId };
    }
    const contract = new Read(principal, 'contract', (views) => views.contract(contractId));
    const { clientId } = await this.bus.execute(contract);
    return { clientId, contractId, ...(period !== undefined && { period }) };
  }
}
