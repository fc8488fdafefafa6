import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { parseMoment, type Moment } from '@paidonce/audit';
import { IsIn, IsNotEmpty, IsOptional, IsString, MaxLength, ValidateBy } from 'class-validator';

/** A member that is a moment at which the log was known. */
const AMoment = (): PropertyDecorator =>
  ValidateBy({
    name: 'moment',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && parseMoment(value) !== undefined,
      defaultMessage: () => '$property must be a date and time with an offset (RFC 3339), or position:N',
    },
  });

/** As it was known. */
export class KnownQuery {
  @ApiPropertyOptional({
    description:
      'As known then: what had been recorded by a moment (RFC 3339), or up to a place of the log (`position:N`). By default now.',
    example: '2026-02-01T00:00:00+03:00',
  })
  @IsOptional()
  @AMoment()
  readonly knownAt?: string;
}

export function momentOf(text: string | undefined): Moment | undefined {
  return text === undefined ? undefined : parseMoment(text);
}

export class KnownFactQuery extends KnownQuery {
  @ApiProperty()
  @IsString()
  @IsNotEmpty()
  readonly source!: string;

  @ApiProperty()
  @IsString()
  @IsNotEmpty()
  readonly id!: string;
}

export class KnownLineQuery extends KnownQuery {
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
}

export class ChangesQuery {
  @ApiProperty()
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  readonly contract!: string;

  @ApiPropertyOptional({ example: '2026-01', description: 'Of this period only.' })
  @IsOptional()
  @IsString()
  readonly period?: string;

  @ApiProperty({ description: 'By what was recorded after this moment (RFC 3339, or `position:N`).' })
  @AMoment()
  readonly since!: string;

  @ApiPropertyOptional({ description: 'And up to this one; by default now.' })
  @IsOptional()
  @AMoment()
  readonly until?: string;
}

export class TimelineQuery {
  @ApiPropertyOptional({
    enum: ['lead', 'person'],
    default: 'lead',
    description: 'Of the lead alone, or of all leads that are the same person by now.',
  })
  @IsOptional()
  @IsIn(['lead', 'person'])
  readonly of: 'lead' | 'person' = 'lead';
}
