import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { IsNotEmpty, IsObject, IsOptional, IsString, MaxLength } from 'class-validator';
import type { View } from './view.js';

/** What people work on before a contract is signed. Whether the terms are in order shows when it is signed. */
export class DraftBody {
  @ApiProperty({ example: 'C-1' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  readonly contractId!: string;

  @ApiProperty({ example: 'bank' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  readonly clientId!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Section 2 of the rules.' })
  @IsObject()
  readonly terms!: object;

  @ApiPropertyOptional({ description: 'For those who work on it.' })
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  readonly note?: string;
}

/** A draft of a contract. */
@ApiSchema({ name: 'Draft' })
export class DraftSchema extends DraftBody {
  @ApiProperty()
  readonly id!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Counts the changes; the ETag.' })
  readonly revision!: number;

  @ApiProperty({ format: 'date-time' })
  readonly updatedAt!: string;

  @ApiProperty()
  readonly updatedBy!: string;
}

export type DraftContent = View<DraftBody>;
export type Draft = View<DraftSchema>;
