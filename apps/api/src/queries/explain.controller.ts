import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiProperty, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import type { FactReport, Item, LineReport } from '@paidonce/settlement';
import { Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { Allow, Asking } from '../access/access.guard.js';
import type { Principal } from '../access/principal.js';
import { READERS } from '../access/roles.js';
import { describeReport } from '../openapi/queries.openapi.js';
import { notFound } from '../problems/problem.js';
import { Read } from './read.query.js';

class LineQuery {
  @ApiProperty()
  @IsString()
  @IsNotEmpty()
  readonly contract!: string;

  @ApiProperty({ example: '2026-01', description: 'The period that the line is for.' })
  @IsString()
  @IsNotEmpty()
  readonly period!: string;

  @ApiProperty({ description: 'A clause, or `pilot-budget`, `minimum`, `cap`.' })
  @IsString()
  @IsNotEmpty()
  readonly clause!: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  readonly campaign?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  readonly detail?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 1000,
    default: 20,
    description: 'The most items that are shown.',
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(1000)
  readonly items: number = 20;
}

class FactQuery {
  @ApiProperty()
  @IsString()
  @IsNotEmpty()
  readonly source!: string;

  @ApiProperty()
  @IsString()
  @IsNotEmpty()
  readonly id!: string;
}

/** Why: from facts to amounts, in sentences of both languages. */
@ApiTags('explanations')
@Allow(...READERS)
@Controller('v1/explain')
export class ExplainController {
  constructor(readonly bus: QueryBus) {}

  @Get('line')
  @describeReport('explainLine', 'Explain a line: the arithmetic from its facts to its amount')
  async line(@Asking() principal: Principal, @Query() query: LineQuery): Promise<object> {
    const { contract: contractId, period: forPeriod, clause: clauseId, campaign, detail, items } = query;
    const reference = { contractId, forPeriod, clauseId, campaignId: campaign ?? null, detail: detail ?? null };
    // Whose it is comes first: looking at all facts of a client takes time, which would tell strangers of it.
    const contract = await this.bus.execute(new Read(principal, 'line', (views) => views.contract(contractId)));
    let report: LineReport | undefined;
    await this.bus.execute(
      new Read(principal, 'line', async (views) => {
        report = await views.explainLine(reference);
        return report && contract;
      }),
    );
    if (!report) throw notFound('line');
    return { ...report, items: firstOf(report.items(), items) };
  }

  @Get('fact')
  @describeReport('explainFact', 'Explain a fact: what became of it, and which fact covers it')
  fact(@Asking() principal: Principal, @Query() { source, id }: FactQuery): Promise<FactReport> {
    return this.bus.execute(new Read(principal, 'fact', (views) => views.explainFact({ source, id })));
  }
}

function firstOf(items: Iterable<Item>, most: number): Item[] {
  const found: Item[] = [];
  if (most === 0) return found;
  for (const item of items) if (found.push(item) === most) break;
  return found;
}
