import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { View } from './view.js';

/** Whole terms, as they were agreed. */
@ApiSchema({ name: 'TermsVersion' })
class TermsVersionSchema {
  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly version!: number;

  @ApiProperty({ format: 'date', description: 'The first local day in force.' })
  readonly effectiveFrom!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Section 2 of the rules.' })
  readonly terms!: object;
}

export type TermsVersionView = View<TermsVersionSchema>;

/** A contract: what a client and the call centre agreed on. */
@ApiSchema({ name: 'Contract' })
export class ContractSchema {
  @ApiProperty({ example: 'C-1' })
  readonly contractId!: string;

  @ApiProperty({ example: 'bank' })
  readonly clientId!: string;

  @ApiProperty({ example: 'RUB', description: 'ISO 4217.' })
  readonly currency!: string;

  @ApiProperty({ example: 'Europe/Moscow' })
  readonly timeZone!: string;

  @ApiProperty({ enum: ['week', 'month', 'quarter'] })
  readonly period!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'The last local day in force.' })
  readonly endsOn!: string | null;

  @ApiProperty({ example: '2026-02', description: 'The next period to close.' })
  readonly nextPeriod!: string;

  @ApiProperty({ type: [TermsVersionSchema], description: 'Versions that stand, in the order of recording.' })
  readonly versions!: readonly TermsVersionView[];
}

export type ContractView = View<ContractSchema>;
