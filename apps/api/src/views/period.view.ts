import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { BilledSchema, type BilledView } from './statement.view.js';
import type { View } from './view.js';

/** A period of a contract. */
@ApiSchema({ name: 'Period' })
export class PeriodSchema {
  @ApiProperty({ example: 'C-1' })
  readonly contractId!: string;

  @ApiProperty({ example: 'bank' })
  readonly clientId!: string;

  @ApiProperty({ example: '2026-01' })
  readonly period!: string;

  @ApiProperty({ format: 'date-time' })
  readonly from!: string;

  @ApiProperty({ format: 'date-time', description: 'The first moment after it.' })
  readonly to!: string;

  @ApiProperty({ enum: ['running', 'over', 'closed'] })
  readonly state!: 'running' | 'over' | 'closed';

  @ApiProperty({ type: 'integer', nullable: true, description: 'The number of its statement, once it is closed.' })
  readonly statement!: number | null;

  @ApiProperty({
    type: BilledSchema,
    nullable: true,
    description: 'What closing it now would bill; null once it is closed, and in lists.',
  })
  readonly accrued!: BilledView | null;
}

export type PeriodView = View<PeriodSchema>;
